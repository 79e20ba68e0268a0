//===- Elementwise.cpp - Activations and arithmetic ---------------------===//

#include "compiler/Kernels/Definition.h"
#include "compiler/Kernels/Definitions/Functions.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::cnn;
using Halide::Expr;

/// Reads an operand at the indices of a result that it is broadcast to.
static Expr readBroadcast(Value operand, const Indices &at, Definition &definition) {
  ArrayRef<int64_t> shape = getShape(operand);
  Indices indices;
  for (auto [dimension, extent] : llvm::enumerate(shape))
    indices.push_back(extent == 1 ? Expr(0) : at[at.size() - shape.size() + dimension]);
  return definition.get(operand)(indices);
}

/// The result's element at `at`; undefined for an operation of another family.
static Expr getValue(Operation *op, const Indices &at, Definition &definition) {
  auto in = [&](unsigned operand) { return readBroadcast(op->getOperand(operand), at, definition); };
  return llvm::TypeSwitch<Operation *, Expr>(op)
      .Case<ReluOp>([&](auto) { return makeAtLeast(in(0), 0.0f); })
      .Case<ReluGradientOp>([&](auto) { return Halide::select(in(1) > 0.0f, in(0), 0.0f); })
      .Case<LeakyReluOp>([&](auto relu) {
        Expr x = in(0);
        return Halide::select(x >= 0.0f, x, toExpr(relu.getAlpha()) * x);
      })
      .Case<LeakyReluGradientOp>([&](auto relu) {
        Expr dy = in(0);
        return Halide::select(in(1) >= 0.0f, dy, toExpr(relu.getAlpha()) * dy);
      })
      .Case<SigmoidOp>([&](auto) { return makeSigmoid(in(0)); })
      .Case<SigmoidGradientOp>([&](auto) {
        Expr y = in(1);
        return in(0) * y * (1.0f - y);
      })
      .Case<TanhOp>([&](auto) { return makeTanh(in(0)); })
      .Case<TanhGradientOp>([&](auto) {
        Expr y = in(1);
        return in(0) * (1.0f - y * y);
      })
      .Case<ClampOp>([&](auto clamp) {
        return makeAtMost(makeAtLeast(in(0), toExpr(clamp.getMin())), toExpr(clamp.getMax()));
      })
      .Case<ClampGradientOp>([&](auto clamp) {
        Expr x = in(1);
        return Halide::select(x > toExpr(clamp.getMin()) && x < toExpr(clamp.getMax()), in(0), 0.0f);
      })
      // Not regrouped with the sums fused around it: LLVM would in some elements of a register tile and not in others,
      // so that an image's last bits depended on its place in the batch.
      .Case<AddOp>([&](auto) { return Halide::strict_float(in(0) + in(1)); })
      .Case<MultiplyOp>([&](auto) { return in(0) * in(1); })
      .Case<FillOp>([&](auto fill) { return toExpr(fill.getValue()); })
      .Case<IncrementOp>([&](auto) { return in(0) + 1; })
      .Case<DropoutOp, BroadcastOp>([&](auto) { return in(0); })
      .Default(Expr());
}

bool cnnc::defineElementwise(Operation *op, Definition &definition) {
  return definition.addPureStage(op, getValue);
}
