//===- DenseGradients.cpp - Gradient rules of matrix products -----------===//

#include "dialects/CNN/Gradients.h"

using namespace mlir;
using namespace cnnc::cnn;

/// A product for the gradient of `op`, whose algorithm it shares.
template <typename Op>
static Value multiply(OpBuilder &builder, Op op, Value a, Value b, bool transposeA, bool transposeB) {
  return MatMulOp::create(builder, op.getLoc(), a, b, transposeA, transposeB, op.getAlgorithm());
}

/// y = x w^T + bias: dx = dy w, dw = dy^T x, dbias = the sum of dy's rows.
Value DenseOp::buildGradient(OpBuilder &builder, unsigned operand, ValueRange resultGradients) {
  Value dy = resultGradients.front();
  switch (operand) {
  case 0:
    return multiply(builder, *this, dy, getWeight(), false, false);
  case 1:
    return multiply(builder, *this, dy, getInput(), true, false);
  default:
    return SumOp::create(builder, getLoc(), dy, builder.getDenseI64ArrayAttr({0}), /*keep_dims=*/UnitAttr());
  }
}

/// c = a' b' with a' = a or a^T: da' = dc b'^T and db' = a'^T dc, transposed back where a or b was.
Value MatMulOp::buildGradient(OpBuilder &builder, unsigned operand, ValueRange resultGradients) {
  Value dc = resultGradients.front();
  bool transposeA = getTransposeA(), transposeB = getTransposeB();
  if (operand == 0)
    return transposeA ? multiply(builder, *this, getB(), dc, transposeB, true)
                      : multiply(builder, *this, dc, getB(), false, !transposeB);
  return transposeB ? multiply(builder, *this, dc, getA(), true, transposeA)
                    : multiply(builder, *this, getA(), dc, !transposeA, false);
}
