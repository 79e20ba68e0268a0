//===- TileOperands.cpp - Packing of operands for tiles -------------------===//

#include "compiler/Schedules/TileOperands.h"

#include "compiler/Schedules/Families.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

namespace {
/// c = (block * parts + part) * 16 + pair
struct WordLoops {
  Value pair, part, block;
};
} // namespace

static WordLoops splitWords(ScheduleBuilder &builder, Value stage, int64_t parts) {
  auto [block, words] = builder.split(builder.loop(stage, "c"), parts * cnn::tilePairs);
  auto [part, pair] = builder.split(words, cnn::tilePairs);
  builder.unroll(part);
  return {pair, part, block};
}

int64_t getWordsOfVector(int64_t channels) {
  int64_t together = cnn::getVectorChannels(channels);
  return together >= 8 ? together : cnn::tilePairs;
}

void scheduleSplit(ScheduleBuilder &builder, Value split, int64_t parts, int64_t channels) {
  Value pair = splitWords(builder, split, parts).pair;
  if (int64_t words = getWordsOfVector(channels); words < cnn::tilePairs)
    pair = builder.split(pair, words).inner;
  builder.vectorize(pair);
}

void scheduleJoinedSplit(ScheduleBuilder &builder, Value split) {
  auto [vectors, lanes] = builder.split(builder.loop(split, "x"), builder.target.vectorFloats, Tail::RoundUp);
  Value part = builder.loop(split, "b");
  builder.reorder({lanes, part, builder.loop(split, "c"), vectors});
  builder.vectorize(lanes);
  builder.unroll(part);
}

Value scheduleTurnedSplit(ScheduleBuilder &builder, Value split, int64_t parts, int64_t rows) {
  auto [lanes, vectors] = builder.vectorizeLoop(split, "x", rows, Tail::GuardWithIf);
  WordLoops words = splitWords(builder, split, parts);
  builder.reorder({lanes, words.part, words.pair, words.block, builder.loop(split, "b"), vectors});
  return vectors;
}

Value schedulePackedWeight(ScheduleBuilder &builder, Value weight, int64_t parts, bool areOutputsInnermost,
                           ArrayRef<Value> taps) {
  Value outputBlocks = builder.loop(weight, "b");
  SmallVector<Value> order;
  if (areOutputsInnermost) {
    auto [lanes, vectors] = builder.vectorizeLoop(weight, "n", cnn::tileChannels);
    WordLoops words = splitWords(builder, weight, parts);
    order = {lanes, words.part, vectors, outputBlocks, words.pair};
    llvm::append_range(order, taps);
    order.push_back(words.block);
  } else {
    WordLoops words = splitWords(builder, weight, parts);
    builder.vectorize(words.pair);
    order = {words.pair, words.part, builder.loop(weight, "n"), words.block};
    llvm::append_range(order, taps);
    order.push_back(outputBlocks);
  }
  builder.reorder(order);
  return order.back();
}

void scheduleTransposed(ScheduleBuilder &builder, Value transposed, Value words, StringRef column, Value task) {
  builder.computeAt(transposed, task);
  builder.computeAt(words, task);
  auto [blocks, channel] = builder.split(builder.loop(words, "c"), builder.target.vectorFloats);
  Value part = builder.loop(words, "b");
  builder.reorder({channel, part, blocks, builder.loop(words, column)});
  builder.vectorize(channel);
  builder.unroll(part);
}

void shareRows(ScheduleBuilder &builder, Value stage, Value image) {
  if (cast<RankedTensorType>(image.getType()).getNumElements() < leastSharedElements)
    return;
  Value rows = builder.fuse(builder.loop(stage, "n"), builder.loop(stage, "y"));
  builder.reorder({builder.loop(stage, "b"), rows});
  builder.parallel(rows);
}

void scheduleOperands(ScheduleBuilder &builder, Operation *conv, Value image, Value weight, int64_t outputs,
                      const ConvolutionTiles &tiles, Value task) {
  if (std::string name = builder.getName(conv, "split"); builder.findStage(name)) {
    Value split = builder.stage(name);
    if (tiles.columnWords)
      scheduleJoinedSplit(builder, split);
    else
      scheduleSplit(builder, split, tiles.parts, cast<RankedTensorType>(image.getType()).getDimSize(1));
    if (task) {
      builder.computeAt(split, task);
    } else {
      builder.computeRoot(split);
      shareRows(builder, split, image);
    }
  }
  std::string name = builder.getName(conv, "weight");
  if (!builder.findStage(name))
    return;
  Value packed = builder.stage(name), x = builder.loop(packed, "x"), y = builder.loop(packed, "y");
  builder.computeRoot(packed);
  auto type = cast<RankedTensorType>(weight.getType());
  Value shared;
  if (std::string transposed = builder.getName(conv, "weight_transposed"); builder.findStage(transposed)) {
    auto [lanes, vectors] = builder.vectorizeLoop(packed, "n", cnn::tileChannels);
    shared = builder.loop(packed, "b");
    builder.reorder({lanes, vectors, builder.loop(packed, "c"), x, y, shared});
    Value words = builder.stage(builder.getName(conv, "weight_words"));
    scheduleTransposed(builder, builder.stage(transposed), words, "n", x);
  } else {
    bool areOutputsInnermost = cnn::getStoredOrder(type).innermost() == outputs;
    shared = schedulePackedWeight(builder, packed, tiles.parts, areOutputsInnermost, {x, y});
  }
  if (type.getNumElements() >= leastSharedElements)
    builder.parallel(shared);
}

} // namespace cnnc
