//===- RowConvolution.cpp - Direct convolution of few channels ----------===//
//
// For results of few channels (LeNet-5's first layer has 6), stored row-major. Vectors lie along rows; a register tile
// holds all channels of a few vectors of one row, and of the same row of a few images. An element of the weight is one
// broadcast for the whole tile, a vector of the padded input one load for all channels:
//
//   for n in tiles (parallel)                   pad: the padded images, row-major
//     for y (parallel where there are few images), for x in tiles
//       conv: acc[images][channels][vectors] = bias
//             for rc, for ry inside of the image, for rx: acc += w[channel] * x[y + ry][column + rx ..]
//       result: activation, residual, ... of the tile
//
// A tile has one row, so that the kernel's rows that meet no row of the image are left out: 2 of 7 in the input
// gradient of LeNet-5's second layer (5 rows, from 10 to 14). With pooling behind it the rows for one row of the pool
// are computed by tiles into a buffer (`wrap`). Tiles reach beyond the last column of an image; the padded image has
// zeros there.
//
//===----------------------------------------------------------------------===//

#include "compiler/Schedules/Families.h"
#include "compiler/Schedules/FilledRows.h"
#include "llvm/Support/MathExtras.h"
#include <limits>

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

namespace {
/// Accumulators: images x channels x vectors of columns.
struct RowTile {
  int64_t lanes, images, vectors;

  int64_t columns() const { return lanes * vectors; }
};
} // namespace

/// The tile of least cost for so many images and columns.
static RowTile chooseRowTile(ScheduleBuilder &builder, int64_t channels, int64_t images, int64_t columns) {
  const Target &target = builder.target;
  int64_t lanes = target.vectorFloats, room = std::max<int64_t>(target.accumulators() / channels, 1);
  int64_t mostVectors = std::min<int64_t>(room, llvm::divideCeil(columns, lanes));
  // Tiles enough for all threads.
  int64_t shared = std::max<int64_t>(images / (4 * target.cores), 1);
  auto getMostImages = [&](int64_t vectors) { return std::min(room / vectors, shared); };
  RowTile best{lanes, 1, 1};
  double least = std::numeric_limits<double>::infinity();
  for (int64_t vectors = 1; vectors <= mostVectors; ++vectors)
    for (int64_t tileImages = 1; tileImages <= getMostImages(vectors); ++tileImages) {
      double cost = static_cast<double>(llvm::divideCeil(columns, lanes * vectors) *
                                        llvm::divideCeil(images, tileImages)) *
                    getStepCost(channels * vectors * tileImages, vectors * tileImages + channels);
      if (cost < least - 1e-9) {
        least = cost;
        best = {lanes, tileImages, vectors};
      }
    }
  auto upTo = [](int64_t most) { return llvm::to_vector(llvm::seq<int64_t>(1, most + 1)); };
  best.vectors = builder.choose("tile_vectors", best.vectors, upTo(mostVectors));
  int64_t mostImages = getMostImages(best.vectors);
  best.images = builder.choose("tile_images", std::min(best.images, mostImages), upTo(mostImages));
  return best;
}

static void schedule(ScheduleBuilder &builder, Operation *op, RankedTensorType type, RankedTensorType padded) {
  KernelResult output = getResults(builder.kernel).front();
  bool isPooled = getPooling(builder.kernel).has_value();
  Value conv = builder.stage(builder.getName(op));
  if (!output.isImage()) {
    builder.computeRoot(scheduleFilledRows(builder, builder.getName(op, "pad"), padded.getDimSize(3)));
    builder.computeRoot(conv);
    return;
  }
  int64_t images = type.getDimSize(0);
  bool manyImages = images > 1 && builder.choose("parallel_images", images >= builder.target.cores);
  RowTile tile = chooseRowTile(builder, type.getDimSize(1), images, type.getDimSize(3));

  Value out = builder.stage(output.stage);
  Value c = builder.loop(out, "c"), y = builder.loop(out, "y"), x = builder.loop(out, "x");
  auto [imageTiles, inTile] = builder.split(builder.loop(out, "n"), tile.images, Tail::ShiftInwards);
  if (isPooled) {
    // The pool reads every second column or so, which is fast in whole vectors only.
    int64_t poolLanes = std::min<int64_t>(tile.lanes, llvm::bit_floor<uint64_t>(output.type.getDimSize(3)));
    auto [vectors, lanes] = builder.split(x, poolLanes, Tail::ShiftInwards);
    builder.reorder({lanes, vectors, c, inTile, y, imageTiles});
    builder.vectorize(lanes);
    Value buffer = builder.wrap(conv);
    builder.computeAt(buffer, y);
    auto [tiles, columns] = builder.split(builder.loop(buffer, "x"), tile.columns(), Tail::RoundUp);
    auto [tileVectors, tileLanes] = builder.split(columns, tile.lanes);
    Value image = builder.loop(buffer, "n"), channel = builder.loop(buffer, "c");
    builder.reorder({tileLanes, tileVectors, image, channel, tiles, builder.loop(buffer, "y")});
    builder.vectorize(tileLanes);
    for (Value loop : {tileVectors, image, channel})
      builder.unroll(loop);
    builder.computeAt(conv, tiles);
  } else {
    auto [tiles, columns] = builder.split(x, tile.columns(), Tail::GuardWithIf);
    auto [vectors, lanes] = builder.split(columns, tile.lanes);
    builder.reorder({lanes, vectors, inTile, c, tiles, y, imageTiles});
    builder.vectorize(lanes);
    for (Value loop : {vectors, inTile, c})
      builder.unroll(loop);
    builder.computeAt(conv, tiles);
  }
  builder.boundExtent(builder.loop(conv, "x"), tile.columns());
  builder.boundExtent(builder.loop(conv, "n"), tile.images);
  scheduleAccumulators(builder, conv, "x", tile.lanes, {"n", "c"}, {"rx", "ry", "rc", "y"});
  builder.parallel(manyImages ? imageTiles : y);

  // Threads share the rows of the padded image, but for those of a small one.
  bool sharesRows = !manyImages && padded.getNumElements() >= leastSharedElements;
  Value pad = scheduleFilledRows(builder, builder.getName(op, "pad"), padded.getDimSize(3), sharesRows);
  if (manyImages)
    builder.computeAt(pad, imageTiles);
  else
    builder.computeRoot(pad);
}

static RankedTensorType getType(Value value) { return cast<RankedTensorType>(value.getType()); }

void scheduleRowConvolution(ScheduleBuilder &builder, cnn::Conv2DOp conv) {
  schedule(builder, conv, getType(conv.getOutput()), getType(conv.getInput()));
}

void scheduleRowConvolution(ScheduleBuilder &builder, cnn::Conv2DInputGradientOp conv) {
  schedule(builder, conv, getType(conv.getInputGradient()), getType(conv.getOutputGradient()));
}

} // namespace cnnc
