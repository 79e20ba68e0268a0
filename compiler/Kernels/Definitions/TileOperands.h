//===- TileOperands.h - Operands and sums on matrix tiles -------*- C++ -*-===//

#ifndef CNNC_COMPILER_KERNELS_DEFINITIONS_TILEOPERANDS_H
#define CNNC_COMPILER_KERNELS_DEFINITIONS_TILEOPERANDS_H

#include "compiler/Kernels/Definition.h"
#include "compiler/Tiles/ConvolutionTiles.h"

namespace cnnc {

/// The kernel's argument that a value is.
Halide::ExternFuncArgument getArgument(mlir::Value value, Definition &definition);

/// Defines a stage (k, c, ...), whose summed channels are words, as those of a weight that `read` gives.
void defineWords(Stage &stage, int outputs, int inputs, int parts, const Access &read);
/// Adds such a stage, `weight`, of so many dimensions, for a weight that is not prepared.
Halide::ExternFuncArgument defineWeight(mlir::Operation *op, int dimensions, int outputs, int inputs, int parts,
                                        const Access &read, Definition &definition);

/// Likewise for a weight of a convolution in which what is summed lies side by side: words are packed along it and then
/// transposed.
Halide::ExternFuncArgument defineTransposedWeight(mlir::Operation *op, int outputs, int inputs, int parts,
                                                  const Access &read, Definition &definition);

/// Adds a stage of words: what `words` is, with another dimension innermost. The dimensions of both are n, c, y, x and
/// b, the part, stored in these orders:
///
///   words        outer, outer, column, b, c
///   transposed   outer, outer, b, c, column
Stage &defineTransposed(mlir::Operation *op, llvm::StringRef purpose, const Stage &words,
                        const std::array<int64_t, 2> &outer, int64_t column, Definition &definition);

/// Adds the external stage of the sums of a convolution or a phase, `rows` x `columns` of them: n, channel, y, x.
Stage &defineTileProducts(mlir::Operation *op, llvm::StringRef purpose, const ConvolutionTiles &kernel,
                          const Halide::ExternFuncArgument &split, const Halide::ExternFuncArgument &weight, int rows,
                          int columns, Definition &definition);

/// Defines the main stage of a layer, whose sums `sums` reads: these and the bias.
template <typename Op>
void defineLayer(Op op, const Access &sums, Definition &definition) {
  Stage &main = definition.addMainStage(op);
  Indices at = main.indices();
  Halide::Expr sum = sums(at);
  main.define(op.getBias() ? sum + definition.get(op.getBias())({at[1]}) : sum);
  definition.setResult(op.getOutput(), main);
}

} // namespace cnnc

#endif
