//===- Shuffle.cpp - The order of the samples in an epoch -----------------===//
#include "runtime/Data/Shuffle.h"

#include "runtime/Random.h"

#include <numeric>
#include <utility>

namespace cnn::runtime {

uint64_t Shuffle::sample(uint64_t epoch, uint64_t position) {
  if (permutation.empty() || epoch != permutedEpoch)
    permute(epoch);
  return permutation[position];
}

void Shuffle::permute(uint64_t epoch) {
  permutation.resize(count);
  std::iota(permutation.begin(), permutation.end(), 0u);
  // Fisher and Yates, drawing number i from (seed, epoch, i). The product's upper
  // half is uniform in [0, count - i) up to a bias of (count - i) / 2^64.
  for (uint64_t index = 0; index + 1 < count; ++index) {
    RandomWords words = randomWords(seed, index, epoch);
    uint64_t drawn = static_cast<uint64_t>(words[1]) << 32 | words[0];
    __uint128_t scaled = static_cast<__uint128_t>(drawn) * (count - index);
    std::swap(permutation[index], permutation[index + static_cast<uint64_t>(scaled >> 64)]);
  }
  permutedEpoch = epoch;
}

} // namespace cnn::runtime
