//===- EmulateTiles.h - Memory in the place of tiles ------------*- C++ -*-===//

#ifndef CNNC_COMPILER_TILES_EMULATETILES_H
#define CNNC_COMPILER_TILES_EMULATETILES_H

#include "mlir/IR/BuiltinOps.h"

namespace cnnc {

/// Puts memory in the place of tiles, for processors that have none, in tests: the same sums, element by element. The
/// last bits differ: the processor sums the first and the second of all pairs apart, and takes denormals for zero.
mlir::LogicalResult emulateTiles(mlir::ModuleOp module);

} // namespace cnnc

#endif
