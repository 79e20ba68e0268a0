//===- WeightGradient.cpp - The weight gradient of a convolution --------===//
//
// dw[k,c,r,s] sums over every pixel of every image. A register tile holds two vectors of output
// channels for a few (c, s); the images come in chunks that fit the second-level cache, and every
// chunk's partial sum is formed in registers and added to dw:
//
//   for blocks of output channels (parallel)
//     for chunks of images
//       for c in tiles, for r, for s in tiles
//         partial: acc[vectors][c][s] = 0; for n of the chunk, y, x: acc += dy * x
//         dw += partial
//
// With too few blocks for the threads these share the chunks, whose sums are stored (`wrap`) and added afterwards. The
// chunks are fixed by the schedule, so the order of summation does not depend on threads.
//
//===----------------------------------------------------------------------===//

#include "compiler/Schedules/Families.h"
#include "compiler/Schedules/ImageChunk.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

void scheduleDirectConvolution(ScheduleBuilder &builder, cnn::Conv2DWeightGradientOp gradient) {
  auto weight = cast<RankedTensorType>(gradient.getWeightGradient().getType());
  auto input = cast<RankedTensorType>(gradient.getInput().getType());
  auto output = cast<RankedTensorType>(gradient.getOutputGradient().getType());
  const Target &target = builder.target;
  int64_t outputs = weight.getDimSize(0), inputs = weight.getDimSize(1), width = weight.getDimSize(3);
  // The lanes divide the channels: a partial sum may not read past the last one.
  int64_t lanes = largestDivisor(outputs, target.vectorFloats);
  int64_t vectors = builder.choose("tile_vectors", outputs % (2 * lanes) == 0 ? 2 : 1, getDivisors(outputs / lanes, 4));
  // Accumulators: vectors x channelTile x widthTile.
  int64_t room = target.accumulators() / vectors;
  int64_t widthTile = builder.choose("tile_columns", largestDivisor(width, std::min<int64_t>(room, 7)),
                                     getDivisors(width, room));
  int64_t channelTile = builder.choose("tile_rows", largestDivisor(inputs, room / widthTile),
                                       getDivisors(inputs, room / widthTile));
  // A chunk of output gradients and inputs in half of the second-level cache.
  int64_t bytesPerImage = 4 * (output.getDimSize(2) * output.getDimSize(3) * lanes * vectors +
                               input.getDimSize(2) * input.getDimSize(3) * channelTile);
  int64_t images = output.getDimSize(0), mostImages = Target::secondLevelBytes / 2 / bytesPerImage;
  bool parallelBlocks = outputs / (lanes * vectors) >= target.cores;
  if (!parallelBlocks)
    mostImages = std::min(mostImages, images / (4 * target.cores)); // a few chunks a thread
  int64_t storedBytes = parallelBlocks ? 0 : 4 * outputs * inputs * weight.getDimSize(2) * width;
  int64_t chunk = chooseImageChunk(builder, images, mostImages, storedBytes);

  Value sum = builder.stage(builder.getName(gradient));
  builder.computeRoot(sum);
  builder.vectorize(builder.split(builder.loop(sum, "n"), lanes).inner);

  Value update = builder.update(sum);
  Value chunks = builder.split(builder.loop(update, "rn"), chunk).outer;
  ScheduleBuilder::Partial partial = builder.rfactor(update, chunks);

  // What takes the partial sums, tile by tile: the sum itself or the chunks' memory.
  Value taker = update, takerChunks = chunks;
  if (!parallelBlocks) {
    builder.vectorize(builder.split(builder.loop(update, "n"), lanes).inner);
    taker = builder.wrap(partial.stage);
    builder.computeRoot(taker);
    takerChunks = builder.loop(taker, "u");
  }
  auto [blocks, inBlock] = builder.split(builder.loop(taker, "n"), lanes * vectors);
  auto [vector, lane] = builder.split(inBlock, lanes);
  auto [channelTiles, channel] = builder.split(builder.loop(taker, "c"), channelTile);
  auto [columnTiles, column] = builder.split(builder.loop(taker, "x"), widthTile);
  Value row = builder.loop(taker, "y");
  builder.reorder({lane, vector, channel, column, columnTiles, row, channelTiles, takerChunks, blocks});
  builder.vectorize(lane);
  for (Value loop : {vector, channel, column})
    builder.unroll(loop);
  builder.parallel(parallelBlocks ? blocks : takerChunks);

  // The partial sums of one tile, in registers.
  builder.computeAt(partial.stage, columnTiles);
  scheduleAccumulators(builder, partial.stage, "n", lanes, {"c", "x"}, {"y", "rx", "ry", "rni"});

  std::string pad = builder.getName(gradient, "pad");
  if (builder.findStage(pad)) {
    Value padded = builder.stage(pad);
    builder.computeRoot(padded);
    builder.vectorizeLoop(padded, "c", input.getDimSize(1));
    builder.parallel(builder.loop(padded, "n"));
  }
}

} // namespace cnnc
