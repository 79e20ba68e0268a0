//===- DenseOps.cpp - The meaning of dense layers and matrix products ---===//

#include "compiler/Reference/Operations.h"

using namespace mlir;
using namespace cnnc::cnn;

namespace cnnc::reference {

Results evaluate(DenseOp op, Operands operands) {
  const Tensor &x = operands[0], &w = operands[1];
  Tensor y(op.getOutput());
  forEachIndex(y.getShape(), [&](ArrayRef<int64_t> at) {
    double sum = op.getBias() ? operands[2][at[1]] : 0.0;
    for (int64_t c = 0; c < x.getExtent(1); ++c)
      sum += x.at({at[0], c}) * w.at({at[1], c});
    y.at(at) = sum;
  });
  return results(std::move(y));
}

Results evaluate(MatMulOp op, Operands operands) {
  const Tensor &a = operands[0], &b = operands[1];
  bool transposeA = op.getTransposeA(), transposeB = op.getTransposeB();
  Tensor y(op.getOutput());
  forEachIndex(y.getShape(), [&](ArrayRef<int64_t> at) {
    int64_t i = at[0], j = at[1];
    double sum = 0.0;
    for (int64_t l = 0; l < a.getExtent(transposeA ? 0 : 1); ++l)
      sum += (transposeA ? a.at({l, i}) : a.at({i, l})) * (transposeB ? b.at({j, l}) : b.at({l, j}));
    y.at(at) = sum;
  });
  return results(std::move(y));
}

} // namespace cnnc::reference
