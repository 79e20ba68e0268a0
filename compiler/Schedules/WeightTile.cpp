//===- WeightTile.cpp - The accumulators of sums in lanes ---------------===//

#include "compiler/Schedules/WeightTile.h"

#include "compiler/Conversion/Divisors.h"
#include "compiler/Schedules/RegisterTile.h"

using namespace mlir;

namespace cnnc {

/// Cycles for a multiply-add, at two loads a cycle; vectors of the input mostly reach over two cache lines.
static double getCost(const WeightTile &tile) {
  double work = static_cast<double>(tile.count());
  double loads = 0.5 * static_cast<double>(tile.outputs) + static_cast<double>(tile.inputs * tile.columns);
  return std::max({work, leastStepWork, loads}) / work;
}

WeightTile chooseWeightTile(ScheduleBuilder &builder, ArrayRef<int64_t> weight) {
  int64_t room = builder.target.accumulators();
  WeightTile best;
  for (int64_t outputs : getDivisors(weight[0], room))
    for (int64_t columns : getDivisors(weight[3], room / outputs))
      for (int64_t inputs : getDivisors(weight[1], room / (outputs * columns))) {
        WeightTile tile{outputs, inputs, columns};
        if (getCost(tile) < getCost(best) - 1e-9 ||
            (getCost(tile) < getCost(best) + 1e-9 && tile.count() > best.count()))
          best = tile;
      }
  best.outputs =
      builder.choose("tile_outputs", best.outputs, getDivisors(weight[0], room / (best.columns * best.inputs)));
  return best;
}

WeightTileLoops scheduleWeightTiles(ScheduleBuilder &builder, Value stored, const WeightTile &tile, int64_t lanes) {
  auto [vectors, lane] = builder.split(builder.loop(stored, "l"), lanes);
  auto [outputTiles, outputs] = builder.split(builder.loop(stored, "n"), tile.outputs);
  auto [inputTiles, inputs] = builder.split(builder.loop(stored, "c"), tile.inputs);
  auto [columnTiles, columns] = builder.split(builder.loop(stored, "x"), tile.columns);
  builder.vectorize(lane);
  for (Value loop : {columns, inputs, outputs})
    builder.unroll(loop);
  return {{lane, columns, inputs, outputs, vectors, columnTiles, inputTiles}, vectors, outputTiles};
}

} // namespace cnnc
