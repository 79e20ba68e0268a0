//===- TileProduct.cpp - Dense layers on matrix tiles ---------------------===//
//
//   split: the rows of the first factor, in parts of bf16      (threads share them)
//   for groups of columns                                      (threads share them)
//     weight: the group's of the second factor, in parts
//     products: the group's sums, on tiles
//     for rows, for columns: result: bias, activation, ... of the group
//
//===----------------------------------------------------------------------===//

#include "compiler/Schedules/Families.h"
#include "compiler/Schedules/TileOperands.h"
#include "compiler/Tiles/MatrixTiles.h"
#include "compiler/Transforms/ConvolutionCost.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

void scheduleTileProduct(ScheduleBuilder &builder, Operation *op, const MatrixTiles &product) {
  int64_t parts = cnn::getParts(product.algorithm);
  KernelResult output = getResults(builder.kernel).front();
  bool isWhole = output.type.getShape() != cast<RankedTensorType>(op->getResult(0).getType()).getShape();
  Value out = builder.stage(isWhole ? builder.getName(op) : output.stage);
  if (isWhole)
    builder.computeRoot(out);
  Value rows = builder.loop(out, product.isTransposed ? "c" : "n");
  Value columns = builder.loop(out, product.isTransposed ? "n" : "c");
  auto tasks = cnn::TileTasks::get(1, product.columns, 1, product.rows, product.summed * product.columns,
                                   /*wholeImages=*/true);
  int64_t groups = builder.choose("column_groups", tasks.channelGroups, {1, 2, 4, 8, 16});
  int64_t groupBlocks = llvm::divideCeil(llvm::divideCeil(product.columns, cnn::tileChannels), groups);
  auto [group, inGroup] = builder.split(columns, groupBlocks * cnn::tileChannels, Tail::GuardWithIf);
  auto [vectors, lanes] = builder.split(inGroup, builder.target.vectorFloats, Tail::GuardWithIf);
  builder.reorder({lanes, vectors, rows, group});
  builder.vectorize(lanes);
  builder.parallel(group);
  builder.computeAt(builder.stage(builder.getName(op, "products")), group);

  Value split = builder.stage(builder.getName(op, "split"));
  builder.computeRoot(split);
  Value shared = builder.loop(split, "x");
  if (product.first.isInnermost(0)) {
    shared = scheduleTurnedSplit(builder, split, parts, product.rows);
  } else {
    scheduleSplit(builder, split, parts, product.summed);
    builder.reorder({builder.loop(split, "b"), shared});
  }
  if (shared && product.rows * product.summed >= leastSharedElements)
    builder.parallel(shared);
  if (std::string name = builder.getName(op, "weight"); builder.findStage(name)) {
    Value weight = builder.stage(name);
    builder.computeAt(weight, group);
    schedulePackedWeight(builder, weight, parts, product.second.isInnermost(1), {});
  }
}

} // namespace cnnc
