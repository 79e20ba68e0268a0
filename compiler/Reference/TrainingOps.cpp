//===- TrainingOps.cpp - The meaning of losses and optimisers -----------===//

#include "compiler/Reference/Operations.h"

using namespace mlir;
using namespace cnnc::cnn;

namespace cnnc::reference {

Results evaluate(FillOp op, Operands) {
  Tensor y(op.getOutput());
  llvm::fill(y.getValues(), op.getValue().convertToDouble());
  return results(std::move(y));
}

//===----------------------------------------------------------------------===//
// Losses
//===----------------------------------------------------------------------===//

/// Fails with a message unless every label names a column of the logits.
static LogicalResult verifyLabels(Operation *op, const Tensor &logits, const Tensor &labels) {
  for (int64_t n = 0; n < labels.getNumElements(); ++n)
    if (labels[n] < 0 || labels[n] >= logits.getExtent(1))
      return op->emitOpError("expects labels in [0, ")
             << logits.getExtent(1) << "), found " << static_cast<int64_t>(labels[n]) << " in row " << n;
  return success();
}

/// log(sum over c of exp(x[n,c])), through the row's maximum so that nothing overflows.
static double logSumExp(const Tensor &x, int64_t n) {
  double largest = -std::numeric_limits<double>::infinity(), total = 0.0;
  for (int64_t c = 0; c < x.getExtent(1); ++c)
    largest = std::max(largest, x.at({n, c}));
  for (int64_t c = 0; c < x.getExtent(1); ++c)
    total += std::exp(x.at({n, c}) - largest);
  return largest + std::log(total);
}

Results evaluate(CrossEntropyOp op, Operands operands) {
  const Tensor &x = operands[0], &labels = operands[1];
  if (failed(verifyLabels(op, x, labels)))
    return failure();
  Tensor loss(op.getLoss());
  for (int64_t n = 0; n < x.getExtent(0); ++n)
    loss[0] += logSumExp(x, n) - x.at({n, static_cast<int64_t>(labels[n])});
  loss[0] /= x.getExtent(0);
  return results(std::move(loss));
}

Results evaluate(CrossEntropyGradientOp op, Operands operands) {
  const Tensor &dloss = operands[0], &x = operands[1], &labels = operands[2];
  if (failed(verifyLabels(op, x, labels)))
    return failure();
  Tensor dx(op.getLogitsGradient());
  for (int64_t n = 0; n < x.getExtent(0); ++n) {
    double total = logSumExp(x, n);
    for (int64_t c = 0; c < x.getExtent(1); ++c)
      dx.at({n, c}) = dloss[0] * (std::exp(x.at({n, c}) - total) - (c == labels[n])) / x.getExtent(0);
  }
  return results(std::move(dx));
}

Results evaluate(CountCorrectOp op, Operands operands) {
  const Tensor &x = operands[0], &labels = operands[1];
  Tensor correct(op.getCorrect());
  for (int64_t n = 0; n < x.getExtent(0); ++n) {
    ArrayRef<double> row = x.getValues().slice(n * x.getExtent(1), x.getExtent(1));
    correct[0] += std::max_element(row.begin(), row.end()) - row.begin() == labels[n];
  }
  return results(std::move(correct));
}

Results evaluate(MeanSquaredErrorOp op, Operands operands) {
  const Tensor &prediction = operands[0], &target = operands[1];
  Tensor loss(op.getLoss());
  for (int64_t i = 0; i < prediction.getNumElements(); ++i)
    loss[0] += (prediction[i] - target[i]) * (prediction[i] - target[i]);
  loss[0] /= prediction.getNumElements();
  return results(std::move(loss));
}

Results evaluate(MeanSquaredErrorGradientOp op, Operands operands) {
  const Tensor &dloss = operands[0], &prediction = operands[1], &target = operands[2];
  Tensor gradient(op.getPredictionGradient());
  for (int64_t i = 0; i < prediction.getNumElements(); ++i)
    gradient[i] = dloss[0] * 2.0 * (prediction[i] - target[i]) / prediction.getNumElements();
  return results(std::move(gradient));
}

//===----------------------------------------------------------------------===//
// Optimisers
//===----------------------------------------------------------------------===//

Results evaluate(SGDOp op, Operands operands) {
  Tensor parameter = operands[0];
  const Tensor &gradient = operands[1];
  double learningRate = operands[2][0], momentum = op.getMomentum().convertToDouble();
  double weightDecay = op.getWeightDecay().convertToDouble();
  Tensor velocity = op.getVelocity() ? operands[3] : Tensor(parameter.getShape());
  for (int64_t i = 0; i < parameter.getNumElements(); ++i) {
    double d = gradient[i] + weightDecay * parameter[i];
    velocity[i] = momentum * velocity[i] + d;
    parameter[i] -= learningRate * (op.getNesterov() ? d + momentum * velocity[i] : velocity[i]);
  }
  if (op.getNewVelocity())
    return results(std::move(parameter), std::move(velocity));
  return results(std::move(parameter));
}

Results evaluate(AdamOp op, Operands operands) {
  Tensor parameter = operands[0], m = operands[3], v = operands[4];
  const Tensor &gradient = operands[1];
  double learningRate = operands[2][0], t = operands[5][0] + 1.0;
  double beta1 = op.getBeta1().convertToDouble(), beta2 = op.getBeta2().convertToDouble();
  double epsilon = op.getEpsilon().convertToDouble(), weightDecay = op.getWeightDecay().convertToDouble();
  double correction1 = 1.0 - std::pow(beta1, t), correction2 = 1.0 - std::pow(beta2, t);
  for (int64_t i = 0; i < parameter.getNumElements(); ++i) {
    double d = gradient[i] + weightDecay * parameter[i];
    m[i] = beta1 * m[i] + (1.0 - beta1) * d;
    v[i] = beta2 * v[i] + (1.0 - beta2) * d * d;
    parameter[i] -= learningRate * (m[i] / correction1) / (std::sqrt(v[i] / correction2) + epsilon);
  }
  return results(std::move(parameter), std::move(m), std::move(v));
}

Results evaluate(IncrementOp, Operands operands) {
  return results(Tensor(operands[0].getShape(), {operands[0][0] + 1.0}));
}

} // namespace cnnc::reference
