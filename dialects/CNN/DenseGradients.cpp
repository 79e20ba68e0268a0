//===- DenseGradients.cpp - Gradient rules of matrix products -----------===//

#include "dialects/CNN/Gradients.h"

using namespace mlir;
using namespace cnnc::cnn;

static Value multiply(OpBuilder &builder, Location location, Value a, Value b, bool transposeA, bool transposeB) {
  return MatMulOp::create(builder, location, a, b, transposeA, transposeB);
}

/// y = x w^T + bias: dx = dy w, dw = dy^T x, dbias = the sum of dy's rows.
Value DenseOp::buildGradient(OpBuilder &builder, unsigned operand, ValueRange resultGradients) {
  Value dy = resultGradients.front();
  switch (operand) {
  case 0:
    return multiply(builder, getLoc(), dy, getWeight(), false, false);
  case 1:
    return multiply(builder, getLoc(), dy, getInput(), true, false);
  default:
    return SumOp::create(builder, getLoc(), dy, builder.getDenseI64ArrayAttr({0}), /*keep_dims=*/UnitAttr());
  }
}

/// c = a' b' with a' = a or a^T: da' = dc b'^T and db' = a'^T dc, transposed back where a or b was.
Value MatMulOp::buildGradient(OpBuilder &builder, unsigned operand, ValueRange resultGradients) {
  Value dc = resultGradients.front();
  bool transposeA = getTransposeA(), transposeB = getTransposeB();
  if (operand == 0)
    return transposeA ? multiply(builder, getLoc(), getB(), dc, transposeB, true)
                      : multiply(builder, getLoc(), dc, getB(), false, !transposeB);
  return transposeB ? multiply(builder, getLoc(), dc, getA(), true, transposeA)
                    : multiply(builder, getLoc(), getA(), dc, !transposeA, false);
}
