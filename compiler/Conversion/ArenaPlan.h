//===- ArenaPlan.h - When launches run and where their values lie -------===//

#ifndef CNNC_COMPILER_CONVERSION_ARENAPLAN_H
#define CNNC_COMPILER_CONVERSION_ARENAPLAN_H

#include "compiler/Conversion/ArenaOffsets.h"
#include "dialects/Halide/HalideDialect.h"

namespace cnnc {

/// The launches of a network in the order in which they run, and the values that need memory of their own.
struct ArenaPlan {
  std::vector<halide::LaunchOp> order;
  llvm::SmallVector<mlir::Value> values;    // one for each of the arena's offsets
  llvm::SmallVector<mlir::MemRefType> types; // the buffers of the values
  ArenaOffsets arena;
};

/// The end of the launches from `begin` on that run together, one part of the batch after another.
size_t getPartsEnd(llvm::ArrayRef<halide::LaunchOp> order, size_t begin);

/// Whether a launch's result lies in the arena, and not in a result of the network or a parameter.
bool liesInArena(mlir::Value value);

/// Plans a network whose results and new parameter values have launches of their own. Every value lives from the
/// launch that makes it to the last that reads it. Of launches that run together for each part of a batch, what none
/// but they read is one part long; all else that they read or make lives from the first of them to the last. Fails
/// where a parameter would be overwritten before it is read.
mlir::FailureOr<ArenaPlan> planArena(cnn::NetworkOp network);

} // namespace cnnc

#endif
