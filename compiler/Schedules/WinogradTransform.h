//===- WinogradTransform.h - Stages of Winograd's transforms ------------===//

#ifndef CNNC_COMPILER_SCHEDULES_WINOGRADTRANSFORM_H
#define CNNC_COMPILER_SCHEDULES_WINOGRADTRANSFORM_H

#include "compiler/Schedules/ScheduleBuilder.h"

namespace cnnc {

/// A stage of a transform: `channels` in vectors of `lanes`, and inside of their loop the `unrolled` loops written out.
/// Returns the loops innermost first; the last is that over vectors.
llvm::SmallVector<mlir::Value> scheduleTransform(ScheduleBuilder &builder, mlir::Value stage, llvm::StringRef channels,
                                                 int64_t lanes, llvm::ArrayRef<llvm::StringRef> unrolled);

/// A weight's transform, `blocks` of output channels. `flipped`, where there is one, turns pieces of 16 channels of
/// either kind round, so that each cache line of the weight is read once: 512 channels lie 2 KiB apart, and their 9
/// taps 1 MiB, which no cache holds side by side.
void scheduleWinogradWeight(ScheduleBuilder &builder, mlir::Value weight, mlir::Value rows, mlir::Value flipped,
                            int64_t blocks, int64_t lanes);
/// The same along y alone, which is one stage.
void scheduleWinogradRowsWeight(ScheduleBuilder &builder, mlir::Value weight, int64_t blocks, int64_t lanes);

} // namespace cnnc

#endif
