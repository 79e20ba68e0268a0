//===- Gpu.cpp - Schedules for CUDA and OpenCL --------------------------===//
//
// Every reduction and every result is a launch: one thread an element, its loops joined in stored order
// and cut into blocks of 64 threads, so that neighbours read and write neighbours. Helper stages are
// inlined into what reads them, except those that would be summed again for every element.
//
//===----------------------------------------------------------------------===//

#include "compiler/Schedules/Families.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

/// Maps one definition of a stage: its innermost loop to threads, all others fused to blocks.
static void mapToGrid(ScheduleBuilder &builder, Value definition, ArrayRef<std::string> innermostFirst,
                      ArrayRef<std::string> reductions) {
  SmallVector<Value> loops;
  for (const std::string &name : innermostFirst)
    loops.push_back(builder.loop(definition, name));
  Value joined = loops.front();
  for (Value loop : ArrayRef<Value>(loops).drop_front())
    joined = builder.fuse(loop, joined);
  auto [block, thread] = builder.split(joined, 64, Tail::GuardWithIf);
  SmallVector<Value> order;
  for (const std::string &name : llvm::reverse(reductions))
    order.push_back(builder.loop(definition, name));
  order.append({thread, block});
  builder.reorder(order);
  builder.gpuBlocks({block});
  builder.gpuThreads({thread});
}

void scheduleForGpu(ScheduleBuilder &builder) {
  llvm::StringMap<RankedTensorType> types; // of results
  for (const KernelResult &result : getResults(builder.kernel))
    types[result.stage] = result.type;
  for (const StageInfo &stage : builder.getStages()) {
    bool isResult = types.contains(stage.name);
    if (!isResult && !stage.hasUpdate() && !stage.isComputedOnce)
      continue;
    Value definition = builder.stage(stage.name);
    if (!isResult)
      builder.computeRoot(definition);
    SmallVector<std::string> loops = isResult ? getStoredLoops(types[stage.name]) : stage.loops;
    std::reverse(loops.begin(), loops.end());
    // A scalar is computed by the host: Halide needs a loop to map to the device.
    if (loops.empty())
      continue;
    mapToGrid(builder, definition, loops, {});
    llvm::erase(loops, stage.replacedLoop);
    if (stage.hasUpdate())
      mapToGrid(builder, builder.update(definition), loops, stage.reductionLoops);
  }
}

} // namespace cnnc
