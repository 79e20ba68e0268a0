//===- WinogradTransforms.cpp - Winograd's transforms along one axis ----===//

#include "compiler/Kernels/Definitions/WinogradTransforms.h"

using namespace cnnc;
using Halide::Expr;

Places cnnc::readPlaces(int64_t count, const std::function<Expr(Expr)> &read) {
  Places places;
  for (int place = 0; place < count; ++place)
    places.push_back(read(place));
  return places;
}

Places cnnc::transformInput(const Places &d) {
  return {4.0f * d[0] - 5.0f * d[2] + d[4],
          (d[3] + d[4]) - 4.0f * (d[1] + d[2]),
          4.0f * (d[1] - d[2]) + (d[4] - d[3]),
          2.0f * (d[3] - d[1]) + (d[4] - d[2]),
          2.0f * (d[1] - d[3]) + (d[4] - d[2]),
          4.0f * d[1] - 5.0f * d[3] + d[5]};
}

namespace {
/// The terms of a polynomial's value, at a point and at its negative: even + odd and even - odd.
struct Terms {
  Expr even, odd;
};
} // namespace

static Terms evaluate(const Places &coefficients, float point) {
  Terms terms;
  float power = 1;
  for (size_t degree = 0; degree < coefficients.size(); ++degree, power *= point) {
    Expr &sum = degree % 2 ? terms.odd : terms.even;
    Expr term = power == 1 ? coefficients[degree] : power * coefficients[degree];
    sum = sum.defined() ? sum + term : term;
  }
  return terms;
}

Places cnnc::transformWeight(const Places &g) {
  Terms one = evaluate(g, 1), two = evaluate(g, 2);
  return {g.front() * 0.25f,
          (one.even + one.odd) * (-1.0f / 6),
          (one.even - one.odd) * (-1.0f / 6),
          (two.even + two.odd) * (1.0f / 24),
          (two.even - two.odd) * (1.0f / 24),
          g.back()};
}

void cnnc::defineWeightRows(Stage &stage, int64_t kernel, const Access &read) {
  Indices at = stage.indices();
  Places rows = readPlaces(kernel, [&](Expr r) { return read({at[0], at[1], r, at[3]}); });
  stage.define(Halide::mux(at[2], transformWeight(rows)));
}

Places cnnc::transformOutput(const Places &m, int64_t results) {
  Expr a = m[1] + m[2], b = m[1] - m[2], c = m[3] + m[4], d = m[3] - m[4];
  if (results == 2)
    return {m[0] + a + c, b + 2.0f * d + m[5]};
  return {m[0] + a + c, b + 2.0f * d, a + 4.0f * c, b + 8.0f * d + m[5]};
}

Places cnnc::transformGradient(const Places &y) {
  Terms one = evaluate(y, 1), two = evaluate(y, 2);
  return {y.front(), one.even + one.odd, one.even - one.odd, two.even + two.odd, two.even - two.odd, y.back()};
}

Places cnnc::transformWeightGradient(const Places &m, int64_t weights) {
  Expr a = m[1] + m[2], b = m[2] - m[1], c = m[3] + m[4], d = m[3] - m[4];
  Places gradients;
  float power = 1.0f / 24;
  for (int64_t weight = 0; weight < weights; ++weight, power *= 2)
    gradients.push_back(weight % 2 ? b * (1.0f / 6) + d * power : c * power - a * (1.0f / 6));
  gradients.front() += m[0] * 0.25f;
  gradients.back() += m[5];
  return gradients;
}
