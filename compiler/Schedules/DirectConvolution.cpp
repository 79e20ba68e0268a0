//===- DirectConvolution.cpp - Convolution by direct summation ----------===//
//
// Output channels lie in vectors, a register tile holds `rows` neighbouring pixels of one row (see
// RegisterTile.h), and the sum runs over the kernel and the input channels with the tile in
// registers. With channels innermost an input element is one broadcast and a weight vector one
// load. The padded image is computed once for each image; without that copy every load would need
// a test.
//
//   for n (parallel)                       pad: the padded image
//     for blocks of output channels        their weights stay in the second-level cache
//       for y, for x in tiles
//         conv: acc[vectors][rows] = bias; for ry, rx, rc: acc += w * x
//         result: activation, residual, ... of the tile
//
// With pooling behind it the convolution's rows for one row of the pool are computed by tiles into a
// buffer (`wrap`), which stays in the first-level cache.
//
//===----------------------------------------------------------------------===//

#include "compiler/Schedules/Families.h"
#include "compiler/Schedules/RegisterTile.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

/// Accumulators: pure definition and sum of `conv`, computed for one tile.
static void scheduleAccumulators(ScheduleBuilder &builder, Value conv, const RegisterTile &tile) {
  scheduleRegisterTile(builder, conv, "c", tile.lanes, {"x"});
  Value sum = builder.update(conv);
  SmallVector<Value> order = scheduleRegisterTile(builder, sum, "c", tile.lanes, {"x"});
  for (StringRef reduction : {"rc", "rx", "ry"})
    order.push_back(builder.loop(sum, reduction));
  builder.reorder(order);
}

/// The columns of an image of so many that are computed: with pooling behind, its windows may end before the last.
static int64_t getReadColumns(int64_t columns, const std::optional<cnn::Window> &pooling) {
  if (!pooling)
    return columns;
  const cnn::WindowAxis &x = pooling->x;
  int64_t end = (x.output - 1) * x.stride + x.extent() - x.padBefore;
  return std::clamp<int64_t>(end, 1, columns);
}

/// `blockedChannels` are the channels that the weight is in blocks of: those of one group where the
/// summed channels are the output's.
static void schedule(ScheduleBuilder &builder, Operation *op, int64_t inputChannels, int64_t blockedChannels,
                     Value result) {
  auto type = cast<RankedTensorType>(result.getType());
  KernelResult output = getResults(builder.kernel).front();
  if (output.type.getRank() != 4) {
    // Something that is no image is fused behind; the sum is computed whole.
    builder.computeRoot(builder.stage(builder.getName(op)));
    return;
  }
  std::optional<cnn::Window> pooling = getPooling(builder.kernel);
  int64_t images = type.getDimSize(0), channels = type.getDimSize(1);
  RegisterTile tile = chooseRegisterTile(builder, channels, getReadColumns(type.getDimSize(3), pooling));
  // Threads share images, or with few of them blocks of channels or rows. Rows outside of the blocks read the
  // image once and the weights for every row.
  int64_t blockCount = llvm::divideCeil(channels, tile.channels());
  bool manyImages = images > 1 && builder.choose("parallel_images", images >= builder.target.cores);
  bool rowsOutside = builder.choose("rows_outside", !manyImages && blockCount < builder.target.cores);
  bool divides = channels % tile.channels() == 0;
  Tail channelTail = divides ? Tail::Auto : Tail::ShiftInwards;

  // The result's loops.
  Value out = builder.stage(output.stage);
  auto [blocks, inBlock] = builder.split(builder.loop(out, "c"), tile.channels(), channelTail);
  auto [vectors, lanes] = builder.split(inBlock, tile.lanes);
  Value n = builder.loop(out, "n"), y = builder.loop(out, "y"), x = builder.loop(out, "x");
  builder.vectorize(lanes);
  builder.unroll(vectors);
  Value conv = builder.stage(builder.getName(op));
  if (pooling) {
    builder.reorder({lanes, vectors, x, rowsOutside ? blocks : y, rowsOutside ? y : blocks, n});
    Value rows = builder.wrap(conv);
    builder.computeAt(rows, rowsOutside ? blocks : y);
    auto [rowVectors, rowLanes] = builder.split(builder.loop(rows, "c"), tile.lanes);
    auto [tiles, pixels] = builder.split(builder.loop(rows, "x"), tile.rows, Tail::ShiftInwards);
    builder.reorder({rowLanes, rowVectors, pixels, tiles, builder.loop(rows, "y")});
    builder.vectorize(rowLanes);
    builder.unroll(rowVectors);
    builder.unroll(pixels);
    builder.computeAt(conv, tiles);
  } else {
    auto [tiles, pixels] = builder.split(x, tile.rows, Tail::ShiftInwards);
    builder.reorder({lanes, vectors, pixels, tiles, rowsOutside ? blocks : y, rowsOutside ? y : blocks, n});
    builder.unroll(pixels);
    builder.computeAt(conv, tiles);
  }
  scheduleAccumulators(builder, conv, tile);

  builder.parallel(manyImages ? n : rowsOutside ? y : blocks);

  // The weight in blocks costs one pass over it, which several images or rows of tiles pay back; the
  // input gradient reads it across its stored order otherwise.
  std::string weight = builder.getName(op, "weight");
  if (builder.findStage(weight) &&
      (isa<cnn::Conv2DInputGradientOp>(op) || builder.choose("pack_weight", images > 1))) {
    Value blocked = builder.stage(weight);
    builder.computeRoot(blocked);
    builder.vectorizeLoop(blocked, "n", cnn::getWeightBlock(blockedChannels));
    if (blockCount >= builder.target.cores)
      builder.parallel(builder.loop(blocked, "b"));
  }

  std::string pad = builder.getName(op, "pad");
  if (builder.findStage(pad)) {
    Value padded = builder.stage(pad);
    if (manyImages)
      builder.computeAt(padded, n);
    else
      builder.computeRoot(padded);
    builder.vectorizeLoop(padded, "c", inputChannels);
  }
}

void scheduleDirectConvolution(ScheduleBuilder &builder, cnn::Conv2DOp conv) {
  schedule(builder, conv, cast<RankedTensorType>(conv.getInput().getType()).getDimSize(1),
           cast<RankedTensorType>(conv.getWeight().getType()).getDimSize(0), conv.getOutput());
}

/// As forward, with the summed channels in the place of the input's.
void scheduleDirectConvolution(ScheduleBuilder &builder, cnn::Conv2DInputGradientOp conv) {
  auto weight = cast<RankedTensorType>(conv.getWeight().getType());
  schedule(builder, conv, weight.getDimSize(0), weight.getDimSize(1), conv.getInputGradient());
}

} // namespace cnnc
