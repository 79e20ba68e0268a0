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

/// Floats of a padded piece that leave room for all else in the second-level cache.
static constexpr int64_t mostPieceElements = 3 * Target::secondLevelBytes / 8 / sizeof(float);

namespace {
/// The schedule of one convolution: `result` is what it computes, (n, c, y, x), and `input` the image that it sums.
/// `blockedChannels` are the channels that the weight is in blocks of: those of one group where the summed channels
/// are the output's.
class DirectSchedule {
public:
  DirectSchedule(ScheduleBuilder &builder, Operation *op, Sums sums, RankedTensorType input, int64_t blockedChannels,
                 uint64_t groups, RankedTensorType result)
      : builder(builder), op(op), sums(std::move(sums)), input(input), result(result),
        blockedChannels(blockedChannels), isGrouped(groups != 1), depthwise(isDepthwise(groups, input, result)),
        output(getResults(builder.kernel).front()), pooling(getPooling(builder.kernel)), tile(chooseTile()),
        blockCount(llvm::divideCeil(result.getDimSize(1), tile.channels())),
        manyImages(result.getDimSize(0) > 1 &&
                   builder.choose("parallel_images", result.getDimSize(0) >= builder.target.cores)),
        rowsOutside(builder.choose("rows_outside", !manyImages && blockCount < builder.target.cores)),
        inside(chooseBlocksInside()), pieceRows(choosePieceRows()) {}

  void write() {
    ResultLoops loops = splitResult();
    if (pooling)
      schedulePooledRows(loops);
    else
      scheduleTiles(loops);
    builder.parallel(manyImages ? loops.n : loops.task);
    scheduleWeight();
    schedulePadding(loops);
  }

private:
  /// Innermost first.
  struct ResultLoops {
    Value lanes, vectors;
    SmallVector<Value> places; // within a step of the strides
    Value x, blocksInside;     // the latter null where there is one
    SmallVector<Value> outer;  // from the rows on, with the following two
    Value task, n;             // a task is what a thread takes
  };
  RegisterTile chooseTile();
  int64_t chooseBlocksInside();
  int64_t choosePieceRows();
  ResultLoops splitResult();
  void schedulePooledRows(const ResultLoops &loops);
  void scheduleTiles(const ResultLoops &loops);
  void scheduleWeight();
  void schedulePadding(const ResultLoops &loops);

  ScheduleBuilder &builder;
  Operation *op;
  Sums sums;
  RankedTensorType input, result;
  int64_t blockedChannels;
  bool isGrouped, depthwise;
  KernelResult output;
  std::optional<cnn::Window> pooling;
  RegisterTile tile;
  int64_t blockCount;
  bool manyImages;  // threads share them, else tasks
  bool rowsOutside; // of the blocks: they read the image once and the weights for every row
  int64_t inside;   // blocks that are computed for one tile of pixels before the next
  int64_t pieceRows;
};
} // namespace

RegisterTile DirectSchedule::chooseTile() {
  int64_t columns = getReadColumns(result.getDimSize(3), pooling);
  return chooseRegisterTile(builder, result.getDimSize(1), llvm::divideCeil(columns, sums.strideX));
}

/// As many blocks as have their weights in half of the second-level cache. So the results of a pixel are written,
/// and a residual is read, in longer runs: 256 to 1024 channels of 14x14, 32 images, with a residual, 31.1 ms instead
/// of 32.9, where 28.8 are multiply-adds.
int64_t DirectSchedule::chooseBlocksInside() {
  constexpr int64_t mostWeights = Target::secondLevelBytes / 2 / sizeof(float);
  if (rowsOutside || pooling || isGrouped)
    return 1;
  int64_t weights = cast<RankedTensorType>(op->getOperand(1).getType()).getNumElements() / blockedChannels;
  int64_t most = std::max<int64_t>(mostWeights / (weights * tile.channels()), 1);
  return builder.choose("blocks_inside", largestDivisor(blockCount, most), getDivisors(blockCount, 2 * most));
}

int64_t DirectSchedule::choosePieceRows() {
  int64_t rows = llvm::divideCeil(output.type.getDimSize(2), sums.strideY), chosen = rows;
  if (!manyImages) {
    // So many tasks that a late one costs little; rows that two depthwise pieces read are padded twice.
    int64_t tasks = (depthwise ? 4 : 8) * builder.target.cores;
    int64_t pieces = llvm::divideCeil(tasks, rowsOutside ? 1 : blockCount / inside);
    chosen = llvm::divideCeil(rows, builder.choose("row_pieces", pieces, {1, 2, 4, 8, 16}));
  }
  if (!depthwise)
    return chosen;
  int64_t inputRows = llvm::divideCeil(input.getDimSize(2), rows); // of one row of the result
  int64_t rowElements = tile.channels() * input.getDimSize(3) * inputRows;
  return std::clamp<int64_t>(mostPieceElements / rowElements, 1, chosen);
}

