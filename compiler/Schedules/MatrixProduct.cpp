//===- MatrixProduct.cpp - Dense layers and matrix products -------------===//
//
// The result's innermost stored dimension lies in vectors, the other one fills the rows of a register
// tile (RegisterTile.h); the factor that is read along the vectors must be dense there, or is packed
// first (`.a` or `.b`). Blocks of columns are shared among threads: each streams its own weights once.
//
//===----------------------------------------------------------------------===//

#include "compiler/Schedules/Families.h"
#include "compiler/Schedules/RegisterTile.h"
#include "compiler/Tiles/MatrixTiles.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

/// The helper stage that must be packed so that vectors along `dimension` of the result are dense;
/// empty where the factor is dense already.
static std::string getPackedStage(ScheduleBuilder &builder, Operation *op, int64_t dimension) {
  auto product = dyn_cast<cnn::MatMulOp>(op);
  if (!product)
    return {};
  if (dimension == 1)
    return MatrixFactor{product.getB(), product.getTransposeB()}.isInnermost(1) ? "" : builder.getName(op, "b");
  return MatrixFactor{product.getA(), product.getTransposeA()}.isInnermost(0) ? "" : builder.getName(op, "a");
}

/// A microsecond of sums, or of reading the second factor from the second-level cache: threads start in 0.7.
static bool isWorthSharing(Operation *op) {
  return cast<cnn::CostOpInterface>(op).getMultiplyAdds() >= 65536 ||
         cast<RankedTensorType>(op->getOperand(1).getType()).getNumElements() >= 32768;
}

void scheduleMatrixProduct(ScheduleBuilder &builder, Operation *op) {
  KernelResult output = getResults(builder.kernel).front();
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  auto weight = cast<RankedTensorType>(op->getOperand(1).getType());
  Value sum = builder.stage(builder.getName(op));
  if (output.type.getShape() != type.getShape())
    return builder.computeRoot(sum);
  int64_t vectorDimension = cnn::getStoredOrder(output.type).innermost(), rowDimension = 1 - vectorDimension;
  StringRef names[] = {"n", "c"};
  int64_t columns = type.getDimSize(vectorDimension), rows = type.getDimSize(rowDimension);
  int64_t block = vectorDimension == 1 ? cnn::getStoredOrder(weight).block : 0;
  RegisterTile tile = chooseRegisterTile(builder, columns, rows, block);

  Value out = builder.stage(output.stage);
  Tail columnTail = columns % tile.channels() == 0 ? Tail::Auto : Tail::ShiftInwards;
  auto [blocks, inBlock] = builder.split(builder.loop(out, names[vectorDimension]), tile.channels(), columnTail);
  auto [vector, lanes] = builder.split(inBlock, tile.lanes);
  auto [tiles, row] = builder.split(builder.loop(out, names[rowDimension]), tile.rows, Tail::ShiftInwards);
  // Rows outside read every column once for each tile of rows, and the rows once.
  bool rowsOutside = builder.choose("rows_outside", false);
  Value outer = rowsOutside ? tiles : blocks, inner = rowsOutside ? blocks : tiles;
  builder.reorder({lanes, vector, row, inner, outer});
  builder.vectorize(lanes);
  builder.unroll(vector);
  builder.unroll(row);
  // Threads share the outer loop, or the inner one where that is the only one.
  bool hasBlocks = columns > tile.channels(), hasTiles = rows > tile.rows;
  bool sharesOuter = rowsOutside ? hasTiles : hasBlocks;
  if ((hasBlocks || hasTiles) && builder.choose("parallel", isWorthSharing(op)))
    builder.parallel(sharesOuter ? outer : inner);

  builder.computeAt(sum, inner);
  scheduleAccumulators(builder, sum, names[vectorDimension], tile.lanes, {names[rowDimension]}, {"rc"});

  std::string packed = getPackedStage(builder, op, vectorDimension);
  if (packed.empty())
    return;
  // One line of the source after another for each vector: they are read once.
  Value copy = builder.stage(packed);
  builder.computeRoot(copy);
  auto [copyLanes, copyBlocks] = builder.vectorizeLoop(copy, names[vectorDimension], columns, Tail::GuardWithIf);
  builder.reorder({copyLanes, builder.loop(copy, "rc"), copyBlocks});
}

} // namespace cnnc
