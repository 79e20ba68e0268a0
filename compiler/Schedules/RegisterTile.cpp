//===- RegisterTile.cpp - The accumulators of a matrix-like kernel ------===//

#include "compiler/Schedules/RegisterTile.h"

#include "compiler/Schedules/Families.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace cnnc {

RegisterTile chooseRegisterTile(int64_t channels, int64_t rows, const Target &target) {
  RegisterTile best{std::min(channels, target.vectorFloats), 1, 1};
  double leastCost = -1.0;
  for (int64_t vectors : {1, 2, 4}) {
    if (vectors > 1 && vectors * best.lanes > channels)
      break;
    // Four registers hold the weights and what the address arithmetic wants.
    int64_t mostRows = std::max<int64_t>((target.vectorRegisters - 4) / vectors, 1);
    for (int64_t tileRows = 1; tileRows <= std::min(mostRows, rows); ++tileRows) {
      double tiles = static_cast<double>(llvm::divideCeil(channels, vectors * best.lanes)) *
                     static_cast<double>(llvm::divideCeil(rows, tileRows));
      // A multiply-add issues as often as two loads; a tile's latency is at least 8 multiply-adds.
      double work = static_cast<double>(vectors * tileRows);
      double cost = tiles * std::max({work, 8.0, work * 0.75 + 0.5 * static_cast<double>(vectors + tileRows)});
      if (leastCost < 0.0 || cost < leastCost - 1e-9) {
        leastCost = cost;
        best.vectors = vectors;
        best.rows = tileRows;
      }
    }
  }
  return best;
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

} // namespace cnnc
