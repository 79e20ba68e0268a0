//===- Tensors.h - Random tensors and their comparison ------------------===//

#ifndef CNNC_TEST_UNIT_SUPPORT_TENSORS_H
#define CNNC_TEST_UNIT_SUPPORT_TENSORS_H

#include "compiler/Reference/Tensor.h"
#include "gtest/gtest.h"

namespace cnnc::test {

/// Values uniform in [low, high), all of them exact floats, so that compiled code and the reference
/// start from the same numbers.
reference::Tensor makeRandom(llvm::ArrayRef<int64_t> shape, uint64_t seed, double low = -1.0, double high = 1.0);
/// Integers uniform in [0, count).
reference::Tensor makeRandomLabels(llvm::ArrayRef<int64_t> shape, uint64_t seed, int64_t count);

/// A sequence of random numbers for shapes and attributes.
class Dice {
public:
  explicit Dice(uint64_t seed) : seed(seed) {}
  /// Uniform in [low, high].
  int64_t roll(int64_t low, int64_t high);
  bool flip() { return roll(0, 1); }

private:
  uint64_t seed, rolled = 0;
};

/// max |found - expected| / max |expected|; the absolute error where all expected values are zero,
/// infinite where only one value is not a number or the shapes differ.
double getRelativeError(const reference::Tensor &found, const reference::Tensor &expected);

/// Succeeds where the relative error is at most `tolerance`; else tells where the worst element is.
testing::AssertionResult areClose(const reference::Tensor &found, const reference::Tensor &expected,
                                  double tolerance);

} // namespace cnnc::test

#endif
