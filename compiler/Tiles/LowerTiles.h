//===- LowerTiles.h - Tile kernels to the LLVM dialect ----------*- C++ -*-===//

#ifndef CNNC_COMPILER_TILES_LOWERTILES_H
#define CNNC_COMPILER_TILES_LOWERTILES_H

#include "mlir/IR/BuiltinOps.h"

namespace cnnc {

/// Lowers a module of writeTileKernel to the LLVM dialect. Memory references become five arguments: allocated and
/// aligned pointer, offset, size, stride.
mlir::LogicalResult lowerTiles(mlir::ModuleOp module);

} // namespace cnnc

#endif