DirectSchedule::ResultLoops DirectSchedule::splitResult() {
  bool divides = result.getDimSize(1) % tile.channels() == 0;
  Value out = builder.stage(output.stage);
  auto [blocks, inBlock] =
      builder.split(builder.loop(out, "c"), tile.channels(), divides ? Tail::Auto : Tail::ShiftInwards);
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
  // From the rows on: y, pieces, blocks or blocks, y, pieces.
  auto [pieces, rows] = builder.split(y, pieceRows, Tail::GuardWithIf);
  Value task = rowsOutside ? pieces : builder.fuse(blocks, pieces);
  SmallVector<Value> outer{rows, task, n};
  if (rowsOutside)
    outer.insert(outer.begin(), blocks);
  return {lanes, vectors, places, x, blocksInside, outer, task, n};
}

/// The rows for one row of the pool, by tiles, in a buffer.
void DirectSchedule::schedulePooledRows(const ResultLoops &loops) {
  Value conv = builder.stage(sums.stages.front());
  SmallVector<Value> order{loops.lanes, loops.vectors, loops.x};
  llvm::append_range(order, loops.outer);
  builder.reorder(order);
  Value buffer = builder.wrap(conv);
  builder.computeAt(buffer, loops.outer.front());
  auto [vectors, lanes] = builder.split(builder.loop(buffer, "c"), tile.lanes);
  auto [tiles, pixels] = builder.split(builder.loop(buffer, "x"), tile.rows, Tail::ShiftInwards);
  builder.reorder({lanes, vectors, pixels, tiles, builder.loop(buffer, "y")});
  builder.vectorize(lanes);
  builder.unroll(vectors);
  builder.unroll(pixels);
  builder.computeAt(conv, tiles);
  scheduleAccumulators(builder, conv, "c", tile.lanes, {"x"}, {"rc", "rx", "ry"});
}

void DirectSchedule::scheduleTiles(const ResultLoops &loops) {
  auto [tiles, pixels] = builder.split(loops.x, tile.rows, Tail::ShiftInwards);
  Value inner = loops.blocksInside ? loops.blocksInside : tiles;
  SmallVector<Value> order{loops.lanes, loops.vectors};
  llvm::append_range(order, loops.places);
  order.append({pixels, loops.blocksInside, tiles});
  llvm::append_range(order, loops.outer);
  builder.reorder(order);
  for (Value place : loops.places)
    builder.unroll(place);
  builder.unroll(pixels);
  for (StringRef sum : sums.stages) {
    Value conv = builder.stage(sum);
    builder.computeAt(conv, inner);
    scheduleAccumulators(builder, conv, "c", tile.lanes, {"x"}, {"rc", "rx", "ry"});
  }
}

/// The weight in blocks costs one pass over it, which several images or rows of tiles pay back; the input gradient
/// reads it across its stored order otherwise.
void DirectSchedule::scheduleWeight() {
  std::string weight = builder.getName(op, "weight");
  bool isGradient = isa<cnn::Conv2DInputGradientOp>(op);
  if (!builder.findStage(weight) || !(isGradient || builder.choose("pack_weight", result.getDimSize(0) > 1)))
    return;
  Value blocked = builder.stage(weight);
  builder.computeRoot(blocked);
  auto [lanes, vectors] = builder.vectorizeLoop(blocked, "n", cnn::getWeightBlock(blockedChannels));
  if (isGradient) {
    // The weight's own innermost dimension is the summed channel: pieces of 16 use a whole cache line at once.
    auto [pieces, inPiece] = builder.split(builder.loop(blocked, "c"), 16, Tail::GuardWithIf);
    builder.reorder({lanes, inPiece, vectors, builder.loop(blocked, "x"), builder.loop(blocked, "y"), pieces,
                     builder.loop(blocked, "b")});
  }
  if (blockCount >= builder.target.cores)
    builder.parallel(builder.loop(blocked, "b"));
}

void DirectSchedule::schedulePadding(const ResultLoops &loops) {
  std::string pad = builder.getName(op, "pad");
  if (!builder.findStage(pad))
    return;
  Value padded = builder.stage(pad);
  builder.vectorizeLoop(padded, "c", input.getDimSize(1));
  if (depthwise)
    return builder.computeAt(padded, loops.task);
  if (manyImages)
    return builder.computeAt(padded, loops.n);
  // Threads share the rows, but for those of a small image.
  builder.computeRoot(padded);
  if (input.getDimSize(1) * result.getDimSize(2) * result.getDimSize(3) >= leastSharedElements)
    builder.parallel(builder.loop(padded, "y"));
}

static void schedule(ScheduleBuilder &builder, Operation *op, RankedTensorType input, int64_t blockedChannels,
                     uint64_t groups, Value result) {
  Sums sums = getSums(builder, op);
  if (!getResults(builder.kernel).front().isImage() || (getPooling(builder.kernel) && sums.areStrided())) {
    // The rows of a pool are computed from one sum only.
    for (StringRef sum : sums.stages)
      builder.computeRoot(builder.stage(sum));
    return;
  }
  DirectSchedule(builder, op, std::move(sums), input, blockedChannels, groups,
                 cast<RankedTensorType>(result.getType()))
      .write();
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
