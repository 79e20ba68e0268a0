//===- TileOperands.h - Packing of operands for tiles -----------*- C++ -*-===//
//
// Stages of words, of some parts for each pair of summed elements, are vectorised along what lies side by side in
// memory. An element's parts are written out, as they follow from one another.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_SCHEDULES_TILEOPERANDS_H
#define CNNC_COMPILER_SCHEDULES_TILEOPERANDS_H

#include "compiler/Schedules/ScheduleBuilder.h"
#include "compiler/Tiles/ConvolutionTiles.h"

namespace cnnc {

/// How many words of so many channels make a vector: 16, but of 24 channels 8, since the last would else be read
/// element by element, as those of numbers that 8 does not divide are.
int64_t getWordsOfVector(int64_t channels);

/// The split image, or first factor of a product, whose words are stored side by side and read so.
void scheduleSplit(ScheduleBuilder &builder, mlir::Value split, int64_t parts, int64_t channels);
/// The split image of a convolution whose taps are joined: vectors of columns, whose words are stored one by one.
void scheduleJoinedSplit(ScheduleBuilder &builder, mlir::Value split);
/// The same of a factor in memory in whose columns `rows` lie side by side. Gives the loop over vectors of rows; null
/// where there is one.
mlir::Value scheduleTurnedSplit(ScheduleBuilder &builder, mlir::Value split, int64_t parts, int64_t rows);

/// The packed weight, or second factor; its outputs lie side by side in memory or else what is summed. `taps` are its
/// loops over them. Gives the loop that threads may share.
mlir::Value schedulePackedWeight(ScheduleBuilder &builder, mlir::Value weight, int64_t parts, bool areOutputsInnermost,
                                 llvm::ArrayRef<mlir::Value> taps);

/// A stage that is transposed and its words, both for each `task`; `column` is the words' loop over what lies side by
/// side then.
void scheduleTransposed(ScheduleBuilder &builder, mlir::Value transposed, mlir::Value words, llvm::StringRef column,
                        mlir::Value task);

/// Threads share the rows of all images, of which each has all blocks of channels.
void shareRows(ScheduleBuilder &builder, mlir::Value stage, mlir::Value image);

/// The operands of a convolution, or of its input gradient, which sums `image`: the split image, a part of it in each
/// `task` or without one all of it, and the packed weight, whose outputs are its dimension `outputs`.
void scheduleOperands(ScheduleBuilder &builder, mlir::Operation *conv, mlir::Value image, mlir::Value weight,
                      int64_t outputs, const ConvolutionTiles &tiles, mlir::Value task);

} // namespace cnnc

#endif
