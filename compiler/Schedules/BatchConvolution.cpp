//===- BatchConvolution.cpp - Direct convolution of images side by side -===//
//
// For images that lie innermost: whole small networks, whose channels fill no vector. A vector holds one element of
// 16 images, a register tile one pixel's for a few vectors and channels. An element of the weight is one broadcast for
// all vectors, a vector of the input one load for all channels:
//
//   for tiles of images, y, blocks of channels (joined, parallel)
//     for x
//       conv: acc[channels][vectors] = bias
//             for rc, for ry, rx inside of the image: acc += w[channel][rc][ry][rx] * x[rc][y + ry][x + rx][vectors]
//       result: activation, residual, ... of the tile
//
// Every lane does what it should, whatever the channels and the width, nothing is padded, and no tap is multiplied
// by a zero beyond the image: the input gradient of LeNet-5's second layer (5x5, from 10x10 to 14x14) takes 15,000
// multiply-adds of vectors for an image where vectors along rows take 24,000. With pooling behind it, the pixels of
// one window are computed into a buffer (`wrap`).
//
//===----------------------------------------------------------------------===//

#include "compiler/Schedules/Families.h"
#include "llvm/Support/MathExtras.h"
#include <limits>

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

namespace {
/// Accumulators: channels x vectors of images.
struct BatchTile {
  int64_t lanes, vectors = 1, channels = 1;

  int64_t images() const { return lanes * vectors; }
};
} // namespace

/// The tile of least cost for so many channels and images.
static BatchTile chooseBatchTile(ScheduleBuilder &builder, int64_t channels, int64_t images) {
  int64_t room = builder.target.accumulators();
  BatchTile best{std::min(builder.target.vectorFloats, sumLanes)};
  double least = std::numeric_limits<double>::infinity();
  SmallVector<int64_t> vectors = getDivisors(images / best.lanes, room);
  auto getMostChannels = [&](int64_t vectors) { return std::min(room / vectors, channels); };
  for (int64_t tileVectors : vectors)
    for (int64_t tileChannels = 1; tileChannels <= getMostChannels(tileVectors); ++tileChannels) {
      double cost = static_cast<double>(llvm::divideCeil(channels, tileChannels)) / static_cast<double>(tileVectors) *
                    getStepCost(tileVectors * tileChannels, tileVectors + tileChannels);
      if (cost < least - 1e-9) {
        least = cost;
        best.vectors = tileVectors;
        best.channels = tileChannels;
      }
    }
  best.vectors = builder.choose("tile_vectors", best.vectors, vectors);
  int64_t mostChannels = getMostChannels(best.vectors);
  best.channels = builder.choose("tile_channels", std::min(best.channels, mostChannels),
                                 llvm::to_vector(llvm::seq<int64_t>(1, mostChannels + 1)));
  return best;
}

static void schedule(ScheduleBuilder &builder, Operation *op, RankedTensorType type) {
  KernelResult output = getResults(builder.kernel).front();
  Value conv = builder.stage(builder.getName(op));
  if (!output.isImage())
    return builder.computeRoot(conv);
  BatchTile tile = chooseBatchTile(builder, type.getDimSize(1), type.getDimSize(0));

  Value out = builder.stage(output.stage);
  auto [imageTiles, images] = builder.split(builder.loop(out, "n"), tile.images());
  auto [vectors, lanes] = builder.split(images, tile.lanes);
  Tail tail = type.getDimSize(1) % tile.channels == 0 ? Tail::Auto : Tail::ShiftInwards;
  auto [blocks, channels] = builder.split(builder.loop(out, "c"), tile.channels, tail);
  Value y = builder.loop(out, "y"), x = builder.loop(out, "x");
  builder.reorder({lanes, vectors, channels, x, blocks, y, imageTiles});
  builder.vectorize(lanes);
  builder.unroll(vectors);
  builder.unroll(channels);
  Value pixels = x;
  if (getPooling(builder.kernel)) {
    Value buffer = builder.wrap(conv);
    builder.computeAt(buffer, x);
    auto [bufferVectors, bufferLanes] = builder.split(builder.loop(buffer, "n"), tile.lanes);
    Value channel = builder.loop(buffer, "c");
    pixels = builder.loop(buffer, "x");
    builder.reorder({bufferLanes, bufferVectors, channel, pixels, builder.loop(buffer, "y")});
    builder.vectorize(bufferLanes);
    builder.unroll(bufferVectors);
    builder.unroll(channel);
  }
  builder.computeAt(conv, pixels);
  builder.boundExtent(builder.loop(conv, "n"), tile.images());
  builder.boundExtent(builder.loop(conv, "c"), tile.channels);
  // The order of the sums is that of other layouts: a batch of any size gives the same bits.
  if (cnn::hasFewChannels(type))
    scheduleAccumulators(builder, conv, "n", tile.lanes, {"c"}, {"rx", "ry", "rc"});
  else
    scheduleAccumulators(builder, conv, "n", tile.lanes, {"c"}, {"rc", "rx", "ry"});
  builder.parallel(builder.fuse(imageTiles, builder.fuse(y, blocks)));
}

void scheduleBatchConvolution(ScheduleBuilder &builder, cnn::Conv2DOp conv) {
  schedule(builder, conv, cast<RankedTensorType>(conv.getOutput().getType()));
}

void scheduleBatchConvolution(ScheduleBuilder &builder, cnn::Conv2DInputGradientOp conv) {
  schedule(builder, conv, cast<RankedTensorType>(conv.getInputGradient().getType()));
}

} // namespace cnnc
