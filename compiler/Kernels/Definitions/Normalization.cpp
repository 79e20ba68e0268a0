//===- Normalization.cpp - Batch normalisation and dropout masks --------===//

#include "compiler/Kernels/Definition.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::cnn;
using Halide::Expr;

static void define(BatchNormOp op, Definition &definition) {
  Stage &norm = definition.addMainStage(op);
  Indices at = norm.indices(), channel{at[1]};
  Expr deviation = Halide::sqrt(definition.get(op.getVariance())(channel) + toExpr(op.getEpsilon()));
  Expr factor = definition.get(op.getScale())(channel) / deviation;
  norm.define((definition.get(op.getInput())(at) - definition.get(op.getMean())(channel)) * factor +
              definition.get(op.getOffset())(channel));
  definition.setResult(op.getOutput(), norm);
}

/// The extents of all dimensions but the channels, and an element of the reduction over them.
static SmallVector<int64_t> getStatisticsExtents(Value input) {
  SmallVector<int64_t> extents(getShape(input));
  extents.erase(extents.begin() + 1);
  return extents;
}
static Indices getReducedIndices(const Stage &stage, int64_t rank) {
  Indices indices{stage.reduction[0], stage.loops[0]};
  for (int64_t dimension = 1; dimension < rank - 1; ++dimension)
    indices.push_back(stage.reduction[dimension]);
  return indices;
}
static int64_t countPerChannel(Value input) {
  int64_t count = 1;
  for (int64_t extent : getStatisticsExtents(input))
    count *= extent;
  return count;
}

/// The variance is the mean squared distance from the mean, in a second pass: the mean of squares
/// less the squared mean cancels.
static void define(BatchNormTrainingOp op, Definition &definition) {
  Access input = definition.get(op.getInput());
  int64_t rank = getRank(op.getInput()), count = countPerChannel(op.getInput());
  SmallVector<int64_t> extents = getStatisticsExtents(op.getInput());
  Stage &mean = definition.addStage(op, "mean", {0}, extents);
  mean.define(0.0f);
  mean.accumulate(input(getReducedIndices(mean, rank)) * (1.0f / count));
  Stage &variance = definition.addStage(op, "variance", {0}, extents);
  Expr distance = input(getReducedIndices(variance, rank)) - mean(variance.indices());
  variance.define(0.0f);
  variance.accumulate(distance * distance * (1.0f / count));

  // Mean, reciprocal deviation and the new running statistics.
  Stage &statistics = definition.addStage(op, "statistics", {0});
  Indices c = statistics.indices();
  Expr keep = 1.0f - toExpr(op.getMomentum()), move = toExpr(op.getMomentum());
  float unbiased = count > 1 ? float(count) / float(count - 1) : 1.0f;
  statistics.define(Halide::Tuple(mean(c), 1.0f / Halide::sqrt(variance(c) + toExpr(op.getEpsilon())),
                                  keep * definition.get(op.getMean())(c) + move * mean(c),
                                  keep * definition.get(op.getVariance())(c) + move * unbiased * variance(c)));

  Stage &norm = definition.addMainStage(op);
  Indices at = norm.indices(), channel{at[1]};
  norm.define((input(at) - statistics.element(channel, 0)) * statistics.element(channel, 1) *
                  definition.get(op.getScale())(channel) +
              definition.get(op.getOffset())(channel));
  definition.setResult(op.getOutput(), norm);
  for (int result = 1; result < 5; ++result)
    definition.setResult(op->getResult(result), statistics, result - 1);
}

static void define(BatchNormGradientOp op, Definition &definition) {
  Access gradient = definition.get(op.getOutputGradient()), input = definition.get(op.getInput());
  Access mean = definition.get(op.getBatchMean()), reciprocal = definition.get(op.getReciprocalDeviation());
  int64_t rank = getRank(op.getInput());
  float scaleOfMean = 1.0f / countPerChannel(op.getInput());
  // The gradients of scale and offset.
  Stage &sums = definition.addStage(op, "sums", {0}, getStatisticsExtents(op.getInput()));
  Indices c = sums.indices(), all = getReducedIndices(sums, rank);
  Expr dy = gradient(all), normalized = (input(all) - mean(c)) * reciprocal(c);
  sums.define(Halide::Tuple(Expr(0.0f), Expr(0.0f)));
  sums.update(Halide::Tuple(sums.element(c, 0) + dy * normalized, sums.element(c, 1) + dy));

  Stage &stage = definition.addMainStage(op);
  Indices at = stage.indices(), channel{at[1]};
  Expr z = (input(at) - mean(channel)) * reciprocal(channel);
  stage.define(definition.get(op.getScale())(channel) * reciprocal(channel) *
               (gradient(at) - sums.element(channel, 1) * scaleOfMean - z * sums.element(channel, 0) * scaleOfMean));
  definition.setResult(op.getInputGradient(), stage);
  definition.setResult(op.getScaleGradient(), sums, 0);
  definition.setResult(op.getOffsetGradient(), sums, 1);
}

/// The first word of Philox4x32-10 (Salmon et al., 2011) for the counter (index, step, 0, 0).
static Expr philox(Expr index, Expr step, Expr key0, Expr key1) {
  Expr x0 = index, x1 = step, x2 = Halide::cast<uint32_t>(0), x3 = Halide::cast<uint32_t>(0);
  auto low = [](Expr product) { return Halide::cast<uint32_t>(product); };
  auto high = [](Expr product) { return Halide::cast<uint32_t>(product >> 32); };
  for (int round = 0; round < 10; ++round) {
    Expr p0 = Halide::cast<uint64_t>(x0) * Halide::cast<uint64_t>(Expr(0xD2511F53u));
    Expr p1 = Halide::cast<uint64_t>(x2) * Halide::cast<uint64_t>(Expr(0xCD9E8D57u));
    Expr y0 = high(p1) ^ x1 ^ key0, y2 = high(p0) ^ x3 ^ key1;
    x0 = y0;
    x1 = low(p1);
    x2 = y2;
    x3 = low(p0);
    key0 = key0 + Expr(0x9E3779B9u);
    key1 = key1 + Expr(0xBB67AE85u);
  }
  return x0;
}

static void define(DropoutMaskOp op, Definition &definition) {
  Stage &mask = definition.addMainStage(op);
  Indices at = mask.indices();
  Expr index = 0;
  for (auto [dimension, extent] : llvm::enumerate(getShape(op.getMask())))
    index = index * int(extent) + at[dimension];
  Expr word = philox(Halide::cast<uint32_t>(index), Halide::cast<uint32_t>(definition.get(op.getStep())({})),
                     Halide::cast<uint32_t>(definition.get(op.getSeed())({})), Expr(uint32_t(op.getStream())));
  double rate = op.getRate().convertToDouble();
  mask.define(Halide::select(word < Expr(static_cast<uint32_t>(rate * 4294967296.0)), 0.0f,
                             static_cast<float>(1.0 / (1.0 - rate))));
  definition.setResult(op.getMask(), mask);
}

bool cnnc::defineNormalization(Operation *op, Definition &definition) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<BatchNormOp, BatchNormTrainingOp, BatchNormGradientOp, DropoutMaskOp>([&](auto norm) {
        define(norm, definition);
        return true;
      })
      .Default(false);
}
