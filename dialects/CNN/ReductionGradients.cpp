//===- ReductionGradients.cpp - Gradient rules of sums, means, softmax --===//

#include "dialects/CNN/Gradients.h"

using namespace mlir;
using namespace cnnc::cnn;

/// Repeats the gradient of a reduction of `input` over `axes` along them.
static Value repeat(OpBuilder &builder, Location location, Value gradient, Value input, ArrayRef<int64_t> axes) {
  SmallVector<int64_t> kept(getShape(input));
  for (int64_t axis : axes)
    kept[axis] = 1;
  gradient = createReshape(builder, location, gradient, kept);
  if (ArrayRef<int64_t>(kept) == getShape(input))
    return gradient;
  return BroadcastOp::create(builder, location, getPlainType(input), gradient);
}

Value SumOp::buildGradient(OpBuilder &builder, unsigned, ValueRange resultGradients) {
  return repeat(builder, getLoc(), resultGradients.front(), getInput(), getAxes());
}

/// As the sum, divided by the number N of elements that each mean is of.
Value MeanOp::buildGradient(OpBuilder &builder, unsigned, ValueRange resultGradients) {
  double count = 1;
  for (int64_t axis : getAxes())
    count *= getShape(getInput())[axis];
  Value factor = createFill(builder, getLoc(), {}, 1.0 / count);
  Value scaled = MultiplyOp::create(builder, getLoc(), resultGradients.front(), factor);
  return repeat(builder, getLoc(), scaled, getInput(), getAxes());
}

Value SoftmaxOp::buildGradient(OpBuilder &builder, unsigned, ValueRange resultGradients) {
  return SoftmaxGradientOp::create(builder, getLoc(), resultGradients.front(), getOutput(), getAxisAttr());
}
