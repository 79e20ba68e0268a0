//===- Winograd.cpp - Convolution by Winograd's algorithm ---------------===//
//
// The tiles of a few images, or of a few rows of tiles of one, are a chunk, whose transformed input fits the
// second-level cache; every block of output channels then reads it from there:
//
//   for chunks of tiles (parallel)
//     input: the transform of the chunk, all channels
//     for blocks of output channels (parallel where there is one chunk only)
//       products (`wrap`): for 36 places, for tiles in register tiles, channels x tiles
//         acc[vectors][tiles] = 0; for rc: acc += weight * input        (RegisterTile.h)
//       for tiles: the 4x4 results of each
//
// Measured on two cores of an AMD EPYC (Zen 4, 118 GFLOP/s a core): 128 to 128 channels, 14x14, batch 64 runs at
// 265 GFLOP/s of direct sums on one thread. Planes of an odd number of tiles are worth 20 to 40 % of the
// transform: the 36 writes of a tile fall into different cache sets.
//
//===----------------------------------------------------------------------===//

#include "compiler/Schedules/Families.h"
#include "compiler/Schedules/RegisterTile.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

namespace {
struct Chunk {
  int64_t images, rows; // of tiles; all of them where there are several images
};
} // namespace

static Chunk chooseChunk(int64_t images, const WinogradTiles &tiles, int64_t inputs, const Target &target) {
  // The transformed input in 1 MiB, and enough tiles that the weights, which are read once a chunk, pay.
  int64_t most = std::max<int64_t>((1 << 20) / (36 * 4 * inputs), 32);
  if (tiles.count() > most)
    return {1, largestDivisor(tiles.rows, std::max<int64_t>(most / tiles.columns, 1))};
  int64_t share = std::max<int64_t>(images / target.cores, 1);
  return {largestDivisor(images, std::min(most / tiles.count(), share)), tiles.rows};
}

namespace {
/// The loops of results in tiles.
struct ResultTile {
  Value lanes, column, row, vectors, tileColumns, tileRows;
};
} // namespace

static ResultTile splitIntoTiles(ScheduleBuilder &builder, Value channels, Value y, Value x, int64_t lanes,
                                 int64_t rows, int64_t columns) {
  auto [vectors, lane] = builder.split(channels, lanes);
  auto [tileRows, row] = builder.split(y, rows, Tail::GuardWithIf);
  auto [tileColumns, column] = builder.split(x, columns, Tail::GuardWithIf);
  builder.vectorize(lane);
  builder.unroll(row);
  builder.unroll(column);
  return {lane, column, row, vectors, tileColumns, tileRows};
}

SmallVector<Value> scheduleTransform(ScheduleBuilder &builder, Value stage, StringRef channels, int64_t lanes,
                                            ArrayRef<StringRef> unrolled) {
  auto [vectors, lane] = builder.split(builder.loop(stage, channels), lanes);
  SmallVector<Value> order{lane};
  builder.vectorize(lane);
  for (StringRef name : unrolled) {
    order.push_back(builder.loop(stage, name));
    builder.unroll(order.back());
  }
  order.push_back(vectors);
  return order;
}

