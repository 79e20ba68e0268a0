//===- Random.h - Counter-based random numbers ------------------*- C++ -*-===//
//
// Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy
// as 1, 2, 3", SC 2011). A value is a pure function of (key, counter), so it
// does not depend on the order of drawing, on threads or on schedules, and
// anybody who knows the two numbers can draw it again.
//
// This header stands alone: the runtime inside each model, the compiler's
// reference interpreter and the tests all include it, so that they draw the
// same values.
//
//===----------------------------------------------------------------------===//

#ifndef CNN_RUNTIME_RANDOM_H
#define CNN_RUNTIME_RANDOM_H

#include <array>
#include <cmath>
#include <cstdint>

namespace cnn::runtime {

/// Four random words of 32 bits.
using RandomWords = std::array<uint32_t, 4>;

/// One evaluation of Philox4x32-10.
constexpr RandomWords philox(RandomWords counter, std::array<uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    uint64_t product0 = uint64_t{0xD2511F53} * counter[0];
    uint64_t product1 = uint64_t{0xCD9E8D57} * counter[2];
    counter = {uint32_t(product1 >> 32) ^ counter[1] ^ key[0], uint32_t(product1),
               uint32_t(product0 >> 32) ^ counter[3] ^ key[1], uint32_t(product0)};
    key[0] += 0x9E3779B9; // the golden ratio
    key[1] += 0xBB67AE85; // sqrt(3) - 1
  }
  return counter;
}

/// The words that belong to element `index` of the stream `stream` of `seed`:
/// counter = (index, stream), key = seed, low words first.
constexpr RandomWords randomWords(uint64_t seed, uint64_t index, uint64_t stream = 0) {
  return philox({uint32_t(index), uint32_t(index >> 32), uint32_t(stream), uint32_t(stream >> 32)},
                {uint32_t(seed), uint32_t(seed >> 32)});
}

/// Uniform in [low, high). Rounding may carry the largest values onto `high`;
/// they are drawn back to the largest float below it.
inline float uniformValue(uint64_t seed, uint64_t index, float low, float high) {
  double unit = double(randomWords(seed, index)[0]) * 0x1p-32;
  float value = float(double(low) + (double(high) - double(low)) * unit);
  return value < high || !(low < high) ? value : std::nextafterf(high, low);
}

/// Normal by Box and Muller: mean + deviation * sqrt(-2 ln u) cos(2 pi v), with
/// u in (0, 1] from the first word and v in [0, 1) from the second.
inline float normalValue(uint64_t seed, uint64_t index, double mean, double deviation) {
  RandomWords words = randomWords(seed, index);
  double u = (double(words[0]) + 1.0) * 0x1p-32;
  double v = double(words[1]) * 0x1p-32;
  constexpr double twoPi = 6.283185307179586;
  return float(mean + deviation * (std::sqrt(-2.0 * std::log(u)) * std::cos(twoPi * v)));
}

} // namespace cnn::runtime

#endif // CNN_RUNTIME_RANDOM_H
