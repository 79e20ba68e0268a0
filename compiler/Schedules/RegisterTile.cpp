//===- RegisterTile.cpp - The accumulators of a matrix-like kernel ------===//

#include "compiler/Schedules/RegisterTile.h"

#include "compiler/Conversion/Divisors.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace cnnc {

/// How many vectors side by side a tile may have. One of odd blocks ends where they do.
static SmallVector<int64_t> getVectorCounts(int64_t block, int64_t lanes, const Target &target) {
  if (block == 0 || block % lanes != 0 || llvm::isPowerOf2_64(block))
    return {1, 2, 4};
  return getDivisors(block / lanes, target.vectorRegisters / 2 - 1);
}

double getStepCost(int64_t multiplyAdds, int64_t loads) {
  auto work = static_cast<double>(multiplyAdds);
  return std::max({work, leastStepWork, work * 0.75 + 0.5 * static_cast<double>(loads)});
}

namespace {
/// The tiles of `channels` x `rows` results that may be the fastest, each with its estimated cost.
struct RegisterTileCost {
  RegisterTile tile;
  double cost; // in multiply-adds of a vector
};
} // namespace

/// Every tile that the registers hold, with its work for all results, counting what tails compute twice and the
/// loads that each tile needs. Where weights lie in blocks of `block` channels and vectors of 8 fill one, but no wider
/// ones do, they are that narrow, and tiles end where blocks do.
static SmallVector<RegisterTileCost> getRegisterTiles(int64_t channels, int64_t rows, int64_t block,
                                                      const Target &target) {
  SmallVector<RegisterTileCost> tiles;
  int64_t lanes = std::min(channels, target.vectorFloats);
  if (block % 8 == 0 && block % lanes != 0)
    lanes = 8;
  for (int64_t vectors : getVectorCounts(block, lanes, target)) {
    if (vectors > 1 && vectors * lanes > channels)
      break;
    int64_t mostRows = std::max<int64_t>(target.accumulators() / vectors, 1);
    for (int64_t tileRows = 1; tileRows <= std::min(mostRows, rows); ++tileRows) {
      double count = static_cast<double>(llvm::divideCeil(channels, vectors * lanes)) *
                     static_cast<double>(llvm::divideCeil(rows, tileRows));
      tiles.push_back({{lanes, vectors, tileRows}, count * getStepCost(vectors * tileRows, vectors + tileRows)});
    }
  }
  return tiles;
}

/// The first with the least cost.
static const RegisterTileCost &getBest(ArrayRef<RegisterTileCost> tiles) {
  const RegisterTileCost *best = &tiles.front();
  for (const RegisterTileCost &tile : tiles)
    if (tile.cost < best->cost - 1e-9)
      best = &tile;
  return *best;
}

RegisterTile chooseRegisterTile(ScheduleBuilder &builder, int64_t channels, int64_t rows, int64_t block) {
  SmallVector<RegisterTileCost> tiles = getRegisterTiles(channels, rows, block, builder.target);
  SmallVector<int64_t> vectors;
  for (const RegisterTileCost &tile : tiles)
    if (!llvm::is_contained(vectors, tile.tile.vectors))
      vectors.push_back(tile.tile.vectors);
  int64_t chosen = builder.choose("tile_vectors", getBest(tiles).tile.vectors, vectors);
  llvm::erase_if(tiles, [&](const RegisterTileCost &tile) { return tile.tile.vectors != chosen; });

  // What costs half as much again is not worth a measurement.
  RegisterTileCost best = getBest(tiles);
  SmallVector<int64_t> candidates;
  for (const RegisterTileCost &tile : tiles)
    if (tile.cost <= 1.5 * best.cost)
      candidates.push_back(tile.tile.rows);
  return {best.tile.lanes, chosen, builder.choose("tile_rows", best.tile.rows, candidates)};
}

SmallVector<Value> scheduleRegisterTile(ScheduleBuilder &builder, Value definition, StringRef channels, int64_t lanes,
                                        ArrayRef<StringRef> rows) {
  auto [vectors, lane] = builder.split(builder.loop(definition, channels), lanes);
  SmallVector<Value> loops{lane, vectors};
  for (StringRef row : rows)
    loops.push_back(builder.loop(definition, row));
  builder.vectorize(lane);
  for (Value loop : ArrayRef<Value>(loops).drop_front())
    builder.unroll(loop);
  return loops;
}

void scheduleAccumulators(ScheduleBuilder &builder, Value sum, StringRef channels, int64_t lanes,
                          ArrayRef<StringRef> rows, ArrayRef<StringRef> loops) {
  scheduleRegisterTile(builder, sum, channels, lanes, rows);
  Value update = builder.update(sum);
  SmallVector<Value> order = scheduleRegisterTile(builder, update, channels, lanes, rows);
  for (StringRef loop : loops)
    order.push_back(builder.loop(update, loop));
  builder.reorder(order);
}

void scheduleTilesOfResult(ScheduleBuilder &builder, Value conv, Value lanes, Value vectors, Value pixels, Value tiles,
                           ArrayRef<Value> outer, int64_t vectorFloats) {
  SmallVector<Value> order{lanes, vectors, pixels, tiles};
  llvm::append_range(order, outer);
  builder.reorder(order);
  builder.vectorize(lanes);
  builder.unroll(vectors);
  builder.unroll(pixels);
  builder.parallel(outer.back());
  builder.computeAt(conv, tiles);
  scheduleAccumulators(builder, conv, "c", vectorFloats, {"x"}, {"rc", "rx", "ry"});
}

} // namespace cnnc
