//===- Training.cpp - Losses and optimisers -----------------------------===//

#include "compiler/Kernels/Definition.h"
#include "compiler/Kernels/Definitions/Functions.h"
#include "llvm/ADT/TypeSwitch.h"
#include <limits>

using namespace mlir;
using namespace cnnc;
using namespace cnnc::cnn;
using Halide::Expr;

namespace {
/// The maximum of each row of logits and the sum of the exponentials of the distances from it.
struct RowStatistics {
  Stage &maximum, &sum;
};
} // namespace

static RowStatistics defineRowStatistics(Operation *op, Value logits, Definition &definition) {
  Access input = definition.get(logits);
  int64_t classes = getShape(logits)[1];
  Stage &maximum = definition.addStage(op, "maximum", {0}, {classes});
  Expr n = maximum.loops[0];
  maximum.define(-std::numeric_limits<float>::infinity());
  maximum.update(Halide::max(maximum({n}), input({n, maximum.reduction[0]})));
  Stage &sum = definition.addStage(op, "sum", {0}, {classes});
  n = sum.loops[0];
  sum.define(0.0f);
  sum.accumulate(makeExponential(input({n, sum.reduction[0]}) - maximum({n})));
  return {maximum, sum};
}

/// The label of a row, inside the classes: the runtime checks labels when it loads them.
static Expr readLabel(Value labels, Value logits, Expr n, Definition &definition) {
  return clampIndex(definition.get(labels)({n}), getShape(logits)[1]);
}

static void define(CrossEntropyOp op, Definition &definition) {
  RowStatistics rows = defineRowStatistics(op, op.getLogits(), definition);
  int64_t count = getShape(op.getLogits())[0];
  Stage &loss = definition.addMainStage(op, {count});
  Expr n = loss.reduction[0];
  Expr label = readLabel(op.getLabels(), op.getLogits(), n, definition);
  loss.define(0.0f);
  loss.accumulate((makeLogarithm(rows.sum({n})) + rows.maximum({n}) - definition.get(op.getLogits())({n, label})) *
                  (1.0f / count));
  definition.setResult(op.getLoss(), loss);
}

static void define(CrossEntropyGradientOp op, Definition &definition) {
  RowStatistics rows = defineRowStatistics(op, op.getLogits(), definition);
  Stage &stage = definition.addMainStage(op);
  Indices at = stage.indices();
  Expr label = readLabel(op.getLabels(), op.getLogits(), at[0], definition);
  Expr probability = makeExponential(definition.get(op.getLogits())(at) - rows.maximum({at[0]})) / rows.sum({at[0]});
  Expr scale = definition.get(op.getLossGradient())({}) * (1.0f / getShape(op.getLogits())[0]);
  stage.define(scale * (probability - Halide::select(at[1] == label, 1.0f, 0.0f)));
  definition.setResult(op.getLogitsGradient(), stage);
}

static void define(CountCorrectOp op, Definition &definition) {
  ArrayRef<int64_t> shape = getShape(op.getLogits());
  Stage &prediction = definition.addStage(op, "prediction", {0}, {shape[1]});
  Indices at = prediction.indices();
  Expr candidate = prediction.reduction[0], value = definition.get(op.getLogits())({at[0], candidate});
  prediction.define(Halide::Tuple(Expr(-std::numeric_limits<float>::infinity()), Expr(0)));
  Expr larger = value > prediction.element(at, 0);
  prediction.update(Halide::Tuple(Halide::select(larger, value, prediction.element(at, 0)),
                                  Halide::select(larger, candidate, prediction.element(at, 1))));
  Stage &count = definition.addMainStage(op, {shape[0]});
  Expr n = count.reduction[0];
  count.define(0);
  count.accumulate(Halide::cast<int>(prediction.element({n}, 1) == definition.get(op.getLabels())({n})));
  definition.setResult(op.getCorrect(), count);
}

