//===- Support.h - What the tests of the reference share ----------------===//

#ifndef CNNC_TEST_UNIT_REFERENCE_SUPPORT_H
#define CNNC_TEST_UNIT_REFERENCE_SUPPORT_H

#include "../support/Network.h"
#include "../support/Tensors.h"
#include "../support/Windows.h"
#include "gmock/gmock.h"

namespace cnnc::test {

using reference::Tensor;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pointwise;

/// The values of the only result of an operation; see `evaluate`.
inline std::vector<double> compute(llvm::StringRef operation, llvm::ArrayRef<Tensor> operands) {
  auto results = evaluate(operation, operands);
  EXPECT_EQ(results.size(), 1u);
  return results.size() == 1 ? results[0].getValues() : std::vector<double>();
}

/// Matches a list of numbers within 1e-12.
inline auto isClose(std::vector<double> expected, double tolerance = 1e-12) {
  return Pointwise(DoubleNear(tolerance), expected);
}

/// 1, 2, 3, ... in a shape.
inline Tensor count(llvm::ArrayRef<int64_t> shape) {
  Tensor tensor(shape);
  for (int64_t i = 0; i < tensor.getNumElements(); ++i)
    tensor[i] = i + 1;
  return tensor;
}

} // namespace cnnc::test

#endif
