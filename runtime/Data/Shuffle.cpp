//===- Shuffle.cpp - The order of the samples in an epoch -----------------===//
#include "runtime/Data/Shuffle.h"

#include <numeric>
#include <utility>

namespace cnn::runtime {

/// The finaliser of SplitMix64: a bijection of 64 bits that mixes them well.
static uint64_t mix(uint64_t value) {
  value += 0x9e3779b97f4a7c15;
  value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
  value = (value ^ value >> 27) * 0x94d049bb133111eb;
  return value ^ value >> 31;
}

uint64_t Shuffle::sample(uint64_t epoch, uint64_t position) {
  if (permutation.empty() || epoch != permutedEpoch)
    permute(epoch);
  return permutation[position];
}

void Shuffle::permute(uint64_t epoch) {
  permutation.resize(count);
  std::iota(permutation.begin(), permutation.end(), 0u);
  uint64_t key = mix(mix(seed) ^ epoch);
  // Fisher and Yates, drawing number i from (key, i). The product's upper half
  // is uniform in [0, count - i) up to a bias of (count - i) / 2^64.
  for (uint64_t index = 0; index + 1 < count; ++index) {
    __uint128_t scaled = static_cast<__uint128_t>(mix(key + index)) * (count - index);
    std::swap(permutation[index], permutation[index + static_cast<uint64_t>(scaled >> 64)]);
  }
  permutedEpoch = epoch;
}

} // namespace cnn::runtime
