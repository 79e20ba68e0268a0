//===- ElementwiseGradients.cpp - Gradient rules of element-wise layers -===//

#include "dialects/CNN/Gradients.h"

using namespace mlir;
using namespace cnnc::cnn;

Value ReluOp::buildGradient(OpBuilder &builder, unsigned, ValueRange resultGradients) {
  return ReluGradientOp::create(builder, getLoc(), resultGradients.front(), getOutput());
}
Value LeakyReluOp::buildGradient(OpBuilder &builder, unsigned, ValueRange resultGradients) {
  return LeakyReluGradientOp::create(builder, getLoc(), resultGradients.front(), getInput(), getAlphaAttr());
}
Value SigmoidOp::buildGradient(OpBuilder &builder, unsigned, ValueRange resultGradients) {
  return SigmoidGradientOp::create(builder, getLoc(), resultGradients.front(), getOutput());
}
Value TanhOp::buildGradient(OpBuilder &builder, unsigned, ValueRange resultGradients) {
  return TanhGradientOp::create(builder, getLoc(), resultGradients.front(), getOutput());
}
Value ClampOp::buildGradient(OpBuilder &builder, unsigned, ValueRange resultGradients) {
  return ClampGradientOp::create(builder, getLoc(), resultGradients.front(), getInput(), getMinAttr(),
                                 getMaxAttr());
}

Value AddOp::buildGradient(OpBuilder &builder, unsigned operand, ValueRange resultGradients) {
  return sumToShape(builder, getLoc(), resultGradients.front(), getShape(getOperand(operand)));
}
Value MultiplyOp::buildGradient(OpBuilder &builder, unsigned operand, ValueRange resultGradients) {
  Value product = MultiplyOp::create(builder, getLoc(), resultGradients.front(), getOperand(1 - operand));
  return sumToShape(builder, getLoc(), product, getShape(getOperand(operand)));
}
