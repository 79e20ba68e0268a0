//===- TileOperands.cpp - Packing of operands for tiles -------------------===//

#include "compiler/Schedules/TileOperands.h"

#include "dialects/CNN/Layout.h"

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

} // namespace cnnc
