//===- MatrixTiles.h - A matrix product on matrix tiles ---------*- C++ -*-===//

#ifndef CNNC_COMPILER_TILES_MATRIXTILES_H
#define CNNC_COMPILER_TILES_MATRIXTILES_H

#include "compiler/Tiles/ConvolutionTiles.h"

namespace cnnc {

/// A factor of a product: element (i, j) is that of a matrix, or its (j, i).
struct MatrixFactor {
  mlir::Value matrix;
  bool isTransposed;

  MatrixFactor transpose() const { return {matrix, !isTransposed}; }
  /// Whether its rows (0) or columns (1) lie side by side in memory.
  bool isInnermost(int64_t dimension) const;
};

/// A dense layer or matrix product whose algorithm is one on matrix tiles:
///   first (rows, summed) * second (summed, columns)
/// The columns are what lies innermost in the result; where those are its rows, it is the product of the transposed
/// factors, unless the second is packed already. Its sums are those of a convolution with one tap of an image of one
/// row, whose pixels are `rows`.
struct MatrixTiles {
  cnn::Algorithm algorithm;
  MatrixFactor first, second;
  bool isTransposed; // the result, too
  int64_t rows, summed, columns;

  static MatrixTiles get(cnn::DenseOp dense);
  static MatrixTiles get(cnn::MatMulOp product);

  ConvolutionTiles getKernel() const;
};

} // namespace cnnc

#endif
