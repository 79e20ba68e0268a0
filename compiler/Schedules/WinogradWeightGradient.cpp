//===- WinogradWeightGradient.cpp - The weight gradient by Winograd -----===//
//
// The tiles of all images come in chunks, whose transforms lie in the cache, and every place of the transform
// is one matrix product, output channels x input channels, summed over the chunk's tiles in registers:
//
//   for chunks of tiles
//     input, gradient: the transforms of the chunk (parallel)
//     for 36 places (parallel), for blocks of output channels, for tiles of input channels
//       partial: acc[vectors][channels] = 0; for t of the chunk: acc += gradient * input
//       products += partial
//   for c (parallel), for output channels: the 3x3 or 5x5 results
//
// The chunks are fixed by the schedule, so the order of summation does not depend on threads.
//
//===----------------------------------------------------------------------===//

#include "compiler/Schedules/Families.h"
#include "compiler/Schedules/WinogradTransform.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

/// A chunk's transform of `channels` channels and its rows' transform.
static void scheduleTiles(ScheduleBuilder &builder, Operation *op, StringRef purpose, int64_t channels,
                          int64_t chunkTiles, Value chunks) {
  int64_t lanes = std::min(channels, builder.target.vectorFloats);
  Value stage = builder.stage(builder.getName(op, purpose));
  Value rows = builder.stage(builder.getName(op, (purpose + "_rows").str()));
  builder.computeAt(stage, chunks);
  builder.alignStorage(builder.loop(stage, "t"), chunkTiles | 1);
  SmallVector<Value> order = scheduleTransform(builder, stage, "c", lanes, {"x", "y"});
  Value tiles = builder.loop(stage, "t");
  builder.computeAt(rows, order.back());
  order.push_back(tiles);
  builder.reorder(order);
  builder.parallel(tiles);
  builder.reorder(scheduleTransform(builder, rows, "c", lanes, {"y", "x"}));
}

void scheduleWinograd(ScheduleBuilder &builder, cnn::Conv2DWeightGradientOp op) {
  auto weight = cast<RankedTensorType>(op.getWeightGradient().getType());
  auto gradient = cast<RankedTensorType>(op.getOutputGradient().getType());
  int64_t outputs = weight.getDimSize(0), inputs = weight.getDimSize(1);
  int64_t lanes = largestDivisor(outputs, builder.target.vectorFloats);
  int64_t vectors = builder.choose("tile_vectors", outputs % (2 * lanes) == 0 ? 2 : 1, getDivisors(outputs / lanes, 4));
  int64_t room = builder.target.accumulators() / vectors;
  int64_t channelTile = builder.choose("tile_rows", largestDivisor(inputs, room), getDivisors(inputs, room));
  // A tile of channels walks over the chunk with the rows' stride, and few lines of that stride are in the
  // first-level cache at once: 128 tiles run at half the speed of 32, and 64 are right for wide layers alone.
  WinogradTiles tilesOfImage(weight.getDimSize(2), gradient.getDimSize(2), gradient.getDimSize(3));
  int64_t tiles = gradient.getDimSize(0) * tilesOfImage.count();
  int64_t chunkTiles = builder.choose("chunk_tiles", largestDivisor(tiles, outputs + inputs >= 512 ? 64 : 32),
                                      getDivisors(tiles, 256));

  // The results: all places of a vector of channels at once.
  std::string main = builder.getName(op);
  Value out = builder.stage(getResults(builder.kernel).front().stage);
  SmallVector<Value> order = scheduleTransform(builder, out, "n", lanes, {"x", "y"});
  Value results = order.back();
  order.push_back(builder.loop(out, "c"));
  builder.reorder(order);
  builder.parallel(order.back());
  Value outputRows = builder.stage(builder.getName(op, "output_rows"));
  builder.computeAt(outputRows, results);
  builder.reorder(scheduleTransform(builder, outputRows, "n", lanes, {"y", "x"}));

  Value products = builder.stage(builder.getName(op, "products"));
  builder.computeRoot(products);
  builder.vectorize(builder.split(builder.loop(products, "n"), lanes).inner);
  Value update = builder.update(products);
  auto [chunks, inside] = builder.split(builder.loop(update, "rt"), chunkTiles);
  ScheduleBuilder::Partial partial = builder.rfactor(update, chunks);
  auto [blocks, inBlock] = builder.split(builder.loop(update, "n"), lanes * vectors);
  auto [vector, lane] = builder.split(inBlock, lanes);
  auto [channelTiles, channel] = builder.split(builder.loop(update, "c"), channelTile);
  Value places = builder.fuse(builder.loop(update, "y"), builder.loop(update, "x"));
  builder.reorder({lane, vector, channel, channelTiles, blocks, places, chunks});
  builder.vectorize(lane);
  builder.unroll(vector);
  builder.unroll(channel);
  builder.parallel(places);

  builder.computeAt(partial.stage, channelTiles);
  scheduleAccumulators(builder, partial.stage, "n", lanes, {"c"}, {"rti"});

  scheduleTiles(builder, op, "input", inputs, chunkTiles, chunks);
  scheduleTiles(builder, op, "gradient", outputs, chunkTiles, chunks);
}

} // namespace cnnc
