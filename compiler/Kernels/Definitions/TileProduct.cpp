//===- TileProduct.cpp - Dense layers on matrix tiles ---------------------===//
//
// The factors are split into bf16 parts, in words of two of the summed elements:
//
//   split[0][block of 32 summed][0][row][part][pair]
//   weight[block of 32 columns][block of 32 summed][part][pair][column]
//
// and the sums of their products are those of a convolution of an image of one row (compiler/Tiles/MatrixTiles.h).
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Definitions/FloatParts.h"
#include "compiler/Kernels/Definitions/TileOperands.h"
#include "compiler/Tiles/MatrixTiles.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::cnn;
using Halide::Expr;

/// Reads elements of a factor.
static Access getFactor(const MatrixFactor &factor, Definition &definition) {
  Access read = definition.get(factor.matrix);
  if (!factor.isTransposed)
    return read;
  return [read](const Indices &at) { return read({at[1], at[0]}); };
}

/// Defines the stages of the sums, whose element of the result it reads.
static Access defineSums(Operation *op, const MatrixTiles &product, Definition &definition) {
  int parts = getParts(product.algorithm), words = parts * tilePairs;
  int rows = product.rows, summed = product.summed, columns = product.columns;
  Stage &split = definition.addStage(op, "split", {0, 1, 2, 3, 1}, {}, words);
  Expr row = split.loops[3], word = split.loops[1], block = split.loops[4];
  split.define(packChannels(word, block, parts, summed, [&, read = getFactor(product.first, definition)](Expr channel) {
    return read({row, channel});
  }));
  split.function.bound(split.loops[1], 0, words).bound(split.loops[3], 0, rows);

  Halide::ExternFuncArgument weight =
      halide::isPrepared(product.second.matrix)
          ? getArgument(product.second.matrix, definition)
          : defineWeight(op, 2, columns, summed, parts, getFactor(product.second.transpose(), definition), definition);
  Stage &products =
      defineTileProducts(op, "products", product.getKernel(), split.function, weight, 1, rows, definition);
  return [&products, isTransposed = product.isTransposed](const Indices &at) {
    return isTransposed ? products({0, at[0], 0, at[1]}) : products({0, at[1], 0, at[0]});
  };
}

void cnnc::defineMatrixTiles(DenseOp op, Definition &definition) {
  defineLayer(op, defineSums(op, MatrixTiles::get(op), definition), definition);
}

void cnnc::defineMatrixTiles(MatMulOp op, Definition &definition) {
  Access sums = defineSums(op, MatrixTiles::get(op), definition);
  Stage &main = definition.addMainStage(op);
  main.define(sums(main.indices()));
  definition.setResult(op.getOutput(), main);
}
