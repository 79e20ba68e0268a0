//===- TransposeWords.cpp - Words with another dimension innermost --------===//

#include "runtime/embedded/TransposeWords.h"

#include <cstring>

using namespace cnn::runtime::embedded;

// Processors with tiles have vectors of 512 bits.
#if defined(__x86_64__)
#define CNN_WIDE_VECTORS __attribute__((target("avx512f")))
#else
#define CNN_WIDE_VECTORS
#endif

namespace {

constexpr int64_t side = 16, wordBytes = 4;
using Words = int32_t __attribute__((vector_size(side * wordBytes)));

/// Transposes a square of which the input has `count` rows, the result columns. Four times rows i and
/// i + 8 become, a word of each in turn, rows 2i and 2i + 1: that rotates the eight bits of a word's
/// place, four of its row and four of its column, by one.
[[gnu::always_inline]] CNN_WIDE_VECTORS inline void
transposeSquare(const uint8_t *input, int64_t inputRow, uint8_t *result, int64_t resultRow,
                int64_t count) {
  Words rows[side] = {};
  for (int64_t i = 0; i < count; ++i)
    memcpy(&rows[i], input + i * inputRow, sizeof(Words));
  for (int pass = 0; pass < 4; ++pass) {
    Words next[side];
    for (int64_t i = 0; i < side / 2; ++i) {
      Words a = rows[i], b = rows[i + side / 2];
      next[2 * i] = __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22,
                                            7, 23);
      next[2 * i + 1] = __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29,
                                                14, 30, 15, 31);
    }
    memcpy(rows, next, sizeof(rows));
  }
  for (int64_t i = 0; i < side; ++i)
    memcpy(result + i * resultRow, &rows[i], count * wordBytes);
}

CNN_WIDE_VECTORS void transposeChannels(const uint8_t *words, int64_t column, uint8_t *result,
                                        int64_t channel, int64_t columns) {
  if (columns < side)
    return transposeSquare(words, column, result, channel, columns);
  for (int64_t x = 0; x < columns; x += side) {
    // The last square lies over the one before.
    int64_t first = x + side <= columns ? x : columns - side;
    transposeSquare(words + first * column, column, result + first * wordBytes, channel, side);
  }
}

} // namespace

int cnn_transpose_words(Buffer *words, Buffer *transposed) {
  const Dimension *to = transposed->dimension;
  if (!transposed->host) {
    constexpr int places[] = {1, 2, 0, 3, 4};
    for (int i = 0; i < 5; ++i)
      setBounds(words->dimension[i], to[places[i]].min, to[places[i]].extent);
    return 0;
  }
  int64_t column = words->dimension[2].stride * wordBytes, channel = to[1].stride * wordBytes;
  forEach(to[4], 1, [&](int64_t group) {
    forEach(to[3], 1, [&](int64_t row) {
      forEach(to[2], 1, [&](int64_t part) {
        const uint8_t *channels = getAddress(*words, {part, to[0].min, row, group});
        forEach(to[1], side, [&](int64_t c) {
          transposeChannels(channels + (c - words->dimension[0].min) * wordBytes, column,
                            getAddress(*transposed, {c, part, row, group}), channel, to[0].extent);
        });
      });
    });
  });
  return 0;
}
