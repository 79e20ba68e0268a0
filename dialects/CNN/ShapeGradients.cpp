//===- ShapeGradients.cpp - Gradient rules of moving elements -----------===//

#include "dialects/CNN/Gradients.h"

using namespace mlir;
using namespace cnnc::cnn;

Value FlattenOp::buildGradient(OpBuilder &builder, unsigned, ValueRange resultGradients) {
  return createReshape(builder, getLoc(), resultGradients.front(), getShape(getInput()));
}
Value ReshapeOp::buildGradient(OpBuilder &builder, unsigned, ValueRange resultGradients) {
  return createReshape(builder, getLoc(), resultGradients.front(), getShape(getInput()));
}

Value TransposeOp::buildGradient(OpBuilder &builder, unsigned, ValueRange resultGradients) {
  SmallVector<int64_t> inverse(getPermutation().size());
  for (auto [position, dimension] : llvm::enumerate(getPermutation()))
    inverse[dimension] = position;
  return TransposeOp::create(builder, getLoc(), resultGradients.front(), builder.getDenseI64ArrayAttr(inverse));
}

/// The range of the gradient that the operand filled.
Value ConcatOp::buildGradient(OpBuilder &builder, unsigned operand, ValueRange resultGradients) {
  int64_t axis = getAxis(), begin = 0;
  for (Value input : getInputs().take_front(operand))
    begin += getShape(input)[axis];
  return SliceOp::create(builder, getLoc(), resultGradients.front(), axis, begin,
                         getShape(getOperand(operand))[axis]);
}
Value SliceOp::buildGradient(OpBuilder &builder, unsigned, ValueRange resultGradients) {
  int64_t axis = getAxis(), before = getBegin(), size = getSize();
  return PadOp::create(builder, getLoc(), resultGradients.front(), axis, before,
                       getShape(getInput())[axis] - before - size);
}
Value PadOp::buildGradient(OpBuilder &builder, unsigned, ValueRange resultGradients) {
  int64_t axis = getAxis(), before = getBefore();
  return SliceOp::create(builder, getLoc(), resultGradients.front(), axis, before, getShape(getInput())[axis]);
}

Value BroadcastOp::buildGradient(OpBuilder &builder, unsigned, ValueRange resultGradients) {
  return sumToShape(builder, getLoc(), resultGradients.front(), getShape(getInput()));
}
