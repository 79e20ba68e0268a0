//===- BatchWeightGradient.cpp - The same for the weight gradient -------===//
//
// Lanes are 16 images, each with a sum of its own; a register tile holds those of a few output channels, input channels
// and columns of the kernel. Threads share the tiles, each of which sums over everything, so there is nothing to add up
// but the lanes:
//
//   for blocks of output channels, r (joined, parallel), for c, s in tiles
//     lanes: acc[k][c][s] = 0; for vectors of images, y, x: acc += dy[k][y][x] * x[c][y + r][x + s]
//   dw = the sum over the lanes
//
//===----------------------------------------------------------------------===//

#include "compiler/Schedules/Families.h"
#include "compiler/Schedules/WeightTile.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

void scheduleBatchConvolution(ScheduleBuilder &builder, cnn::Conv2DWeightGradientOp gradient) {
  auto weight = cast<RankedTensorType>(gradient.getWeightGradient().getType());
  auto input = cast<RankedTensorType>(gradient.getInput().getType());
  WeightTile tile = chooseWeightTile(builder, weight.getShape());
  int64_t lanes = std::min(builder.target.vectorFloats, sumLanes);

  builder.computeRoot(builder.stage(builder.getName(gradient)));

  Value sum = builder.stage(builder.getName(gradient, "lanes"));
  Value stored = builder.wrap(sum);
  builder.computeRoot(stored);
  WeightTileLoops loops = scheduleWeightTiles(builder, stored, tile, lanes);
  Value y = builder.loop(stored, "y");
  loops.inner.append({y, loops.outputTiles});
  builder.reorder(loops.inner);
  builder.parallel(builder.fuse(loops.outputTiles, y));

  builder.computeAt(sum, loops.vectors);
  scheduleAccumulators(builder, sum, "l", lanes, {"x", "c", "n"}, {"rx", "ry", "rn"});

  std::string pad = builder.getName(gradient, "pad");
  if (!builder.findStage(pad))
    return;
  Value padded = builder.stage(pad);
  builder.computeRoot(padded);
  builder.vectorizeLoop(padded, "n", input.getDimSize(0));
  if (input.getNumElements() >= leastSharedElements)
    builder.parallel(builder.loop(padded, "y"));
}

} // namespace cnnc
