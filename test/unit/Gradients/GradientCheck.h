//===- GradientCheck.h - Gradient rules against finite differences ------===//

#ifndef CNNC_TEST_UNIT_GRADIENTS_GRADIENTCHECK_H
#define CNNC_TEST_UNIT_GRADIENTS_GRADIENTCHECK_H

#include "../support/Network.h"
#include "../support/Tensors.h"

namespace cnnc::test {

/// The derivative of a function along `direction` at `at`, by a central difference.
double differentiate(llvm::function_ref<double(const reference::Tensor &)> function, const reference::Tensor &at,
                     const reference::Tensor &direction);

/// Directions in which to probe a gradient: the axes of up to 24 elements, and one of them all.
std::vector<reference::Tensor> getProbes(llvm::ArrayRef<int64_t> shape, uint64_t seed);

/// Checks the rule of one operation, given as text (see `evaluate`), at `operands`. The loss is a
/// random linear function of its float results that `isDifferentiated` holds for; each float operand
/// gets its gradient from `buildGradient`. A rule that gives no gradient says that it is zero.
void checkGradients(llvm::StringRef operation, const std::vector<reference::Tensor> &operands, uint64_t seed,
                    llvm::function_ref<bool(unsigned result)> isDifferentiated);

} // namespace cnnc::test

#endif
