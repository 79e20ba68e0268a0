//===- Elementwise.cpp - Activations and arithmetic ---------------------===//

#include "compiler/Kernels/Definition.h"
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

/// tanh from exp, which vectorises; Halide's own is a call for each element. 1 - 2/(exp(2x) + 1) goes
/// to the limits without overflow, and its absolute error near 0 is that of one rounding of 1.
static Expr makeTanh(Expr x) { return 1.0f - 2.0f / (Halide::exp(2.0f * x) + 1.0f); }

/// The result's element at `at`; undefined for an operation of another family.
static Expr getValue(Operation *op, const Indices &at, Definition &definition) {
  auto in = [&](unsigned operand) { return readBroadcast(op->getOperand(operand), at, definition); };
  return llvm::TypeSwitch<Operation *, Expr>(op)
      .Case<ReluOp>([&](auto) { return Halide::max(in(0), 0.0f); })
      .Case<ReluGradientOp>([&](auto) { return Halide::select(in(1) > 0.0f, in(0), 0.0f); })
      .Case<LeakyReluOp>([&](auto relu) {
        Expr x = in(0);
        return Halide::select(x >= 0.0f, x, toExpr(relu.getAlpha()) * x);
      })
      .Case<LeakyReluGradientOp>([&](auto relu) {
        Expr dy = in(0);
        return Halide::select(in(1) >= 0.0f, dy, toExpr(relu.getAlpha()) * dy);
      })
      .Case<SigmoidOp>([&](auto) { return 1.0f / (1.0f + Halide::exp(-in(0))); })
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
        return Halide::min(Halide::max(in(0), toExpr(clamp.getMin())), toExpr(clamp.getMax()));
      })
      .Case<ClampGradientOp>([&](auto clamp) {
        Expr x = in(1);
        return Halide::select(x > toExpr(clamp.getMin()) && x < toExpr(clamp.getMax()), in(0), 0.0f);
      })
      .Case<AddOp>([&](auto) { return in(0) + in(1); })
      .Case<MultiplyOp>([&](auto) { return in(0) * in(1); })
      .Case<FillOp>([&](auto fill) { return toExpr(fill.getValue()); })
      .Case<IncrementOp>([&](auto) { return in(0) + 1; })
      .Case<DropoutOp, RepackOp, BroadcastOp>([&](auto) { return in(0); })
      .Default(Expr());
}

bool cnnc::defineElementwise(Operation *op, Definition &definition) {
  return definition.addPureStage(op, getValue);
}
