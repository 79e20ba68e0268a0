//===- TileStage.h - A stage of a kernel on matrix tiles --------*- C++ -*-===//

#ifndef CNNC_COMPILER_TILES_TILESTAGE_H
#define CNNC_COMPILER_TILES_TILESTAGE_H

#include "compiler/Tiles/TileKernel.h"
#include "mlir/IR/OwningOpRef.h"

namespace cnnc {

/// Writes, in the LLVM dialect, the function that a Halide pipeline calls for a stage that is the kernel's sums:
///
///     int <kernel's symbol>(halide_buffer_t *first, halide_buffer_t *second, halide_buffer_t *result)
///
/// which calls the kernel's runtime function (runtime/embedded/TileStage.h) with its own arguments, the kernel's
/// numbers and the function that is written for it.
mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> writeTileStage(mlir::MLIRContext *context, const TileKernel &kernel);

} // namespace cnnc

#endif
