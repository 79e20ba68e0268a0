//===- ConvolutionOps.cpp - The meaning of convolutions -----------------===//

#include "compiler/Reference/Operations.h"

using namespace mlir;
using namespace cnnc::cnn;

namespace cnnc::reference {

/// Calls visit(y, x, w) for every product of a convolution, with the positions of its terms
///   y[n, k, i, j] += x[n, g*ci/groups + c, i*stride + r*dilation - top, ...] * w[k, c, r, s].
/// As the convolution is bilinear, its gradients sum the same products of two terms to the third.
template <typename Visit>
static void forEachProduct(const Window &window, int64_t groups, const Tensor &y, const Tensor &x,
                           const Tensor &w, Visit visit) {
  int64_t outputsOfGroup = w.getExtent(0) / groups, inputsOfGroup = w.getExtent(1);
  forEachIndex(y.getShape(), [&](ArrayRef<int64_t> at) {
    int64_t n = at[0], k = at[1], output = y.getPosition(at);
    int64_t firstInput = k / outputsOfGroup * inputsOfGroup;
    for (int64_t c = 0; c < inputsOfGroup; ++c)
      for (int64_t r = 0; r < window.y.kernel; ++r)
        for (int64_t s = 0; s < window.x.kernel; ++s) {
          int64_t row = at[2] * window.y.stride + r * window.y.dilation - window.y.padBefore;
          int64_t column = at[3] * window.x.stride + s * window.x.dilation - window.x.padBefore;
          if (row >= 0 && row < window.y.input && column >= 0 && column < window.x.input)
            visit(output, x.getPosition({n, firstInput + c, row, column}), w.getPosition({k, c, r, s}));
        }
  });
}

Results evaluate(Conv2DOp op, Operands operands) {
  const Tensor &x = operands[0], &w = operands[1];
  Tensor y(op.getOutput());
  if (op.getBias())
    forEachIndex(y.getShape(), [&](ArrayRef<int64_t> at) { y.at(at) = operands[2][at[1]]; });
  forEachProduct(op.getWindow(), op.getGroups(), y, x, w,
                 [&](int64_t output, int64_t input, int64_t weight) { y[output] += x[input] * w[weight]; });
  return results(std::move(y));
}

Results evaluate(Conv2DInputGradientOp op, Operands operands) {
  const Tensor &dy = operands[0], &w = operands[1];
  Tensor dx(op.getInputGradient());
  forEachProduct(op.getWindow(), op.getGroups(), dy, dx, w,
                 [&](int64_t output, int64_t input, int64_t weight) { dx[input] += dy[output] * w[weight]; });
  return results(std::move(dx));
}

Results evaluate(Conv2DWeightGradientOp op, Operands operands) {
  const Tensor &x = operands[0], &dy = operands[1];
  Tensor dw(op.getWeightGradient());
  forEachProduct(op.getWindow(), op.getGroups(), dy, x, dw,
                 [&](int64_t output, int64_t input, int64_t weight) { dw[weight] += dy[output] * x[input]; });
  return results(std::move(dw));
}

} // namespace cnnc::reference
