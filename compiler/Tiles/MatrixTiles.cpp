//===- MatrixTiles.cpp - A matrix product on matrix tiles -----------------===//

#include "compiler/Tiles/MatrixTiles.h"

#include "dialects/CNN/Inference.h"
#include "dialects/CNN/Layout.h"

using namespace mlir;

namespace cnnc {

static int64_t getInnermost(Value matrix) {
  return cnn::getStoredOrder(cast<RankedTensorType>(matrix.getType())).innermost();
}

bool MatrixFactor::isInnermost(int64_t dimension) const {
  return getInnermost(matrix) == (isTransposed ? 1 - dimension : dimension);
}

static MatrixTiles getTiles(cnn::Algorithm algorithm, MatrixFactor a, MatrixFactor b, Value result) {
  ArrayRef<int64_t> shape = cnn::getShape(result);
  int64_t summed = cnn::getShape(a.matrix)[a.isTransposed ? 0 : 1];
  bool isPrepared = cnn::getStoredOrder(cast<RankedTensorType>(b.matrix.getType())).isBlocked();
  if (getInnermost(result) == 1 || isPrepared)
    return {algorithm, a, b, false, shape[0], summed, shape[1]};
  return {algorithm, b.transpose(), a.transpose(), true, shape[1], summed, shape[0]};
}

MatrixTiles MatrixTiles::get(cnn::DenseOp dense) {
  return getTiles(dense.getAlgorithm(), {dense.getInput(), false}, {dense.getWeight(), true}, dense.getOutput());
}
MatrixTiles MatrixTiles::get(cnn::MatMulOp product) {
  return getTiles(product.getAlgorithm(), {product.getA(), product.getTransposeA()},
                  {product.getB(), product.getTransposeB()}, product.getOutput());
}

ConvolutionTiles MatrixTiles::getKernel() const {
  constexpr ConvolutionTilesAxis oneTap{1, 1, 1, 0, 0, 1};
  return {algorithm, summed, oneTap, oneTap, 1, rows};
}

} // namespace cnnc
