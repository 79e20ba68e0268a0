//===- ArenaPlan.h - When launches run and where their values lie -------===//

#ifndef CNNC_COMPILER_CONVERSION_ARENAPLAN_H
#define CNNC_COMPILER_CONVERSION_ARENAPLAN_H

#include "compiler/Conversion/ArenaOffsets.h"
#include "dialects/Halide/HalideDialect.h"

namespace cnnc {

/// The launches of a network in the order in which they run, and the values that need memory of their own.
struct ArenaPlan {
  std::vector<halide::LaunchOp> order;
  llvm::SmallVector<mlir::Value> values; // one for each of the arena's offsets
  ArenaOffsets arena;
};

/// Whether a launch's result lies in the arena, and not in a result of the network or a parameter.
bool liesInArena(mlir::Value value);

/// Plans a network whose results and new parameter values have launches of their own. Every value lives from the
/// launch that makes it to the last that reads it. Fails where a parameter would be overwritten before it is read.
mlir::FailureOr<ArenaPlan> planArena(cnn::NetworkOp network);

} // namespace cnnc

#endif
