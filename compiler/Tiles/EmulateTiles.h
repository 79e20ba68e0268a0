//===- EmulateTiles.h - Memory in the place of tiles ------------*- C++ -*-===//

#ifndef CNNC_COMPILER_TILES_EMULATETILES_H
#define CNNC_COMPILER_TILES_EMULATETILES_H

#include "mlir/IR/BuiltinOps.h"

namespace cnnc {

/// Puts memory in the place of tiles, for processors that have none: the same sums in the same order, element by
/// element. It is for tests.
mlir::LogicalResult emulateTiles(mlir::ModuleOp module);

} // namespace cnnc

#endif
