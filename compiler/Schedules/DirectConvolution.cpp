//===- DirectConvolution.cpp - Convolution by direct summation ----------===//
//
// Output channels lie in vectors, a register tile holds `rows` neighbouring pixels of one row (see
// RegisterTile.h), and the sum runs over the kernel and the input channels with the tile in
// registers. With channels innermost an input element is one broadcast and a weight vector one
// load. The padded image is computed once for each image; without that copy every load would need
// a test.
//
//   for n                                  pad: the padded image
//     for blocks of output channels        their weights stay in the second-level cache
//       for pieces of rows
//         for y, for x in tiles          (for several blocks each, where their weights are small)
//           conv: acc[vectors][rows] = bias; for ry, rx, rc: acc += w * x
//           result: activation, residual, ... of the tile
//
// Threads share images, or where there are few the pieces of all blocks: of three whole blocks one of two threads
// would compute one and then wait. A depthwise piece is padded by itself and stays in the second-level cache;
// through memory MobileNetV2's took up to twice as long, and no less with two threads.
//
// The input gradient of a strided convolution has one sum for each phase (Phases.h). A tile holds as many pixels of
// every phase, so that the result's rows are written whole:
//
//       for y in steps of the stride, for x in tiles of steps
//         phase_0_0: acc = 0; for its ry, rx, rc: acc += w * dy
//         phase_0_1: ...
//         result: the phases side by side
//
// With pooling behind it the convolution's rows for one row of the pool are computed by tiles into a
// buffer (`wrap`), which stays in the first-level cache.
//
//===----------------------------------------------------------------------===//

#include "compiler/Schedules/Families.h"
#include "compiler/Schedules/RegisterTile.h"
#include "dialects/Halide/Phases.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

/// The columns of an image of so many that are computed: with pooling behind, its windows may end before the last.
static int64_t getReadColumns(int64_t columns, const std::optional<cnn::Window> &pooling) {
  if (!pooling)
    return columns;
  const cnn::WindowAxis &x = pooling->x;
  int64_t end = (x.output - 1) * x.stride + x.extent() - x.padBefore;
  return std::clamp<int64_t>(end, 1, columns);
}

/// The stages that sum, and the strides by which their elements lie apart in the result.
struct Sums {
  SmallVector<std::string> stages;
  int64_t strideY = 1, strideX = 1;

  bool areStrided() const { return strideY > 1 || strideX > 1; }
};

static Sums getSums(ScheduleBuilder &builder, Operation *op) {
  auto gradient = dyn_cast<cnn::Conv2DInputGradientOp>(op);
  if (!gradient)
    return {{builder.getName(op)}};
  cnn::Window window = getPhasedWindow(gradient.getWindow());
  Sums sums{{}, window.y.stride, window.x.stride};
  for (const Phase &phase : getPhases(window))
    if (!phase.isEmpty())
      sums.stages.push_back(builder.getName(op, getPhasePurpose(window, phase)));
  return sums;
}

/// Whether every channel of a result reads one channel of the image, and no other channel does.
static bool isDepthwise(uint64_t groups, RankedTensorType image, RankedTensorType result) {
  auto count = static_cast<int64_t>(groups);
  return count > 1 && count == image.getDimSize(1) && count == result.getDimSize(1);
}

/// Floats of a padded piece that leave room for all else in a second-level cache of 512 KiB or more.
static constexpr int64_t mostPieceElements = 49152;

/// How many blocks of channels are computed for one tile of pixels before the next: while their weights stay in half of
/// a small second-level cache. So the results of a pixel are written, and a residual is read, in longer runs: 256 to
/// 1024 channels of 14x14, 32 images, with a residual, 31.1 ms instead of 32.9, where 28.8 are multiply-adds.
static int64_t chooseBlocksInside(ScheduleBuilder &builder, int64_t blocks, int64_t blockWeights) {
  constexpr int64_t mostWeights = 65536;
  int64_t most = std::max<int64_t>(mostWeights / blockWeights, 1);
  return builder.choose("blocks_inside", largestDivisor(blocks, most), getDivisors(blocks, 2 * most));
}

