//===- ArenaOffsets.h - Places for values in one arena ------------------===//

#ifndef CNNC_COMPILER_CONVERSION_ARENAOFFSETS_H
#define CNNC_COMPILER_CONVERSION_ARENAOFFSETS_H

#include "runtime/BufferAlignment.h"
#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <vector>

namespace cnnc {

/// Memory of `bytes` that is needed from step `first` to step `last`, both included.
struct ArenaBuffer {
  int64_t bytes;
  unsigned first, last;

  bool livesWith(const ArenaBuffer &other) const { return first <= other.last && other.first <= last; }
};

/// An offset for each buffer, and the size of the arena.
struct ArenaOffsets {
  std::vector<int64_t> offsets;
  int64_t bytes = 0;
};

/// In the signed type that offsets have.
inline constexpr int64_t arenaAlignment = ::cnn::runtime::bufferAlignment;

/// Offsets at which no two buffers that live at the same time overlap. Greedy: the largest buffer
/// first, each into the smallest gap that it fits.
ArenaOffsets assignArenaOffsets(llvm::ArrayRef<ArenaBuffer> buffers, int64_t alignment = arenaAlignment);

} // namespace cnnc

#endif
