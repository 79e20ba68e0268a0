//===- NormalizationGradients.cpp - Gradient rules of batch norm --------===//

#include "dialects/CNN/Gradients.h"

using namespace mlir;
using namespace cnnc::cnn;

namespace {
/// Builds what the gradients of a batch normalisation with given statistics are made of. With
/// r = 1 / sqrt(variance + epsilon), normalise(x, s, m) = (x - m) * r * s.
struct StatisticsRules {
  BatchNormOp op;
  OpBuilder &builder;
  Location location;
  ArrayRef<int64_t> channels;

  StatisticsRules(BatchNormOp op, OpBuilder &builder)
      : op(op), builder(builder), location(op.getLoc()), channels(getShape(op.getScale())) {}

  Value fill(double value) { return createFill(builder, location, channels, value); }
  Value multiply(Value a, Value b) { return MultiplyOp::create(builder, location, a, b); }
  Value normalise(Value x, Value scale, Value mean) {
    return BatchNormOp::create(builder, location, x, scale, fill(0.0), mean, op.getVariance(),
                               op.getEpsilonAttr(), op.getMomentumAttr());
  }
  /// The sum over all but the channel.
  Value sumToChannels(Value value) {
    SmallVector<int64_t> axes{0};
    llvm::append_range(axes, llvm::seq<int64_t>(2, getShape(value).size()));
    return SumOp::create(builder, location, value, builder.getDenseI64ArrayAttr(axes), /*keep_dims=*/UnitAttr());
  }
  /// value * r * r for one value a channel.
  Value divideByVariance(Value value) {
    Value row = createReshape(builder, location, value, {1, channels[0]});
    for (int times = 0; times < 2; ++times)
      row = normalise(row, fill(1.0), fill(0.0));
    return createReshape(builder, location, row, channels);
  }
};
} // namespace

/// With z = (x - mean) * r: dx = dy * r * scale, dscale = sum dy*z, doffset = sum dy, dmean = -sum dx,
/// dvariance = -1/2 * r^2 * scale * sum dy*z.
Value BatchNormOp::buildGradient(OpBuilder &builder, unsigned operand, ValueRange resultGradients) {
  StatisticsRules rules(*this, builder);
  Value dy = resultGradients.front();
  auto inputGradient = [&] { return rules.normalise(dy, getScale(), rules.fill(0.0)); };
  auto scaleGradient = [&] {
    return rules.sumToChannels(rules.multiply(dy, rules.normalise(getInput(), rules.fill(1.0), getMean())));
  };
  switch (operand) {
  case 0:
    return inputGradient();
  case 1:
    return scaleGradient();
  case 2:
    return rules.sumToChannels(dy);
  case 3:
    return rules.multiply(rules.sumToChannels(inputGradient()), rules.fill(-1.0));
  default:
    return rules.divideByVariance(
        rules.multiply(rules.multiply(scaleGradient(), getScale()), rules.fill(-0.5)));
  }
}

/// Only the normalised output is differentiated; the statistics are values that training keeps. The
/// three gradients come from one operation; as it is asked for once an operand, equal copies are
/// merged later (cse).
Value BatchNormTrainingOp::buildGradient(OpBuilder &builder, unsigned operand, ValueRange resultGradients) {
  Value dy = resultGradients.front();
  if (!dy || operand > 2)
    return {};
  auto gradient = BatchNormGradientOp::create(builder, getLoc(), dy, getInput(), getScale(), getBatchMean(),
                                              getReciprocalDeviation());
  return gradient.getResult(operand);
}
