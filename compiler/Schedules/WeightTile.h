//===- WeightTile.h - The accumulators of sums in lanes -----------------===//

#ifndef CNNC_COMPILER_SCHEDULES_WEIGHTTILE_H
#define CNNC_COMPILER_SCHEDULES_WEIGHTTILE_H

#include "compiler/Schedules/ScheduleBuilder.h"

namespace cnnc {

/// The accumulators of a weight gradient whose lanes are sums of their own, in vectors: output channels x input
/// channels x columns of the kernel.
struct WeightTile {
  int64_t outputs = 1, inputs = 1, columns = 1;

  int64_t count() const { return outputs * inputs * columns; }
};
/// The tile of least cost for a weight of the given shape, in divisors of its extents.
WeightTile chooseWeightTile(ScheduleBuilder &builder, llvm::ArrayRef<int64_t> weight);
/// The loops that store such tiles, but for those over the rows of the kernel and what is outside of them.
struct WeightTileLoops {
  llvm::SmallVector<mlir::Value> inner; // innermost first, up to the tiles of input channels
  mlir::Value vectors, outputTiles;
};
/// A stage whose loop `l` lies in vectors of `lanes`, cut into tiles.
WeightTileLoops scheduleWeightTiles(ScheduleBuilder &builder, mlir::Value stored, const WeightTile &tile,
                                    int64_t lanes);

} // namespace cnnc

#endif
