//===- Rematerialize.cpp - Computes values again to save memory ---------===//

#include "compiler/Conversion/Passes.h"
#include "compiler/Conversion/Recomputation.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace cnnc::cnn;
using namespace cnnc::halide;

namespace cnnc {
#define GEN_PASS_DEF_REMATERIALIZE
#include "compiler/Conversion/Passes.h.inc"

namespace {

/// A copy of the network, outside of the module, whose launches stand in the order given.
OwningOpRef<NetworkOp> repeatLaunches(NetworkOp network, const Recomputation &recomputation,
                                      ArrayRef<unsigned> order) {
  OwningOpRef<NetworkOp> copy(network.clone());
  Block &body = copy->getBody().front();
  std::vector<LaunchOp> launches = planArena(*copy)->order;
  auto inputs = llvm::map_to_vector(launches, [](LaunchOp launch) { return SmallVector<Value>(launch.getInputs()); });
  llvm::DenseMap<Value, Value> latest; // of a value of the arena, the one that was computed last
  auto find = [&](Value value) { return latest.contains(value) ? latest[value] : value; };
  llvm::BitVector hasRun(launches.size());
  OpBuilder builder(body.getTerminator());
  for (unsigned index : order) {
    LaunchOp launch = launches[index];
    if (!hasRun[index]) {
      hasRun.set(index);
      launch->moveBefore(body.getTerminator());
      launch.getInputsMutable().assign(llvm::map_to_vector(inputs[index], find));
      continue;
    }
    auto repeated = llvm::map_to_vector(recomputation.getRepeatedInputs(index),
                                        [&](unsigned input) { return find(inputs[index][input]); });
    auto again = LaunchOp::create(builder, launch.getLoc(), launch.getResultTypes(), launch.getKernel(), repeated,
                                  launch.getParts());
    for (auto [before, after] : llvm::zip(launch.getOutputs(), again.getOutputs()))
      if (liesInArena(before))
        latest[before] = after;
  }
  for (WriteOp write : SmallVector<WriteOp>(body.getOps<WriteOp>()))
    write->moveBefore(body.getTerminator());
  return copy;
}

struct RematerializePass : impl::RematerializeBase<RematerializePass> {
  using RematerializeBase::RematerializeBase;

  void runOnOperation() override {
    // One message, for the network that needs the most.
    NetworkOp largest;
    int64_t most = limit;
    for (NetworkOp network : llvm::make_early_inc_range(getOperation().getOps<NetworkOp>())) {
      FailureOr<int64_t> arena = fit(network);
      if (failed(arena))
        return signalPassFailure();
      if (*arena <= most)
        continue;
      largest = network;
      most = *arena;
    }
    if (!largest)
      return;
    largest.emitOpError("expects a memory limit of at least ")
        << most << " bytes for " << stringifyEntry(largest.getEntry()) << ", found " << int64_t(limit);
    signalPassFailure();
  }

  /// Replaces the network by one that fits, if there is one. Returns the bytes of its arena, or the least that were
  /// found.
  FailureOr<int64_t> fit(NetworkOp network) {
    FailureOr<ArenaPlan> plan = planArena(network);
    if (failed(plan))
      return failure();
    int64_t smallest = plan->arena.bytes;
    if (smallest <= limit)
      return smallest;
    // The arena has gaps, so which amount of live bytes fits is tried, in steps of 1.5 %. Less memory seldom costs
    // less, but it may: of all that fit, the cheapest is taken.
    Recomputation recomputation(network, *plan);
    RecomputingOrder best;
    OwningOpRef<NetworkOp> fitting;
    for (int64_t bytes = smallest; bytes >= recomputation.getLeastBytes(); bytes -= bytes / 64 + 1) {
      std::optional<RecomputingOrder> order = recomputation.findOrder(bytes);
      if (!order || (fitting && best.cost <= order->cost))
        continue;
      OwningOpRef<NetworkOp> candidate = repeatLaunches(network, recomputation, order->launches);
      FailureOr<ArenaPlan> candidatePlan = planArena(*candidate);
      if (failed(candidatePlan))
        return failure();
      int64_t arena = candidatePlan->arena.bytes;
      smallest = std::min(smallest, arena);
      if (arena > limit)
        continue;
      fitting = std::move(candidate);
      best = std::move(*order);
    }
    if (!fitting)
      return smallest;
    if (remarks)
      report(plan->order, best.launches);
    OpBuilder(network).insert(fitting.release());
    network.erase();
    return smallest;
  }

  static void report(ArrayRef<LaunchOp> launches, ArrayRef<unsigned> order) {
    llvm::MapVector<unsigned, unsigned> runs;
    for (unsigned launch : order)
      ++runs[launch];
    for (auto [launch, count] : runs)
      if (count > 1)
        emitRemark(LaunchOp(launches[launch]).getLoc()) << "runs " << count << " times to save memory";
  }
};

} // namespace
} // namespace cnnc
