//===- RowWeightGradient.cpp - The weight gradient of few channels ------===//
//
// For output gradients of few channels. Lanes are neighbouring columns, each with a sum of its own; a register tile
// holds those of a few output channels and (c, s), each vector of the output gradient and of the input read once for
// all of the tile. The images come in chunks that fit the second-level cache and that threads share:
//
//   for chunks of images (parallel)               pad, gradient: the chunk's images, filled up
//     for r, for k, c, s in tiles
//       partial: acc[k][c][s] = 0; for n of the chunk, y, x: acc += dy[k][x ..] * x[c][x + s ..]
//   lanes = the sum over the chunks, dw = the sum over the lanes
//
// The chunks are fixed by the schedule, so the order of summation does not depend on threads.
//
//===----------------------------------------------------------------------===//

#include "compiler/Schedules/Families.h"
#include "compiler/Schedules/FilledRows.h"
#include "compiler/Schedules/ImageChunk.h"
#include "compiler/Schedules/WeightTile.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

void scheduleRowConvolution(ScheduleBuilder &builder, cnn::Conv2DWeightGradientOp gradient) {
  ArrayRef<int64_t> weight = cast<RankedTensorType>(gradient.getWeightGradient().getType()).getShape();
  ArrayRef<int64_t> input = cast<RankedTensorType>(gradient.getInput().getType()).getShape();
  ArrayRef<int64_t> output = cast<RankedTensorType>(gradient.getOutputGradient().getType()).getShape();
  WeightTile tile = chooseWeightTile(builder, weight);
  int64_t lanes = std::min(builder.target.vectorFloats, sumLanes);
  // A chunk of both in half of the second-level cache, and a few chunks a thread.
  int64_t images = output[0];
  int64_t bytesPerImage = 4 * (output[1] * output[2] * output[3] + input[1] * input[2] * input[3]);
  int64_t most = std::min(Target::secondLevelBytes / 2 / bytesPerImage, images / (4 * builder.target.cores));
  int64_t storedBytes = 4 * sumLanes * weight[0] * weight[1] * weight[2] * weight[3];
  int64_t chunk = chooseImageChunk(builder, images, most, storedBytes);

  Value sum = builder.stage(builder.getName(gradient));
  builder.computeRoot(sum);

  Value laneSums = builder.stage(builder.getName(gradient, "lanes"));
  builder.computeRoot(laneSums);
  builder.vectorize(builder.split(builder.loop(laneSums, "l"), lanes).inner);
  Value update = builder.update(laneSums);
  Value chunks = builder.split(builder.loop(update, "rn"), chunk).outer;
  ScheduleBuilder::Partial partial = builder.rfactor(update, chunks);
  auto [updateVectors, updateLanes] = builder.split(builder.loop(update, "l"), lanes);
  builder.reorder({updateLanes, chunks, updateVectors});
  builder.vectorize(updateLanes);

  // The partial sums of a chunk, stored when a tile's are complete.
  Value stored = builder.wrap(partial.stage);
  builder.computeRoot(stored);
  WeightTileLoops loops = scheduleWeightTiles(builder, stored, tile, lanes);
  Value storedChunks = builder.loop(stored, "u");
  loops.inner.append({loops.outputTiles, builder.loop(stored, "y"), storedChunks});
  builder.reorder(loops.inner);
  builder.parallel(storedChunks);

  builder.computeAt(partial.stage, loops.vectors);
  scheduleAccumulators(builder, partial.stage, "l", lanes, {"x", "c", "n"}, {"rx", "ry", "rni"});

  for (StringRef purpose : {"pad", "gradient"}) {
    int64_t columns = purpose == "pad" ? input[3] : output[3];
    builder.computeAt(scheduleFilledRows(builder, builder.getName(gradient, purpose), columns), storedChunks);
  }
}

} // namespace cnnc