/// `blockedChannels` are the channels that the weight is in blocks of: those of one group where the
/// summed channels are the output's.
static void schedule(ScheduleBuilder &builder, Operation *op, RankedTensorType input, int64_t blockedChannels,
                     uint64_t groups, Value result) {
  auto type = cast<RankedTensorType>(result.getType());
  bool depthwise = isDepthwise(groups, input, type);
  KernelResult output = getResults(builder.kernel).front();
  std::optional<cnn::Window> pooling = getPooling(builder.kernel);
  Sums sums = getSums(builder, op);
  if (output.type.getRank() != 4 || (pooling && sums.areStrided())) {
    // Something that is no image is fused behind; the sum is computed whole.
    for (StringRef sum : sums.stages)
      builder.computeRoot(builder.stage(sum));
    return;
  }
  int64_t images = type.getDimSize(0), channels = type.getDimSize(1);
  RegisterTile tile = chooseRegisterTile(
      builder, channels, llvm::divideCeil(getReadColumns(type.getDimSize(3), pooling), sums.strideX));
  // Rows outside of the blocks read the image once and the weights for every row.
  int64_t blockCount = llvm::divideCeil(channels, tile.channels());
  bool manyImages = images > 1 && builder.choose("parallel_images", images >= builder.target.cores);
  bool rowsOutside = builder.choose("rows_outside", !manyImages && blockCount < builder.target.cores);
  int64_t inside = 1;
  if (!rowsOutside && !pooling && groups == 1) {
    int64_t weights = cast<RankedTensorType>(op->getOperand(1).getType()).getNumElements() / blockedChannels;
    inside = chooseBlocksInside(builder, blockCount, weights * tile.channels());
  }
  bool divides = channels % tile.channels() == 0;
  Tail channelTail = divides ? Tail::Auto : Tail::ShiftInwards;

  int64_t rows = llvm::divideCeil(output.type.getDimSize(2), sums.strideY), pieceRows = rows;
  if (!manyImages) {
    // So many tasks that a late one costs little; rows that two depthwise pieces read are padded twice.
    int64_t tasks = (depthwise ? 4 : 8) * builder.target.cores;
    int64_t pieces = llvm::divideCeil(tasks, rowsOutside ? 1 : blockCount / inside);
    pieceRows = llvm::divideCeil(rows, builder.choose("row_pieces", pieces, {1, 2, 4, 8, 16}));
  }
  if (depthwise) {
    int64_t inputRows = llvm::divideCeil(input.getDimSize(2), rows); // of one row of the result
    int64_t rowElements = tile.channels() * input.getDimSize(3) * inputRows;
    pieceRows = std::clamp<int64_t>(mostPieceElements / rowElements, 1, pieceRows);
  }

  // The result's loops.
  Value out = builder.stage(output.stage);
  auto [blocks, inBlock] = builder.split(builder.loop(out, "c"), tile.channels(), channelTail);
  auto [vectors, lanes] = builder.split(inBlock, tile.lanes);
  Value blocksInside;
  if (inside > 1) {
    auto [groupsOfBlocks, block] = builder.split(blocks, inside);
    blocks = groupsOfBlocks;
    blocksInside = block;
  }
  Value n = builder.loop(out, "n"), y = builder.loop(out, "y"), x = builder.loop(out, "x");
  builder.vectorize(lanes);
  builder.unroll(vectors);
  // Written out, each phase's elements read that phase alone.
  SmallVector<Value> places;
  if (sums.areStrided()) {
    auto [stepsX, placeX] = builder.split(x, sums.strideX, Tail::GuardWithIf);
    auto [stepsY, placeY] = builder.split(y, sums.strideY, Tail::GuardWithIf);
    x = stepsX;
    y = stepsY;
    places = {placeX, placeY};
  }
  // Innermost first, from the rows on: y, pieces, blocks or blocks, y, pieces. A task is what a thread takes.
  auto [pieces, rowsOfPiece] = builder.split(y, pieceRows, Tail::GuardWithIf);
  Value task = rowsOutside ? pieces : builder.fuse(blocks, pieces);
  y = rowsOfPiece;
  SmallVector<Value> outer = rowsOutside ? SmallVector<Value>{blocks, y, task, n} : SmallVector<Value>{y, task, n};
  if (pooling) {
    Value conv = builder.stage(sums.stages.front());
    SmallVector<Value> order{lanes, vectors, x};
    llvm::append_range(order, outer);
    builder.reorder(order);
    Value buffer = builder.wrap(conv);
    builder.computeAt(buffer, outer.front());
    auto [rowVectors, rowLanes] = builder.split(builder.loop(buffer, "c"), tile.lanes);
    auto [tiles, pixels] = builder.split(builder.loop(buffer, "x"), tile.rows, Tail::ShiftInwards);
    builder.reorder({rowLanes, rowVectors, pixels, tiles, builder.loop(buffer, "y")});
    builder.vectorize(rowLanes);
    builder.unroll(rowVectors);
    builder.unroll(pixels);
    builder.computeAt(conv, tiles);
    scheduleAccumulators(builder, conv, "c", tile.lanes, {"x"}, {"rc", "rx", "ry"});
  } else {
    auto [tiles, pixels] = builder.split(x, tile.rows, Tail::ShiftInwards);
    Value inner = blocksInside ? blocksInside : tiles;
    SmallVector<Value> order{lanes, vectors};
    llvm::append_range(order, places);
    order.push_back(pixels);
    if (blocksInside)
      order.push_back(blocksInside);
    order.push_back(tiles);
    llvm::append_range(order, outer);
    builder.reorder(order);
    for (Value place : places)
      builder.unroll(place);
    builder.unroll(pixels);
    for (StringRef sum : sums.stages) {
      Value conv = builder.stage(sum);
      builder.computeAt(conv, inner);
      scheduleAccumulators(builder, conv, "c", tile.lanes, {"x"}, {"rc", "rx", "ry"});
    }
  }

  builder.parallel(manyImages ? n : task);

  // The weight in blocks costs one pass over it, which several images or rows of tiles pay back; the
  // input gradient reads it across its stored order otherwise.
  std::string weight = builder.getName(op, "weight");
  if (builder.findStage(weight) &&
      (isa<cnn::Conv2DInputGradientOp>(op) || builder.choose("pack_weight", images > 1))) {
    Value blocked = builder.stage(weight);
    builder.computeRoot(blocked);
    auto [weightLanes, weightVectors] = builder.vectorizeLoop(blocked, "n", cnn::getWeightBlock(blockedChannels));
    if (isa<cnn::Conv2DInputGradientOp>(op)) {
      // The weight's own innermost dimension is the summed channel: pieces of 16 use a whole cache line at once.
      auto [pieces, inPiece] = builder.split(builder.loop(blocked, "c"), 16, Tail::GuardWithIf);
      builder.reorder({weightLanes, inPiece, weightVectors, builder.loop(blocked, "x"), builder.loop(blocked, "y"),
                       pieces, builder.loop(blocked, "b")});
    }
    if (blockCount >= builder.target.cores)
      builder.parallel(builder.loop(blocked, "b"));
  }

  std::string pad = builder.getName(op, "pad");
  if (builder.findStage(pad)) {
    Value padded = builder.stage(pad);
    builder.vectorizeLoop(padded, "c", input.getDimSize(1));
    if (depthwise) {
      builder.computeAt(padded, task);
    } else if (manyImages) {
      builder.computeAt(padded, n);
    } else {
      // Threads share the rows, but for those of a small image.
      builder.computeRoot(padded);
      if (input.getDimSize(1) * type.getDimSize(2) * type.getDimSize(3) >= leastSharedElements)
        builder.parallel(builder.loop(padded, "y"));
    }
  }
}

void scheduleDirectConvolution(ScheduleBuilder &builder, cnn::Conv2DOp conv) {
  auto input = cast<RankedTensorType>(conv.getInput().getType());
  schedule(builder, conv, input, cast<RankedTensorType>(conv.getWeight().getType()).getDimSize(0),
           conv.getGroups(), conv.getOutput());
}

/// As forward, with the summed channels in the place of the input's.
void scheduleDirectConvolution(ScheduleBuilder &builder, cnn::Conv2DInputGradientOp conv) {
  auto weight = cast<RankedTensorType>(conv.getWeight().getType());
  auto gradient = cast<RankedTensorType>(conv.getOutputGradient().getType());
  schedule(builder, conv, gradient, weight.getDimSize(1), conv.getGroups(), conv.getInputGradient());
}

} // namespace cnnc
