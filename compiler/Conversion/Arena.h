//===- Arena.h - What a planned program's memory comes to ---------------===//

#ifndef CNNC_COMPILER_CONVERSION_ARENA_H
#define CNNC_COMPILER_CONVERSION_ARENA_H

#include "dialects/Halide/HalideDialect.h"

namespace cnnc {

/// How a tensor lies in memory: its extents in stored order, outermost first, and its element type.
mlir::MemRefType getStoredType(mlir::RankedTensorType type);

/// The bytes of a buffer.
int64_t getByteSize(mlir::MemRefType type);

struct ArenaStatistics {
  int64_t peak = 0;    // bytes of the arena
  int64_t sum = 0;     // bytes if no two values shared memory
  int64_t buffers = 0; // values in the arena
};
ArenaStatistics getArenaStatistics(halide::ProgramOp program);

} // namespace cnnc

#endif
