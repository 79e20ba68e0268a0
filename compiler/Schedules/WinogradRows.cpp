//===- WinogradRows.cpp - Winograd's algorithm along y ------------------===//
//
// A row of tiles is transformed once and read by every block of output channels, whose products over a piece of the
// columns stay in the first-level cache until the results are formed:
//
//   for n, for rows of tiles (parallel, either)
//     input: 6 rows, all columns and channels
//     for blocks of output channels, for pieces of columns
//       products (`wrap`): for 6 places, for columns in register tiles
//         acc[vectors][columns] = 0; for rx, rc: acc += weight * input        (RegisterTile.h)
//       for columns: the 4 or 2 results of each
//
// Measured on one core of an AMD EPYC (Zen 4, 123 GFLOP/s): 6 to 16 channels, 5x5 on 14x14 with tanh and pooling, runs
// at 160 GFLOP/s of direct sums, which themselves run at 108.
//
//===----------------------------------------------------------------------===//

#include "compiler/Schedules/Families.h"
#include "compiler/Schedules/WinogradTransform.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

/// Floats of the products of a piece: half of a first-level cache of 32 KiB.
static constexpr int64_t mostProducts = 4096;

namespace {
class WinogradRowsSchedule {
public:
  WinogradRowsSchedule(ScheduleBuilder &builder, cnn::Conv2DOp conv)
      : builder(builder), conv(conv), window(conv.getWindow()),
        input(conv.getInput().getType()), result(conv.getOutput().getType()),
        extent(cnn::getWinogradExtent(window.y.kernel)),
        block(cnn::getWinogradBlock(conv.getWeight().getType(), result.getDimSize(1))),
        lanes(largestDivisor(block, builder.target.vectorFloats)) {}

  void write() {
    Piece piece = scheduleResult();
    scheduleProducts(piece);
    scheduleInput(piece.tileRows);
    scheduleWeight();
  }

private:
  /// Where the results of some columns of a row of tiles are formed.
  struct Piece {
    Value columns, tileRows; // the loops over pieces and over what they are pieces of
    int64_t width;           // in columns of the convolution
  };
  Piece scheduleResult();
  void scheduleProducts(const Piece &piece);
  void scheduleInput(Value tileRows);
  void scheduleWeight();
  Value stage(StringRef purpose = "") { return builder.stage(builder.getName(conv, purpose)); }

  ScheduleBuilder &builder;
  cnn::Conv2DOp conv;
  cnn::Window window;
  RankedTensorType input, result;
  int64_t extent;       // of a tile, in rows
  int64_t block, lanes; // output channels whose products are computed together, and in a vector
};
} // namespace

/// A row of tiles holds 4 or 2 rows of the convolution; with pooling of stride s behind it as many by s.
WinogradRowsSchedule::Piece WinogradRowsSchedule::scheduleResult() {
  std::string main = builder.getName(conv);
  KernelResult image = scheduleImageResult(builder, {main, result});
  RankedTensorType type = image.type;
  Value out = builder.stage(image.stage);
  std::optional<cnn::Window> pooling = image.stage == main ? std::nullopt : getPooling(builder.kernel);
  int64_t strideY = pooling ? pooling->y.stride : 1, strideX = pooling ? pooling->x.stride : 1;
  int64_t overlap = pooling ? std::max<int64_t>(pooling->x.extent() - strideX, 0) : 0;

  int64_t most = std::max<int64_t>(mostProducts / (cnn::winogradPlaces * block * strideX), 1);
  int64_t pieces = llvm::divideCeil(type.getDimSize(3), most);
  int64_t width = llvm::divideCeil(type.getDimSize(3), pieces);
  auto [blocks, inBlock] = builder.split(builder.loop(out, "c"), block, Tail::GuardWithIf);
  auto [vectors, lane] = builder.split(inBlock, lanes);
  auto [tileRows, row] =
      builder.split(builder.loop(out, "y"), std::max<int64_t>(extent / strideY, 1), Tail::GuardWithIf);
  auto [columns, column] = builder.split(builder.loop(out, "x"), width, Tail::ShiftInwards);
  Value n = builder.loop(out, "n");
  builder.reorder({lane, row, column, vectors, columns, blocks, tileRows, n});
  builder.vectorize(lane);
  builder.unroll(row);
  int64_t images = type.getDimSize(0);
  bool manyImages = images > 1 && builder.choose("parallel_images", images >= builder.target.cores);
  builder.parallel(manyImages ? n : tileRows);

  if (image.stage != main) {
    Value sums = builder.stage(main), y = builder.loop(sums, "y");
    builder.computeAt(sums, columns);
    builder.alignBounds(y, extent);
    auto [sumVectors, sumLane] = builder.split(builder.loop(sums, "c"), lanes);
    auto [sumRows, sumRow] = builder.split(y, extent);
    builder.reorder({sumLane, sumRow, builder.loop(sums, "x"), sumVectors, sumRows});
    builder.vectorize(sumLane);
    builder.unroll(sumRow);
  }
  return {columns, tileRows, std::min(width * strideX + overlap, result.getDimSize(3))};
}

void WinogradRowsSchedule::scheduleProducts(const Piece &piece) {
  RegisterTile tile = chooseRegisterTile(builder, block, piece.width);
  Value products = stage("products"), stored = builder.wrap(products);
  builder.computeAt(stored, piece.columns);
  builder.boundExtent(builder.loop(stored, "c"), block);
  auto [tiles, column] = builder.split(builder.loop(stored, "x"), tile.rows, Tail::ShiftInwards);
  SmallVector<Value> order = scheduleRegisterTile(builder, stored, "c", tile.lanes, {});
  builder.unroll(column);
  order.append({column, tiles, builder.loop(stored, "y"), builder.loop(stored, "b"), builder.loop(stored, "t")});
  builder.reorder(order);
  builder.computeAt(products, tiles);
  scheduleAccumulators(builder, products, "c", tile.lanes, {"x"}, {"rc", "rx"});
}

/// Vectors lie along the columns of an image of few channels.
void WinogradRowsSchedule::scheduleInput(Value tileRows) {
  Value transformed = stage("input");
  builder.computeAt(transformed, tileRows);
  bool alongColumns = cnn::hasFewChannels(input);
  int64_t columns = (result.getDimSize(3) - 1) * window.x.stride + window.x.extent();
  int64_t widest = std::min(alongColumns ? columns : input.getDimSize(1), builder.target.vectorFloats);
  SmallVector<Value> order = scheduleTransform(builder, transformed, alongColumns ? "x" : "c",
                                               alongColumns ? llvm::bit_floor(uint64_t(widest)) : widest, {"y"});
  order.append({builder.loop(transformed, alongColumns ? "c" : "x"), builder.loop(transformed, "t")});
  builder.reorder(order);
}

/// Once a call, unless it is stored so.
void WinogradRowsSchedule::scheduleWeight() {
  if (!builder.findStage(builder.getName(conv, "weight")))
    return;
  Value weight = stage("weight");
  builder.computeRoot(weight);
  scheduleWinogradRowsWeight(builder, weight, result.getDimSize(1) / block, lanes);
}

void scheduleWinogradRows(ScheduleBuilder &builder, cnn::Conv2DOp conv) {
  WinogradRowsSchedule(builder, conv).write();
}

} // namespace cnnc
