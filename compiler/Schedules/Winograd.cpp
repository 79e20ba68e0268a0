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
//       for tiles: the 4x4 or 2x2 results of each
//
// Measured on two cores of an AMD EPYC (Zen 4, 118 GFLOP/s a core): 128 to 128 channels, 14x14, batch 64 runs at
// 265 GFLOP/s of direct sums on one thread. Planes of an odd number of tiles are worth 20 to 40 % of the
// transform: the 36 writes of a tile fall into different cache sets.
//
//===----------------------------------------------------------------------===//

#include "compiler/Schedules/Families.h"
#include "compiler/Schedules/WinogradTransform.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

namespace {
struct Chunk {
  int64_t images, rows; // of tiles; all of them where there are several images
};
} // namespace

/// All rows of several images, or some rows of one.
static Chunk getPreferredChunk(int64_t images, const WinogradTiles &tiles, int64_t inputs, const Target &target) {
  // The transformed input in a second-level cache of 1 MiB, and enough tiles that the weights, which are read once a
  // chunk, pay.
  int64_t most = std::max<int64_t>(2 * Target::secondLevelBytes / (36 * sizeof(float) * inputs), 32);
  if (tiles.count() > most)
    return {1, largestDivisor(tiles.rows, std::max<int64_t>(most / tiles.columns, 1))};
  int64_t share = std::max<int64_t>(images / target.cores, 1);
  return {largestDivisor(images, std::min(most / tiles.count(), share)), tiles.rows};
}

static Chunk chooseChunk(ScheduleBuilder &builder, int64_t images, const WinogradTiles &tiles, int64_t inputs) {
  Chunk preferred = getPreferredChunk(images, tiles, inputs, builder.target);
  int64_t rows = builder.choose("chunk_rows", preferred.rows, getDivisors(tiles.rows, tiles.rows));
  if (rows < tiles.rows)
    return {1, rows};
  return {builder.choose("chunk_images", preferred.images, getDivisors(images, images)), rows};
}

namespace {
/// The loops of results in tiles.
struct ResultTile {
  Value lanes, column, row, vectors, tileColumns, tileRows;
};
} // namespace

/// A row of a tile is a loop of its own where channels do not lie side by side in memory: LLVM took 16 seconds to look
/// for dependences (LoopLoadElimination) among the scalar stores of all 16 vectors of 16 channels; those of 4 take 0.1,
/// and the kernel 3 % longer.
static ResultTile splitIntoTiles(ScheduleBuilder &builder, RankedTensorType type, Value channels, Value y, Value x,
                                 int64_t lanes, int64_t rows, int64_t columns) {
  auto [vectors, lane] = builder.split(channels, lanes);
  auto [tileRows, row] = builder.split(y, rows, Tail::GuardWithIf);
  auto [tileColumns, column] = builder.split(x, columns, Tail::GuardWithIf);
  builder.vectorize(lane);
  constexpr int64_t mostScattered = 4;
  if (cnn::getStoredOrder(type).innermost() == 1 || rows * columns <= mostScattered)
    builder.unroll(row);
  builder.unroll(column);
  return {lane, column, row, vectors, tileColumns, tileRows};
}

namespace {
/// The schedule of one convolution: `result` is its value, (n, c, y, x), and `inputs` the channels that are summed.
class WinogradSchedule {
public:
  WinogradSchedule(ScheduleBuilder &builder, Operation *op, RankedTensorType result, int64_t inputs,
                   RankedTensorType weight)
      : builder(builder), op(op), result(result), inputs(inputs),
        tiles(weight.getDimSize(2), result.getDimSize(2), result.getDimSize(3)),
        block(cnn::getWinogradBlock(weight, result.getDimSize(1))),
        lanes(largestDivisor(block, builder.target.vectorFloats)),
        chunk(chooseChunk(builder, result.getDimSize(0), tiles, inputs)),
        chunkTiles(chunk.images * chunk.rows * tiles.columns),
        manyImages(sharesChunks("parallel_images", result.getDimSize(0) / chunk.images)),
        manyRows(!manyImages && sharesChunks("parallel_rows", tiles.rows / chunk.rows)) {}

  void write() {
    ResultLoops loops = scheduleResult();
    scheduleProducts(loops.blocks);
    scheduleInput(loops.rowChunks);
    scheduleWeight();
  }

private:
  struct ResultLoops {
    Value blocks, rowChunks;
  };
  ResultLoops scheduleResult();
  void scheduleProducts(Value blocks);
  void scheduleInput(Value chunks);
  void scheduleWeight();
  Value stage(StringRef purpose) { return builder.stage(builder.getName(op, purpose)); }
  bool sharesChunks(StringRef name, int64_t count) {
    return count > 1 && builder.choose(name, count >= builder.target.cores);
  }

  ScheduleBuilder &builder;
  Operation *op;
  RankedTensorType result;
  int64_t inputs;
  WinogradTiles tiles;
  int64_t block, lanes; // output channels whose products are computed together, and in a vector
  Chunk chunk;
  int64_t chunkTiles;
  bool manyImages, manyRows; // threads share chunks of images or of rows, else blocks of channels
};
} // namespace

