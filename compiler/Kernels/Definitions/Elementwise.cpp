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

/// c[0] + c[1]*x + c[2]*x^2 + ..., by Horner's rule.
static Expr evaluatePolynomial(Expr x, ArrayRef<float> coefficients) {
  Expr value = coefficients.back();
  for (float coefficient : llvm::reverse(coefficients.drop_back()))
    value = value * x + coefficient;
  return value;
}

/// tanh as x P(x^2) / Q(x^2), fitted to the least relative error on [0, 7.9], beyond which it rounds to 1: in float32
/// 3.3e-7. Halide's own is a call for each element, and one by exp takes twice the operations. Comparisons leave a NaN
/// what it is, as a minimum would not.
static Expr makeTanh(Expr x) {
  constexpr float end = 7.90531110763549805f;
  Expr inside = Halide::select(x > end, end, Halide::select(x < -end, -end, x)), square = inside * inside;
  Expr above = evaluatePolynomial(square, {1.0f, 0.13127924501895905f, 0.0031534128356724977f, 1.1686938705679495e-05f,
                                           -2.2513892972142457e-08f, 6.476361807949971e-11f, -1.190449648580394e-13f});
  Expr below =
      evaluatePolynomial(square, {1.0f, 0.46461257338523865f, 0.024690961465239525f, 0.0002618982980493456f});
  return inside * above / below;
}

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
