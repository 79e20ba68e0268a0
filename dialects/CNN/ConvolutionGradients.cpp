//===- ConvolutionGradients.cpp - Gradient rules of convolutions --------===//
//
// A convolution y = conv(x, w) is bilinear, so its gradients
//   dx = conv2d_input_gradient(dy, w) and dw = conv2d_weight_gradient(x, dy)
// are bilinear too, and the three are closed under differentiation.
//
//===----------------------------------------------------------------------===//

#include "dialects/CNN/Gradients.h"

using namespace mlir;
using namespace cnnc::cnn;

/// The algorithm of an operation where all three have it, else direct summation.
template <typename Op>
static AlgorithmAttr getSharedAlgorithm(Op op) {
  bool isShared = op.getAlgorithm() != Algorithm::WinogradRows;
  return AlgorithmAttr::get(op.getContext(), isShared ? op.getAlgorithm() : Algorithm::Direct);
}

// Each of these builds one of the three with the window attributes of `op`.

template <typename Op>
static Value buildForward(OpBuilder &builder, Op op, Value input, Value weight) {
  return Conv2DOp::create(builder, op.getLoc(), input, weight, /*bias=*/Value(), op.getStridesAttr(),
                          op.getPadsAttr(), op.getDilationsAttr(), op.getAutoPadAttr(), op.getGroupsAttr(),
                          getSharedAlgorithm(op));
}
template <typename Op>
static Value buildInputGradient(OpBuilder &builder, Op op, Value outputGradient, Value weight, Value input) {
  return Conv2DInputGradientOp::create(builder, op.getLoc(), getPlainType(input), outputGradient, weight,
                                       op.getStridesAttr(), op.getPadsAttr(), op.getDilationsAttr(),
                                       op.getAutoPadAttr(), op.getGroupsAttr(), getSharedAlgorithm(op));
}
template <typename Op>
static Value buildWeightGradient(OpBuilder &builder, Op op, Value input, Value outputGradient, Value weight) {
  return Conv2DWeightGradientOp::create(builder, op.getLoc(), getPlainType(weight), input, outputGradient,
                                        op.getStridesAttr(), op.getPadsAttr(), op.getDilationsAttr(),
                                        op.getAutoPadAttr(), op.getGroupsAttr(), getSharedAlgorithm(op));
}

Value Conv2DOp::buildGradient(OpBuilder &builder, unsigned operand, ValueRange resultGradients) {
  Value dy = resultGradients.front();
  switch (operand) {
  case 0:
    return buildInputGradient(builder, *this, dy, getWeight(), getInput());
  case 1:
    return buildWeightGradient(builder, *this, getInput(), dy, getWeight());
  default:
    return SumOp::create(builder, getLoc(), dy, builder.getDenseI64ArrayAttr({0, 2, 3}), /*keep_dims=*/UnitAttr());
  }
}

Value Conv2DInputGradientOp::buildGradient(OpBuilder &builder, unsigned operand, ValueRange resultGradients) {
  Value gradient = resultGradients.front();
  if (operand == 0)
    return buildForward(builder, *this, gradient, getWeight());
  return buildWeightGradient(builder, *this, gradient, getOutputGradient(), getWeight());
}

Value Conv2DWeightGradientOp::buildGradient(OpBuilder &builder, unsigned operand, ValueRange resultGradients) {
  Value gradient = resultGradients.front();
  if (operand == 0)
    return buildInputGradient(builder, *this, getOutputGradient(), gradient, getInput());
  return buildForward(builder, *this, getInput(), gradient);
}
