//===- Reduction.cpp - Sums, means and softmax --------------------------===//

#include "compiler/Kernels/Definition.h"
#include "compiler/Kernels/Definitions/Functions.h"
#include "llvm/ADT/TypeSwitch.h"
#include <limits>

using namespace mlir;
using namespace cnnc;
using namespace cnnc::cnn;
using Halide::Expr;

template <typename Op>
static void defineSum(Op op, float scale, Definition &definition) {
  ArrayRef<int64_t> shape = getShape(op.getInput());
  Access input = definition.get(op.getInput());
  SmallVector<int64_t> extents;
  for (int64_t axis : op.getAxes())
    extents.push_back(shape[axis]);
  Stage &sum = definition.addMainStage(op, extents);
  Indices at = sum.indices(), indices;
  size_t kept = 0;
  for (int64_t axis = 0, rank = shape.size(); axis < rank; ++axis) {
    auto reduced = llvm::find(op.getAxes(), axis);
    if (reduced != op.getAxes().end()) {
      indices.push_back(sum.reduction[reduced - op.getAxes().begin()]);
      kept += op.getKeepDims();
    } else {
      indices.push_back(at[kept++]);
    }
  }
  if (extents.empty()) {
    sum.define(input(indices));
  } else {
    sum.define(0.0f);
    sum.accumulate(scale == 1.0f ? input(indices) : input(indices) * scale);
  }
  definition.setResult(op.getOutput(), sum);
}

static void define(SumOp op, Definition &definition) { defineSum(op, 1.0f, definition); }
static void define(MeanOp op, Definition &definition) {
  int64_t count = 1;
  for (int64_t axis : op.getAxes())
    count *= getShape(op.getInput())[axis];
  defineSum(op, 1.0f / static_cast<float>(count), definition);
}

/// `at` without dimension `axis`, and `at` with it replaced.
static Indices drop(Indices at, int64_t axis) {
  at.erase(at.begin() + axis);
  return at;
}
static Indices insert(Indices at, int64_t axis, Expr index) {
  at.insert(at.begin() + axis, index);
  return at;
}

static void define(SoftmaxOp op, Definition &definition) {
  int64_t axis = op.getAxis(), rank = getRank(op.getInput()), extent = getShape(op.getInput())[axis];
  Access input = definition.get(op.getInput());
  Stage &maximum = definition.addStage(op, "maximum", getRowMajorOrder(rank - 1), {extent});
  Indices at = maximum.indices();
  maximum.define(-std::numeric_limits<float>::infinity());
  maximum.update(Halide::max(maximum(at), input(insert(at, axis, maximum.reduction[0]))));

  Stage &exponential = definition.addStage(op, "exponential", getStoredOrder(op.getInput()).dimensions);
  at = exponential.indices();
  exponential.define(makeExponential(input(at) - maximum(drop(at, axis))));

  Stage &sum = definition.addStage(op, "sum", getRowMajorOrder(rank - 1), {extent});
  at = sum.indices();
  sum.define(0.0f);
  sum.accumulate(exponential(insert(at, axis, sum.reduction[0])));

  Stage &softmax = definition.addMainStage(op);
  at = softmax.indices();
  softmax.define(exponential(at) / sum(drop(at, axis)));
  definition.setResult(op.getOutput(), softmax);
}

static void define(SoftmaxGradientOp op, Definition &definition) {
  int64_t axis = op.getAxis(), rank = getRank(op.getOutput()), extent = getShape(op.getOutput())[axis];
  Access gradient = definition.get(op.getOutputGradient()), output = definition.get(op.getOutput());
  Stage &sum = definition.addStage(op, "sum", getRowMajorOrder(rank - 1), {extent});
  Indices at = sum.indices(), all = insert(at, axis, sum.reduction[0]);
  sum.define(0.0f);
  sum.accumulate(gradient(all) * output(all));
  Stage &stage = definition.addMainStage(op);
  at = stage.indices();
  stage.define(output(at) * (gradient(at) - sum(drop(at, axis))));
  definition.setResult(op.getInputGradient(), stage);
}

bool cnnc::defineReduction(Operation *op, Definition &definition) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<SumOp, MeanOp, SoftmaxOp, SoftmaxGradientOp>([&](auto reduction) {
        define(reduction, definition);
        return true;
      })
      .Default(false);
}