/// The results in the tiles that they are computed in; with pooling of stride s behind it 1/s of their rows and
/// columns.
WinogradSchedule::ResultLoops WinogradSchedule::scheduleResult() {
  int64_t extent = tiles.extent;
  std::string main = builder.getName(op);
  KernelResult image = scheduleImageResult(builder, {main, result});
  Value out = builder.stage(image.stage);
  std::optional<cnn::Window> pooling = getPooling(builder.kernel);
  int64_t tileRows = pooling ? std::max<int64_t>(extent / pooling->y.stride, 1) : extent;
  int64_t tileColumns = pooling ? std::max<int64_t>(extent / pooling->x.stride, 1) : extent;
  int64_t outRows = image.type.getDimSize(2);

  auto [blocks, inBlock] = builder.split(builder.loop(out, "c"), block, Tail::GuardWithIf);
  ResultTile tile = splitIntoTiles(builder, image.type, inBlock, builder.loop(out, "y"), builder.loop(out, "x"), lanes,
                                   tileRows, tileColumns);
  auto [imageChunks, images] = builder.split(builder.loop(out, "n"), chunk.images);
  auto [rowChunks, rows] = builder.split(
      tile.tileRows, std::min<int64_t>(chunk.rows, llvm::divideCeil(outRows, tileRows)), Tail::GuardWithIf);
  builder.reorder({tile.lanes, tile.column, tile.row, tile.vectors, tile.tileColumns, rows, images, blocks, rowChunks,
                   imageChunks});
  builder.parallel(manyImages ? imageChunks : manyRows ? rowChunks : blocks);

  Value consumer = tile.vectors;
  if (image.stage != main) {
    Value conv = builder.stage(main), y = builder.loop(conv, "y"), x = builder.loop(conv, "x");
    builder.computeAt(conv, tile.vectors);
    builder.alignBounds(y, extent);
    builder.alignBounds(x, extent);
    ResultTile inside = splitIntoTiles(builder, result, builder.loop(conv, "c"), y, x, lanes, extent, extent);
    builder.reorder({inside.lanes, inside.column, inside.row, inside.vectors, inside.tileColumns, inside.tileRows});
    consumer = inside.vectors;
  }
  Value outputRows = stage("output_rows");
  builder.computeAt(outputRows, consumer);
  builder.reorder(scheduleTransform(builder, outputRows, "c", lanes, {"y", "x"}));
  return {blocks, rowChunks};
}

/// 36 products of matrices: the block's channels x the chunk's tiles, summed over the input channels.
void WinogradSchedule::scheduleProducts(Value blocks) {
  RegisterTile tile = chooseRegisterTile(builder, block, chunkTiles);
  Value products = stage("products"), stored = builder.wrap(products), t = builder.loop(stored, "t");
  builder.computeAt(stored, blocks);
  builder.boundExtent(builder.loop(stored, "c"), block);
  builder.alignStorage(t, chunkTiles | 1);
  auto [tiles, inTile] = builder.split(t, tile.rows, Tail::ShiftInwards);
  SmallVector<Value> order = scheduleRegisterTile(builder, stored, "c", tile.lanes, {});
  builder.unroll(inTile);
  order.append({inTile, tiles, builder.loop(stored, "b"), builder.loop(stored, "x"), builder.loop(stored, "y")});
  builder.reorder(order);

  builder.computeAt(products, tiles);
  scheduleAccumulators(builder, products, "c", tile.lanes, {"t"}, {"rc"});
}

void WinogradSchedule::scheduleInput(Value chunks) {
  int64_t lanes = std::min(inputs, builder.target.vectorFloats);
  Value input = stage("input"), rows = stage("input_rows"), t = builder.loop(input, "t");
  builder.computeAt(input, chunks);
  builder.alignStorage(t, chunkTiles | 1);
  SmallVector<Value> order = scheduleTransform(builder, input, "c", lanes, {"x", "y"});
  builder.computeAt(rows, order.back());
  order.push_back(t);
  builder.reorder(order);
  if (!manyImages && !manyRows)
    builder.parallel(t);
  builder.reorder(scheduleTransform(builder, rows, "c", lanes, {"y", "x"}));
}

/// Once a call, unless it is stored so.
void WinogradSchedule::scheduleWeight() {
  if (!builder.findStage(builder.getName(op, "weight")))
    return;
  Value weight = stage("weight");
  builder.computeRoot(weight);
  bool isFlipped = builder.findStage(builder.getName(op, "flipped"));
  scheduleWinogradWeight(builder, weight, stage("weight_rows"), isFlipped ? stage("flipped") : Value(),
                       result.getDimSize(1) / block, lanes);
}

void scheduleWinograd(ScheduleBuilder &builder, cnn::Conv2DOp conv) {
  WinogradSchedule(builder, conv, cast<RankedTensorType>(conv.getOutput().getType()),
                   cast<RankedTensorType>(conv.getInput().getType()).getDimSize(1), conv.getWeight().getType())
      .write();
}

void scheduleWinograd(ScheduleBuilder &builder, cnn::Conv2DInputGradientOp conv) {
  WinogradSchedule(builder, conv, cast<RankedTensorType>(conv.getInputGradient().getType()),
                   cast<RankedTensorType>(conv.getOutputGradient().getType()).getDimSize(1), conv.getWeight().getType())
      .write();
}

} // namespace cnnc
