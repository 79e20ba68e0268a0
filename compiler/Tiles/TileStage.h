//===- TileStage.h - A stage of a kernel on matrix tiles --------*- C++ -*-===//

#ifndef CNNC_COMPILER_TILES_TILESTAGE_H
#define CNNC_COMPILER_TILES_TILESTAGE_H

#include "compiler/Tiles/TileKernel.h"

namespace cnnc {

/// What multiplies: the processor's tiles, or for tests memory in their place, which any processor has.
enum class TileEngine { Amx, Memory };

/// Writes, in the LLVM dialect, the function that a Halide pipeline calls for a stage that is the kernel's sums:
///
///     int <kernel's symbol>(halide_buffer_t *input, halide_buffer_t *weight, int32_t strideY, int32_t strideX,
///                int32_t dilationY, int32_t dilationX, halide_buffer_t *result)
///
/// by way of cnn_tile_stage (runtime/embedded/TileStage.h), which also answers the pipeline's question which part of
/// the input is read.
mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> writeTileStage(mlir::MLIRContext *context, const TileKernel &kernel,
                                                                  TileEngine engine);

} // namespace cnnc

#endif
