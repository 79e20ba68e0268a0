//===- Reductions.cpp - Sums, means, maxima and statistics --------------===//
//
// Each reduction is computed before its consumers, with vectors along its innermost kept dimension.
// A sum over images that keeps only the channels is made of one partial sum for each image, which
// threads share; adding the partial sums is serial, in a fixed order. Where the images themselves lie innermost,
// vectors lie along them: whether they are kept, as by a softmax, or summed, a few lanes first and then those.
//
//===----------------------------------------------------------------------===//

#include "compiler/Schedules/Families.h"
#include "compiler/Schedules/UnrolledVectors.h"

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

/// The images that lie innermost in what a stage reduces; 1 where others do.
static int64_t getInnermostImages(const StageInfo &stage) {
  auto input = cast<RankedTensorType>(stage.op->getOperand(0).getType());
  return cnn::hasImagesInnermost(input) ? input.getDimSize(0) : 1;
}

/// Vectors of images, whose sums keep the order that they have in other layouts.
static void scheduleForEachImage(ScheduleBuilder &builder, Value sum, const StageInfo &stage, int64_t images) {
  builder.vectorizeLoop(sum, "n", images);
  Value update = builder.update(sum);
  ScheduleBuilder::Vector vector = builder.vectorizeLoop(update, "n", images);
  SmallVector<Value> order{vector.lanes};
  for (const std::string &loop : llvm::reverse(stage.reductionLoops))
    order.push_back(builder.loop(update, loop));
  order.push_back(vector.blocks);
  for (const std::string &loop : llvm::reverse(stage.loops))
    if (loop != "n")
      order.push_back(builder.loop(update, loop));
  builder.reorder(order);
}

/// The vectors of images that are summed side by side, so that their additions hide each other's latency.
static constexpr int64_t mostVectorsBeside = 4;

/// Sums over all else in a few vectors of images, and then over those:
///   for channels (parallel where there is much)
///     partial: acc[vectors] = 0; for other images, y, x: acc += x[channel][y][x][vectors]
///   sum = that over the images of the vectors, for vectors of channels
static void scheduleImageSum(ScheduleBuilder &builder, Value sum, const StageInfo &stage, int64_t images) {
  int64_t lanes = builder.target.vectorFloats, beside = largestDivisor(images, mostVectorsBeside * lanes);
  Value update = builder.update(sum);
  Value besides = builder.split(builder.loop(update, "rn"), beside).inner;
  ScheduleBuilder::Partial partial = builder.rfactor(update, besides);
  if (contains(stage.loops, "c")) {
    builder.vectorizeLoop(sum, "c", getChannels(stage), Tail::GuardWithIf);
    ScheduleBuilder::Vector channels = builder.vectorizeLoop(update, "c", getChannels(stage), Tail::GuardWithIf);
    builder.reorder({channels.lanes, besides, channels.blocks});
  }

  Value stored = builder.wrap(partial.stage);
  builder.computeRoot(stored);
  auto [vectors, lane] = builder.split(builder.loop(stored, "u"), lanes);
  builder.vectorize(lane);
  builder.unroll(vectors);
  SmallVector<Value> order{lane, vectors};
  for (const std::string &loop : llvm::reverse(stage.loops))
    order.push_back(builder.loop(stored, loop));
  builder.reorder(order);
  if (order.size() == 2) {
    builder.computeRoot(partial.stage);
  } else {
    builder.computeAt(partial.stage, order[2]);
    if (cast<RankedTensorType>(stage.op->getOperand(0).getType()).getNumElements() >= leastSharedElements)
      builder.parallel(order.back());
  }
  SmallVector<StringRef> reductions{"rno"};
  for (const std::string &loop : llvm::reverse(stage.reductionLoops))
    if (loop != "rn")
      reductions.push_back(loop);
  scheduleAccumulators(builder, partial.stage, "u", lanes, {}, reductions);
}

void scheduleReductions(ScheduleBuilder &builder) {
  for (const StageInfo &stage : builder.getStages()) {
    if (!stage.hasUpdate() || builder.isScheduled(stage.name))
      continue;
    Value sum = builder.stage(stage.name);
    builder.computeRoot(sum);
    int64_t images = getInnermostImages(stage);
    if (images > 1 && contains(stage.reductionLoops, "rn")) {
      scheduleImageSum(builder, sum, stage, images);
      continue;
    }
    if (images > 1 && contains(stage.loops, "n")) {
      scheduleForEachImage(builder, sum, stage, images);
      continue;
    }
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
