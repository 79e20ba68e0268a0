//===- TileOperands.cpp - Packing of operands for tiles -------------------===//

#include "compiler/Schedules/TileOperands.h"

#include "dialects/CNN/Layout.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

Value scheduleWords(ScheduleBuilder &builder, Value stage, int64_t parts) {
  auto [blocks, words] = builder.split(builder.loop(stage, "c"), parts * cnn::tilePairs);
  auto [part, pairs] = builder.split(words, cnn::tilePairs);
  builder.vectorize(pairs);
  builder.unroll(part);
  return blocks;
}

Value scheduleWords(ScheduleBuilder &builder, Value stage, int64_t parts, StringRef name, int64_t extent) {
  auto [lanes, vectors] = builder.vectorizeLoop(stage, name, extent, Tail::GuardWithIf);
  auto [blocks, words] = builder.split(builder.loop(stage, "c"), parts * cnn::tilePairs);
  auto [part, pair] = builder.split(words, cnn::tilePairs);
  builder.reorder({lanes, part, vectors, pair, blocks});
  builder.unroll(part);
  return blocks;
}

} // namespace cnnc
