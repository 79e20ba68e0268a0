//===- ElementwiseOps.cpp - The meaning of element-wise operations ------===//

#include "compiler/Reference/Broadcast.h"
#include "compiler/Reference/Operations.h"

using namespace mlir;
using namespace cnnc::cnn;

namespace cnnc::reference {

/// y = function(x), element by element.
template <typename Function>
static Results map(Operands operands, Function function) {
  Tensor y = operands[0];
  for (double &value : y.getValues())
    value = function(value);
  return results(std::move(y));
}

/// dx = function(dy, saved), element by element.
template <typename Function>
static Results mapGradient(Operands operands, Function function) {
  Tensor dx = operands[0];
  for (int64_t i = 0; i < dx.getNumElements(); ++i)
    dx[i] = function(dx[i], operands[1][i]);
  return results(std::move(dx));
}

//===----------------------------------------------------------------------===//
// Activations
//===----------------------------------------------------------------------===//

Results evaluate(ReluOp, Operands operands) {
  return map(operands, [](double x) { return std::max(x, 0.0); });
}
Results evaluate(ReluGradientOp, Operands operands) {
  return mapGradient(operands, [](double dy, double y) { return y > 0.0 ? dy : 0.0; });
}

Results evaluate(LeakyReluOp op, Operands operands) {
  double alpha = op.getAlpha().convertToDouble();
  return map(operands, [=](double x) { return x >= 0.0 ? x : alpha * x; });
}
Results evaluate(LeakyReluGradientOp op, Operands operands) {
  double alpha = op.getAlpha().convertToDouble();
  return mapGradient(operands, [=](double dy, double x) { return x >= 0.0 ? dy : alpha * dy; });
}

Results evaluate(SigmoidOp, Operands operands) {
  return map(operands, [](double x) { return 1.0 / (1.0 + std::exp(-x)); });
}
Results evaluate(SigmoidGradientOp, Operands operands) {
  return mapGradient(operands, [](double dy, double y) { return dy * y * (1.0 - y); });
}

Results evaluate(TanhOp, Operands operands) {
  return map(operands, [](double x) { return std::tanh(x); });
}
Results evaluate(TanhGradientOp, Operands operands) {
  return mapGradient(operands, [](double dy, double y) { return dy * (1.0 - y * y); });
}

Results evaluate(ClampOp op, Operands operands) {
  double min = op.getMin().convertToDouble(), max = op.getMax().convertToDouble();
  return map(operands, [=](double x) { return std::min(std::max(x, min), max); });
}
Results evaluate(ClampGradientOp op, Operands operands) {
  double min = op.getMin().convertToDouble(), max = op.getMax().convertToDouble();
  return mapGradient(operands, [=](double dy, double x) { return min < x && x < max ? dy : 0.0; });
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

Results evaluate(AddOp op, Operands operands) {
  Tensor y(op.getOutput());
  forEachIndex(y.getShape(), [&](ArrayRef<int64_t> at) {
    y.at(at) = getBroadcast(operands[0], at) + getBroadcast(operands[1], at);
  });
  return results(std::move(y));
}
Results evaluate(MultiplyOp op, Operands operands) {
  Tensor y(op.getOutput());
  forEachIndex(y.getShape(), [&](ArrayRef<int64_t> at) {
    y.at(at) = getBroadcast(operands[0], at) * getBroadcast(operands[1], at);
  });
  return results(std::move(y));
}

} // namespace cnnc::reference