/// `result` is the convolution's value, (n, c, y, x), and `inputs` the channels that are summed.
static void schedule(ScheduleBuilder &builder, Operation *op, RankedTensorType result, int64_t inputs) {
  constexpr int64_t extent = WinogradTiles::extent;
  const Target &target = builder.target;
  std::string main = builder.getName(op);
  KernelResult output = getResults(builder.kernel).front();
  bool isImage = output.type.getRank() == 4;
  // Where something that is no image is fused behind, the convolution is computed whole.
  std::string outStage = isImage ? output.stage : main;
  int64_t images = result.getDimSize(0), channels = result.getDimSize(1);
  WinogradTiles tiles(result.getDimSize(2), result.getDimSize(3));
  int64_t block = getWinogradBlock(channels), lanes = largestDivisor(block, target.vectorFloats);
  Chunk chunk = chooseChunk(images, tiles, inputs, target);
  int64_t chunkTiles = chunk.images * chunk.rows * tiles.columns;
  RegisterTile registers = chooseRegisterTile(block, chunkTiles, target);

  // The results of one tile; with pooling of stride s behind it 4/s x 4/s of them.
  std::optional<cnn::Window> pooling = getPooling(builder.kernel);
  int64_t poolY = pooling ? pooling->y.stride : 1, poolX = pooling ? pooling->x.stride : 1;
  Value out = builder.stage(outStage);
  if (!isImage)
    builder.computeRoot(out);
  int64_t tileY = std::max<int64_t>(extent / poolY, 1), tileX = std::max<int64_t>(extent / poolX, 1);
  auto [blocks, inBlock] = builder.split(builder.loop(out, "c"), block, Tail::GuardWithIf);
  ResultTile tile = splitIntoTiles(builder, inBlock, builder.loop(out, "y"), builder.loop(out, "x"), lanes,
                                   tileY, tileX);
  auto [imageChunks, imagesInside] = builder.split(builder.loop(out, "n"), chunk.images);
  int64_t outRows = isImage ? output.type.getDimSize(2) : result.getDimSize(2);
  auto [rowChunks, rowsInside] = builder.split(
      tile.tileRows, std::min<int64_t>(chunk.rows, llvm::divideCeil(outRows, tileY)), Tail::GuardWithIf);
  builder.reorder({tile.lanes, tile.column, tile.row, tile.vectors, tile.tileColumns, rowsInside, imagesInside, blocks,
                   rowChunks, imageChunks});
  bool manyImages = images / chunk.images >= target.cores, manyRows = tiles.rows / chunk.rows >= target.cores;
  builder.parallel(manyImages ? imageChunks : manyRows ? rowChunks : blocks);

  Value consumer = tile.vectors;
  if (outStage != main) {
    Value conv = builder.stage(main);
    builder.computeAt(conv, tile.vectors);
    Value y = builder.loop(conv, "y"), x = builder.loop(conv, "x");
    builder.alignBounds(y, extent);
    builder.alignBounds(x, extent);
    ResultTile inside = splitIntoTiles(builder, builder.loop(conv, "c"), y, x, lanes, extent, extent);
    builder.reorder({inside.lanes, inside.column, inside.row, inside.vectors, inside.tileColumns, inside.tileRows});
    consumer = inside.vectors;
  }
  Value outputRows = builder.stage(builder.getName(op, "output_rows"));
  builder.computeAt(outputRows, consumer);
  builder.reorder(scheduleTransform(builder, outputRows, "c", lanes, {"y", "x"}));

  // 36 products of matrices: channels of the block x tiles, summed over the input channels.
  Value products = builder.stage(builder.getName(op, "products")), stored = builder.wrap(products);
  builder.computeAt(stored, blocks);
  builder.boundExtent(builder.loop(stored, "c"), block);
  builder.alignStorage(builder.loop(stored, "t"), chunkTiles | 1);
  auto [storedTiles, storedTile] = builder.split(builder.loop(stored, "t"), registers.rows, Tail::ShiftInwards);
  SmallVector<Value> order = scheduleTransform(builder, stored, "c", registers.lanes, {});
  builder.unroll(order.back());
  builder.unroll(storedTile);
  order.append({storedTile, storedTiles, builder.loop(stored, "b"), builder.loop(stored, "x"), builder.loop(stored, "y")});
  builder.reorder(order);
  builder.computeAt(products, storedTiles);
  scheduleRegisterTile(builder, products, "c", registers.lanes, {"t"});
  Value sum = builder.update(products);
  order = scheduleRegisterTile(builder, sum, "c", registers.lanes, {"t"});
  order.push_back(builder.loop(sum, "rc"));
  builder.reorder(order);

  // The transformed input of a chunk.
  Value input = builder.stage(builder.getName(op, "input")), inputRows = builder.stage(builder.getName(op, "input_rows"));
  builder.computeAt(input, rowChunks);
  builder.alignStorage(builder.loop(input, "t"), chunkTiles | 1);
  int64_t inputLanes = std::min(inputs, target.vectorFloats);
  order = scheduleTransform(builder, input, "c", inputLanes, {"x", "y"});
  order.push_back(builder.loop(input, "t"));
  builder.reorder(order);
  if (!manyImages && !manyRows)
    builder.parallel(builder.loop(input, "t"));
  builder.computeAt(inputRows, order[3]);
  builder.reorder(scheduleTransform(builder, inputRows, "c", inputLanes, {"y", "x"}));

  // The transformed weight, once.
  Value weight = builder.stage(builder.getName(op, "weight")), weightRows = builder.stage(builder.getName(op, "weight_rows"));
  builder.computeRoot(weight);
  order = scheduleTransform(builder, weight, "c", lanes, {"x", "y"});
  order.push_back(builder.loop(weight, "rc"));
  builder.reorder(order);
  builder.parallel(builder.loop(weight, channels / block >= target.cores ? "b" : "rc"));
  builder.computeAt(weightRows, order[3]);
  builder.reorder(scheduleTransform(builder, weightRows, "c", lanes, {"y", "x"}));
}

void scheduleWinograd(ScheduleBuilder &builder, cnn::Conv2DOp conv) {
  schedule(builder, conv, cast<RankedTensorType>(conv.getOutput().getType()),
           cast<RankedTensorType>(conv.getInput().getType()).getDimSize(1));
}

void scheduleWinograd(ScheduleBuilder &builder, cnn::Conv2DInputGradientOp conv) {
  schedule(builder, conv, cast<RankedTensorType>(conv.getInputGradient().getType()),
           cast<RankedTensorType>(conv.getOutputGradient().getType()).getDimSize(1));
}

} // namespace cnnc
