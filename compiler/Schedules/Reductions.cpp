//===- Reductions.cpp - Sums, means, maxima and statistics --------------===//
//
// Each reduction is computed before its consumers, with vectors along its innermost kept dimension.
// A sum over images that keeps only the channels is made of one partial sum for each image, which
// threads share; adding the partial sums is serial, in a fixed order.
//
//===----------------------------------------------------------------------===//

#include "compiler/Schedules/Families.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

static bool contains(ArrayRef<std::string> names, StringRef name) { return llvm::is_contained(names, name); }

/// The extent of the pure loop `c`, 1 where there is none. The loops of a main stage are called after the
/// dimensions of the result, those of helper stages after the input's.
static int64_t getChannels(const StageInfo &stage) {
  const auto *loop = llvm::find(stage.loops, "c");
  if (loop == stage.loops.end())
    return 1;
  if (stage.purpose.empty())
    return cast<RankedTensorType>(stage.op->getResult(0).getType()).getDimSize(loop - stage.loops.begin());
  auto input = cast<RankedTensorType>(stage.op->getOperand(0).getType());
  return input.getRank() >= 2 ? input.getDimSize(1) : 1;
}

/// Vectors along the channels, where the reduction keeps them, a few summed side by side, so that neighbours in memory
/// are read together where channels lie innermost; the sum's loops inside the others.
static void scheduleChannelSum(ScheduleBuilder &builder, Value definition, const StageInfo &stage,
                               ArrayRef<StringRef> reductions, ArrayRef<StringRef> outer) {
  ScheduleBuilder::Vector vector = builder.vectorizeLoop(definition, "c", getChannels(stage), Tail::GuardWithIf);
  SmallVector<Value> order{vector.lanes};
  Value blocks = vector.blocks;
  if (blocks && unrollsConcatenation(builder, /*dimension=*/1, getChannels(stage))) {
    builder.unroll(blocks);
  } else if (blocks) {
    auto [groups, together] = unrollVectors(builder, blocks, getChannels(stage));
    order.push_back(together);
    blocks = groups;
  }
  for (StringRef loop : reductions)
    order.push_back(builder.loop(definition, loop));
  order.push_back(blocks);
  for (StringRef loop : outer)
    order.push_back(builder.loop(definition, loop));
  builder.reorder(order);
}

void scheduleReductions(ScheduleBuilder &builder) {
  for (const StageInfo &stage : builder.getStages()) {
    if (!stage.hasUpdate() || builder.isScheduled(stage.name))
      continue;
    Value sum = builder.stage(stage.name);
    builder.computeRoot(sum);
    bool keepsChannels = !contains(stage.reductionLoops, "rc") && getChannels(stage) > 1;
    if (!keepsChannels)
      continue;
    builder.vectorizeLoop(sum, "c", getChannels(stage), Tail::GuardWithIf);
    Value update = builder.update(sum);
    SmallVector<StringRef> outer;
    for (const std::string &loop : stage.loops)
      if (loop != "c")
        outer.insert(outer.begin(), loop);
    SmallVector<StringRef> reductions;
    for (const std::string &loop : llvm::reverse(stage.reductionLoops))
      reductions.push_back(loop);
    bool overImages = stage.loops.size() == 1 && contains(stage.reductionLoops, "rn") && reductions.size() > 1;
    if (!overImages) {
      scheduleChannelSum(builder, update, stage, reductions, outer);
      if (!outer.empty() && outer.back() == "n")
        builder.parallel(builder.loop(update, "n"));
      continue;
    }
    ScheduleBuilder::Partial partial = builder.rfactor(update, builder.loop(update, "rn"));
    scheduleChannelSum(builder, update, stage, {"rn"}, {});
    builder.computeRoot(partial.stage);
    builder.vectorizeLoop(partial.stage, "c", getChannels(stage), Tail::GuardWithIf);
    Value partialUpdate = builder.update(partial.stage);
    llvm::erase(reductions, "rn");
    scheduleChannelSum(builder, partialUpdate, stage, reductions, {"u"});
    builder.parallel(builder.loop(partialUpdate, "u"));
  }
}

} // namespace cnnc
