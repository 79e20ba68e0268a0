//===- Functions.cpp - Functions of one number in Halide's language -----===//

#include "compiler/Kernels/Definitions/Functions.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"

using Halide::Expr;

namespace cnnc {

/// A comparison that is false where one side is no number. Others may be turned round, as if that never were.
static Expr isLess(const Expr &a, const Expr &b) { return Halide::strict_float(a < b); }

Expr makeAtLeast(Expr x, Expr least) { return Halide::select(isLess(x, least), least, x); }
Expr makeAtMost(Expr x, Expr most) { return Halide::select(isLess(most, x), most, x); }

// The other side is the value at the bound, and no number where x is none. Regrouped with what computes x, as a logit
// less the largest, the one would be lost beside large logits.
Expr makeExponential(Expr x) {
  return Halide::select(isLess(x, 0.0f), Halide::exp(x), Halide::strict_float(x + 1.0f));
}
Expr makeLogarithm(Expr x) {
  return Halide::select(isLess(1.0f, x), Halide::log(x), Halide::strict_float(x - 1.0f));
}

Expr makeSigmoid(Expr x) {
  Expr small = makeExponential(-Halide::abs(x));
  return Halide::select(isLess(x, 0.0f), small, 1.0f) / (1.0f + small);
}

/// c[0] + c[1]*x + c[2]*x^2 + ..., by Horner's rule.
static Expr evaluatePolynomial(const Expr &x, llvm::ArrayRef<float> coefficients) {
  Expr value = coefficients.back();
  for (float coefficient : llvm::reverse(coefficients.drop_back()))
    value = value * x + coefficient;
  return value;
}

Expr makeTanh(Expr x) {
  constexpr float end = 7.90531110763549805f;
  Expr inside = makeAtLeast(makeAtMost(x, end), -end), square = inside * inside;
  Expr above =
      evaluatePolynomial(square, {1.0f, 0.12938515568052736f, 0.0029646443985430573f, 1.1572384539098708e-05f});
  Expr below = evaluatePolynomial(square, {1.0f, 0.46271776865161396f, 0.023871742958837813f, 0.00024057411447867626f,
                                           2.504689849342625e-07f});
  return inside * above / below;
}

} // namespace cnnc
