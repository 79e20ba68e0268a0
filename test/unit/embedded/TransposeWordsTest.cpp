//===- TransposeWordsTest.cpp ---------------------------------------------===//

#include "runtime/embedded/TransposeWords.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

using namespace cnn::runtime::embedded;

namespace {

/// A tensor of words, dense but for a gap behind each row of its innermost dimension.
struct Tensor {
  std::vector<Dimension> dimensions;
  std::vector<int32_t> words;
  Buffer buffer{};

  explicit Tensor(std::vector<Dimension> bounds, int32_t gap) : dimensions(std::move(bounds)) {
    int32_t stride = 1;
    for (Dimension &dimension : dimensions) {
      dimension.stride = stride;
      stride = stride * dimension.extent + (stride == 1 ? gap : 0);
    }
    words.assign(stride, -1);
    buffer.host = reinterpret_cast<uint8_t *>(words.data());
    buffer.dimensions = static_cast<int32_t>(dimensions.size());
    buffer.dimension = dimensions.data();
  }
  int32_t &at(std::vector<int32_t> indices) {
    size_t offset = 0;
    for (size_t i = 0; i < indices.size(); ++i)
      offset += (indices[i] - dimensions[i].min) * dimensions[i].stride;
    return words[offset];
  }
};

Dimension bounds(int32_t min, int32_t extent) { return {min, extent, 0, 0}; }

class TransposeWords : public testing::TestWithParam<int> {};

} // namespace

TEST_P(TransposeWords, PixelsOfAChannelLieSideBySide) {
#if defined(__x86_64__)
  if (!__builtin_cpu_supports("avx512f"))
    GTEST_SKIP() << "the processor has no vectors of 512 bits (AVX-512)";
#endif
  Dimension columns = bounds(32, GetParam()), channels = bounds(32, 64), parts = bounds(0, 2);
  Dimension rows = bounds(3, 2), groups = bounds(1, 2);
  Tensor words({channels, parts, columns, rows, groups}, 16);
  Tensor image({columns, channels, parts, rows, groups}, 5);
  std::iota(words.words.begin(), words.words.end(), 0);
  ASSERT_EQ(cnn_transpose_words(&words.buffer, &image.buffer), 0);
  size_t untouched = std::count(image.words.begin(), image.words.end(), -1);
  EXPECT_EQ(untouched, image.words.size() - 64 * 2 * 2 * 2 * GetParam());
  for (int n = 1; n < 3; ++n)
    for (int y = 3; y < 5; ++y)
      for (int part = 0; part < 2; ++part)
        for (int c = 32; c < 96; ++c)
          for (int x = 32; x < 32 + GetParam(); ++x)
            ASSERT_EQ(image.at({x, c, part, y, n}), words.at({c, part, x, y, n})) << c << " " << x;
}

// Fewer columns than a square has, whole squares, and a last one over another.
INSTANTIATE_TEST_SUITE_P(Columns, TransposeWords, testing::Values(1, 7, 16, 17, 31, 34, 48));

TEST(TransposeWordsQuestion, ReadsThePlacesThatItWrites) {
  Tensor image({bounds(0, 18), bounds(32, 64), bounds(0, 3), bounds(7, 1), bounds(4, 2)}, 0);
  Tensor words({bounds(0, 1), bounds(0, 1), bounds(0, 1), bounds(0, 1), bounds(0, 1)}, 0);
  image.buffer.host = words.buffer.host = nullptr;
  ASSERT_EQ(cnn_transpose_words(&words.buffer, &image.buffer), 0);
  const int expected[][2] = {{32, 64}, {0, 3}, {0, 18}, {7, 1}, {4, 2}};
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(words.dimensions[i].min, expected[i][0]);
    EXPECT_EQ(words.dimensions[i].extent, expected[i][1]);
  }
}
