//===- Elementwise.cpp - Results computed element by element ------------===//
//
// Vectors along the innermost stored dimension that is longer than 1; the outer dimensions are joined
// to one loop, shared among threads where there is work for them. Tails are guarded and never
// shifted: an optimiser's result may lie where its operand was.
//
//===----------------------------------------------------------------------===//

#include "compiler/Schedules/Families.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

/// Elements below which a parallel region costs more than it gains (about 2 microseconds).
static constexpr int64_t leastParallelElements = 16384;

/// Vectors along a concatenated dimension that are written out: each then copies one part and nothing
/// decides at run time which. Code grows with their number.
static constexpr int64_t mostUnrolledVectors = 256;

bool unrollsConcatenation(ScheduleBuilder &builder, int64_t dimension, int64_t extent) {
  return extent <= mostUnrolledVectors * builder.target.vectorFloats &&
         llvm::any_of(builder.kernel.getAlgorithm().front(), [&](Operation &op) {
           auto concat = dyn_cast<cnn::ConcatOp>(op);
           return concat && static_cast<int64_t>(concat.getAxis()) == dimension;
         });
}

static void scheduleResult(ScheduleBuilder &builder, const KernelResult &result) {
  Value stage = builder.stage(result.stage);
  SmallVector<std::string> names = getStoredLoops(result.type);
  cnn::StoredOrder order = cnn::getStoredOrder(result.type);
  SmallVector<Value> outer; // innermost first
  Value lanes, unrolled;
  SmallVector<int64_t> extents = cnn::getStoredShape(result.type);
  for (size_t position = extents.size(); position-- > 0;) {
    int64_t extent = extents[position], dimension = order.dimensions[position];
    StringRef name = names[position];
    if (!lanes && extent > 1) {
      ScheduleBuilder::Vector vector = builder.vectorizeLoop(stage, name, extent, Tail::GuardWithIf);
      lanes = vector.lanes;
      if (vector.blocks && unrollsConcatenation(builder, dimension, extent)) {
        unrolled = vector.blocks;
        builder.unroll(unrolled);
      } else if (vector.blocks) {
        outer.push_back(vector.blocks);
      }
    } else {
      outer.push_back(builder.loop(stage, name));
    }
  }
  if (!lanes || outer.empty())
    return;
  SmallVector<Value> all{lanes, unrolled};
  llvm::append_range(all, outer);
  builder.reorder(all);
  // A few pieces a thread, so that one late thread costs little.
  int64_t pieces = builder.target.cores * 4;
  pieces = builder.choose("pieces", result.type.getNumElements() < leastParallelElements ? 1 : pieces,
                          {1, pieces / 4, pieces / 2, pieces, pieces * 2, pieces * 4});
  if (pieces == 1)
    return;
  Value joined = outer.front();
  for (Value loop : ArrayRef<Value>(outer).drop_front())
    joined = builder.fuse(loop, joined);
  int64_t vectors = llvm::divideCeil(result.type.getNumElements(), builder.target.vectorFloats);
  if (unrolled)
    vectors = result.type.getNumElements() / result.type.getDimSize(order.innermost());
  builder.parallel(builder.split(joined, std::max<int64_t>(vectors / pieces, 1), Tail::GuardWithIf).outer);
}

void scheduleElementwise(ScheduleBuilder &builder) {
  for (const KernelResult &result : getResults(builder.kernel))
    if (!builder.isScheduled(result.stage))
      scheduleResult(builder, result);
  for (const StageInfo &stage : builder.getStages())
    if (stage.isComputedOnce)
      builder.computeRoot(builder.stage(stage.name));
}

} // namespace cnnc
