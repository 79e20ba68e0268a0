//===- Shuffle.h - The order of the samples in an epoch -------------------===//
#ifndef CNN_RUNTIME_DATA_SHUFFLE_H
#define CNN_RUNTIME_DATA_SHUFFLE_H

#include <cstdint>
#include <vector>

namespace cnn::runtime {

/// A permutation of [0, count) for every epoch, a function of (seed, epoch)
/// alone: no generator's state is carried from one epoch to the next, so
/// training can resume anywhere.
class Shuffle {
public:
  Shuffle(uint64_t count, uint64_t seed) : count(count), seed(seed) {}

  /// The sample at `position` of epoch `epoch`.
  uint64_t sample(uint64_t epoch, uint64_t position);

private:
  void permute(uint64_t epoch);

  uint64_t count, seed;
  uint64_t permutedEpoch = 0;
  std::vector<uint32_t> permutation; // of `permutedEpoch`, empty at first
};

} // namespace cnn::runtime

#endif
