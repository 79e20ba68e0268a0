//===- TrainingGradients.cpp - Gradient rules of the losses -------------===//

#include "dialects/CNN/Gradients.h"

using namespace mlir;
using namespace cnnc::cnn;

/// Labels are integers: their gradient is zero.
Value CrossEntropyOp::buildGradient(OpBuilder &builder, unsigned operand, ValueRange resultGradients) {
  if (operand != 0)
    return {};
  return CrossEntropyGradientOp::create(builder, getLoc(), resultGradients.front(), getLogits(), getLabels());
}

/// The loss is symmetric in prediction and target.
Value MeanSquaredErrorOp::buildGradient(OpBuilder &builder, unsigned operand, ValueRange resultGradients) {
  return MeanSquaredErrorGradientOp::create(builder, getLoc(), resultGradients.front(), getOperand(operand),
                                            getOperand(1 - operand));
}
