//===- WinogradTransform.cpp - Stages of Winograd's transforms ----------===//

#include "compiler/Schedules/WinogradTransform.h"

#include "compiler/Schedules/Families.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

SmallVector<Value> scheduleTransform(ScheduleBuilder &builder, Value stage, StringRef channels, int64_t lanes,
                                     ArrayRef<StringRef> unrolled) {
  auto [vectors, lane] = builder.split(builder.loop(stage, channels), lanes);
  SmallVector<Value> order{lane};
  builder.vectorize(lane);
  for (StringRef name : unrolled) {
    order.push_back(builder.loop(stage, name));
    builder.unroll(order.back());
  }
  order.push_back(vectors);
  return order;
}

void scheduleWinogradWeight(ScheduleBuilder &builder, Value weight, Value rows, Value flipped, int64_t blocks,
                            int64_t lanes) {
  SmallVector<Value> order = scheduleTransform(builder, weight, "n", lanes, {"x", "y"});
  Value vectors = order.pop_back_val(), channels = builder.loop(weight, "c");
  if (flipped) {
    auto [pieces, inPiece] = builder.split(channels, 16, Tail::GuardWithIf);
    builder.computeAt(rows, inPiece);
    builder.computeAt(flipped, vectors);
    SmallVector<Value> turn = scheduleTransform(builder, flipped, "n", lanes, {});
    builder.reorder({turn.front(), builder.loop(flipped, "c"), turn.back(), builder.loop(flipped, "x"),
                     builder.loop(flipped, "y")});
    order.append({inPiece, vectors, pieces});
  } else {
    builder.computeAt(rows, vectors);
    order.append({vectors, channels});
  }
  builder.parallel(blocks >= builder.target.cores ? builder.loop(weight, "b") : order.back());
  builder.reorder(order);
  builder.reorder(scheduleTransform(builder, rows, "n", lanes, {"y", "x"}));
}

void scheduleWinogradRowsWeight(ScheduleBuilder &builder, Value weight, int64_t blocks, int64_t lanes) {
  SmallVector<Value> order = scheduleTransform(builder, weight, "n", lanes, {"y"});
  order.append({builder.loop(weight, "x"), builder.loop(weight, "c")});
  builder.reorder(order);
  builder.parallel(blocks >= builder.target.cores ? builder.loop(weight, "b") : order.back());
}

void scheduleWinogradTransform(ScheduleBuilder &builder, cnn::RepackOp repack) {
  auto type = cast<RankedTensorType>(repack.getOutput().getType());
  cnn::Algorithm algorithm = cnn::getStoredAlgorithm(type);
  if (!cnn::isWinograd(algorithm) || algorithm == cnn::getStoredAlgorithm(repack.getInput().getType()))
    return;
  int64_t block = cnn::getStoredOrder(type).block, lanes = largestDivisor(block, builder.target.vectorFloats);
  Value weight = builder.stage(getResults(builder.kernel).front().stage);
  int64_t blocks = type.getDimSize(0) / block;
  if (algorithm == cnn::Algorithm::WinogradRows)
    return scheduleWinogradRowsWeight(builder, weight, blocks, lanes);
  Value rows = builder.stage(builder.getName(repack, "rows"));
  scheduleWinogradWeight(builder, weight, rows, /*flipped=*/{}, blocks, lanes);
}

} // namespace cnnc
