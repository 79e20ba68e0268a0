//===- ArenaOffsets.cpp - Places for values in one arena ----------------===//

#include "compiler/Conversion/ArenaOffsets.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MathExtras.h"

#include <limits>

using namespace llvm;

namespace cnnc {

/// The start of the smallest gap of at least `bytes` between `taken`, ranges in the order of their
/// begins; the end of all if there is none.
static int64_t findGap(ArrayRef<std::pair<int64_t, int64_t>> taken, int64_t bytes) {
  int64_t best = -1, bestGap = std::numeric_limits<int64_t>::max(), end = 0;
  for (auto [begin, rangeEnd] : taken) {
    int64_t gap = begin - end;
    if (gap >= bytes && gap < bestGap) {
      best = end;
      bestGap = gap;
    }
    end = std::max(end, rangeEnd);
  }
  return best >= 0 ? best : end;
}

ArenaOffsets assignArenaOffsets(ArrayRef<ArenaBuffer> buffers, int64_t alignment) {
  auto order = llvm::to_vector(llvm::seq<unsigned>(0, buffers.size()));
  llvm::stable_sort(order, [&](unsigned a, unsigned b) {
    return std::pair(-buffers[a].bytes, buffers[a].first) < std::pair(-buffers[b].bytes, buffers[b].first);
  });
  ArenaOffsets result;
  result.offsets.resize(buffers.size());
  // Sizes are rounded up, so every range begins and ends at a multiple of the alignment.
  auto getSize = [&](unsigned buffer) { return static_cast<int64_t>(alignTo(buffers[buffer].bytes, alignment)); };
  for (auto [position, buffer] : llvm::enumerate(order)) {
    SmallVector<std::pair<int64_t, int64_t>> taken;
    for (unsigned placed : ArrayRef(order).take_front(position))
      if (buffers[placed].livesWith(buffers[buffer]))
        taken.push_back({result.offsets[placed], result.offsets[placed] + getSize(placed)});
    llvm::sort(taken);
    result.offsets[buffer] = findGap(taken, getSize(buffer));
    result.bytes = std::max(result.bytes, result.offsets[buffer] + getSize(buffer));
  }
  return result;
}

} // namespace cnnc