static void define(MeanSquaredErrorOp op, Definition &definition) {
  ArrayRef<int64_t> shape = getShape(op.getPrediction());
  Stage &loss = definition.addMainStage(op, shape);
  Indices all;
  int64_t count = 1;
  for (auto [dimension, extent] : llvm::enumerate(shape)) {
    all.push_back(loss.reduction[dimension]);
    count *= extent;
  }
  Expr difference = definition.get(op.getPrediction())(all) - definition.get(op.getTarget())(all);
  loss.define(0.0f);
  loss.accumulate(difference * difference * (1.0f / count));
  definition.setResult(op.getLoss(), loss);
}

static void define(MeanSquaredErrorGradientOp op, Definition &definition) {
  int64_t count = 1;
  for (int64_t extent : getShape(op.getPrediction()))
    count *= extent;
  Stage &stage = definition.addMainStage(op);
  Indices at = stage.indices();
  stage.define(definition.get(op.getLossGradient())({}) * (2.0f / count) *
               (definition.get(op.getPrediction())(at) - definition.get(op.getTarget())(at)));
  definition.setResult(op.getPredictionGradient(), stage);
}

/// The new parameter and the new velocity are one tuple, so that one pass reads and writes all.
static void define(SGDOp op, Definition &definition) {
  Stage &stage = definition.addMainStage(op);
  Indices at = stage.indices();
  Expr parameter = definition.get(op.getParameter())(at), rate = definition.get(op.getLearningRate())({});
  Expr d = definition.get(op.getGradient())(at) + toExpr(op.getWeightDecay()) * parameter;
  if (!op.getVelocity()) {
    stage.define(parameter - rate * d);
    definition.setResult(op.getNewParameter(), stage);
    return;
  }
  Expr momentum = toExpr(op.getMomentum());
  Expr velocity = momentum * definition.get(op.getVelocity())(at) + d;
  Expr step = op.getNesterov() ? d + momentum * velocity : velocity;
  stage.define(Halide::Tuple(parameter - rate * step, velocity));
  definition.setResult(op.getNewParameter(), stage, 0);
  definition.setResult(op.getNewVelocity(), stage, 1);
}

static void define(AdamOp op, Definition &definition) {
  Stage &stage = definition.addMainStage(op);
  Indices at = stage.indices();
  Expr parameter = definition.get(op.getParameter())(at), rate = definition.get(op.getLearningRate())({});
  Expr beta1 = toExpr(op.getBeta1()), beta2 = toExpr(op.getBeta2());
  Expr d = definition.get(op.getGradient())(at) + toExpr(op.getWeightDecay()) * parameter;
  Expr first = beta1 * definition.get(op.getFirstMoment())(at) + (1.0f - beta1) * d;
  Expr second = beta2 * definition.get(op.getSecondMoment())(at) + (1.0f - beta2) * d * d;
  // 1 - beta^t, in double: for the first steps it is the small difference of two numbers near 1.
  Stage &correction = definition.addStage(op, "correction", {});
  Expr t = Halide::cast<double>(definition.get(op.getStep())({}) + 1);
  auto correct = [&](const APFloat &beta) {
    return Halide::cast<float>(Expr(1.0) - Halide::exp(t * Expr(std::log(beta.convertToDouble()))));
  };
  correction.define(Halide::Tuple(correct(op.getBeta1()), correct(op.getBeta2())));
  Expr unbiasedFirst = first / correction.element({}, 0);
  Expr unbiasedSecond = second / correction.element({}, 1);
  stage.define(Halide::Tuple(
      parameter - rate * unbiasedFirst / (Halide::sqrt(unbiasedSecond) + toExpr(op.getEpsilon())), first, second));
  for (int result = 0; result < 3; ++result)
    definition.setResult(op->getResult(result), stage, result);
}

bool cnnc::defineTraining(Operation *op, Definition &definition) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<CrossEntropyOp, CrossEntropyGradientOp, CountCorrectOp, MeanSquaredErrorOp, MeanSquaredErrorGradientOp,
            SGDOp, AdamOp>([&](auto training) {
        define(training, definition);
        return true;
      })
      .Default(false);
}
