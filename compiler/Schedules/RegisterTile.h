//===- RegisterTile.h - The accumulators of a matrix-like kernel --------===//

#ifndef CNNC_COMPILER_SCHEDULES_REGISTERTILE_H
#define CNNC_COMPILER_SCHEDULES_REGISTERTILE_H

#include "compiler/Schedules/ScheduleBuilder.h"

namespace cnnc {

/// The accumulators that stay in registers while a kernel sums over its inner dimension:
///
///             vectors * lanes channels
///           +--------+--------+
///         0 |  acc   |  acc   |     every step: load `vectors` vectors of weights,
///         1 |  acc   |  acc   |     broadcast `rows` inputs, vectors * rows
///       ... |        |        |     multiply-adds
///    rows-1 |  acc   |  acc   |
///           +--------+--------+
///
/// With 32 registers 28 accumulators leave room for the weights; measured against that, 24
/// accumulators cost 7 % and one vector of 28 rows 8 %.
struct RegisterTile {
  int64_t lanes;   // floats of a vector that are used
  int64_t vectors; // along the channels
  int64_t rows;    // pixels, or rows of a matrix

  int64_t channels() const { return lanes * vectors; }
};

/// Multiply-adds of a step that hide each other's latency, each with an accumulator of its own.
constexpr double leastStepWork = 8;
/// A step of a tile, in multiply-adds of a vector: one issues as often as two loads.
double getStepCost(int64_t multiplyAdds, int64_t loads);

/// The register tile of a kernel, whose weight may lie in blocks of `block` channels; its vectors and rows may be
/// chosen.
RegisterTile chooseRegisterTile(ScheduleBuilder &builder, int64_t channels, int64_t rows, int64_t block = 0);
/// The loops of one definition of a register tile: `channels` in vectors of `lanes`, the vectors and `rows` unrolled.
/// Returns them innermost first.
llvm::SmallVector<mlir::Value> scheduleRegisterTile(ScheduleBuilder &builder, mlir::Value definition,
                                                    llvm::StringRef channels, int64_t lanes,
                                                    llvm::ArrayRef<llvm::StringRef> rows);
/// A sum whose accumulators are one register tile: both definitions as above, the update inside of the other `loops`,
/// innermost first.
void scheduleAccumulators(ScheduleBuilder &builder, mlir::Value sum, llvm::StringRef channels, int64_t lanes,
                          llvm::ArrayRef<llvm::StringRef> rows, llvm::ArrayRef<llvm::StringRef> loops);
/// A convolution of which a register tile is computed in each iteration of a result's loop `tiles`, with what follows
/// it, in vectors of so many floats. `outer` are the result's loops around that; threads share the last.
void scheduleTilesOfResult(ScheduleBuilder &builder, mlir::Value conv, mlir::Value lanes, mlir::Value vectors,
                           mlir::Value pixels, mlir::Value tiles, llvm::ArrayRef<mlir::Value> outer,
                           int64_t vectorFloats);

} // namespace cnnc

#endif
