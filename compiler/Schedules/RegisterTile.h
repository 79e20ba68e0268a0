//===- RegisterTile.h - The accumulators of a matrix-like kernel --------===//

#ifndef CNNC_COMPILER_SCHEDULES_REGISTERTILE_H
#define CNNC_COMPILER_SCHEDULES_REGISTERTILE_H

#include "compiler/Schedules/Target.h"
#include "llvm/ADT/SmallVector.h"

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

/// The tiles of `channels` x `rows` results that may be the fastest, each with its estimated cost.
struct RegisterTileCost {
  RegisterTile tile;
  double cost; // in multiply-adds of a vector
};

/// Every tile that the registers hold, with its work for all results, counting what tails compute twice and the
/// loads that each tile needs. Where weights lie in blocks of `block` channels and vectors of 8 fill one, but no wider
/// ones do, they are that narrow, and tiles end where blocks do.
llvm::SmallVector<RegisterTileCost> getRegisterTiles(int64_t channels, int64_t rows, int64_t block,
                                                     const Target &target);

} // namespace cnnc

#endif
