//===- Elementwise.cpp - Results computed element by element ------------===//
//
// Vectors along the innermost stored dimension that is longer than 1, a few of them written out. As many of the
// outermost dimensions as give enough pieces are joined to one loop, shared among threads where there is work for
// them. With all of them joined and one vector an iteration, whose place was divided out of its number, Adam on 2.4
// million weights took 5.5 ms; now 2.0. With sums in the same manner (Reductions.cpp) batch normalisation's gradient on
// 64 images of 64x32x32 took 13.8 ms; now 2.3, nearly what memory allows.
// Tails are guarded and never shifted: an optimiser's result may lie where its operand was.
//
//===----------------------------------------------------------------------===//

#include "compiler/Schedules/Families.h"
#include "compiler/Schedules/UnrolledVectors.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

static void scheduleResult(ScheduleBuilder &builder, const KernelResult &result) {
  Value stage = builder.stage(result.stage);
  SmallVector<std::string> names = getStoredLoops(result.type);
  cnn::StoredOrder order = cnn::getStoredOrder(result.type);
  SmallVector<Value> outer; // innermost first
  SmallVector<int64_t> outerExtents;
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
        auto [blocks, together] = unrollVectors(builder, vector.blocks, extent);
        unrolled = together;
        outer.push_back(blocks);
        outerExtents.push_back(llvm::divideCeil(extent, builder.target.vectorFloats * mostVectorsTogether));
      }
    } else {
      outer.push_back(builder.loop(stage, name));
      outerExtents.push_back(extent);
    }
  }
  if (!lanes || outer.empty())
    return;
  SmallVector<Value> all{lanes, unrolled};
  llvm::append_range(all, outer);
  builder.reorder(all);
  // A few pieces a thread, so that one late thread costs little.
  int64_t pieces = builder.target.cores * 4;
  pieces = builder.choose("pieces", result.type.getNumElements() < leastSharedElements ? 1 : pieces,
                          {1, pieces / 4, pieces / 2, pieces, pieces * 2, pieces * 4});
  if (pieces == 1)
    return;
  Value joined = outer.pop_back_val();
  int64_t iterations = outerExtents.pop_back_val();
  while (!outer.empty() && iterations < 4 * pieces) {
    joined = builder.fuse(joined, outer.pop_back_val());
    iterations *= outerExtents.pop_back_val();
  }
  builder.parallel(builder.split(joined, llvm::divideCeil(iterations, pieces), Tail::GuardWithIf).outer);
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
