//===- Gradients.cpp - What the gradient rules share --------------------===//

#include "dialects/CNN/Gradients.h"

using namespace mlir;

namespace cnnc::cnn {

Value createFill(OpBuilder &builder, Location location, ArrayRef<int64_t> shape, double value) {
  return FillOp::create(builder, location, getTensorType(shape, builder.getF32Type()),
                        builder.getF64FloatAttr(value));
}

Value createReshape(OpBuilder &builder, Location location, Value value, ArrayRef<int64_t> shape) {
  if (getShape(value) == shape)
    return value;
  return ReshapeOp::create(builder, location, getTensorType(shape, builder.getF32Type()), value);
}

Value sumToShape(OpBuilder &builder, Location location, Value gradient, ArrayRef<int64_t> shape) {
  SmallVector<int64_t> axes = getBroadcastAxes(shape, getShape(gradient));
  if (!axes.empty())
    gradient = SumOp::create(builder, location, gradient, builder.getDenseI64ArrayAttr(axes),
                             /*keep_dims=*/builder.getUnitAttr());
  return createReshape(builder, location, gradient, shape);
}

} // namespace cnnc::cnn
