//===- ArenaPlan.cpp - When launches run and where their values lie -----===//

#include "compiler/Conversion/ArenaPlan.h"

#include "compiler/Conversion/LaunchGraph.h"
#include "dialects/Halide/Buffers.h"

using namespace mlir;
using namespace cnnc::cnn;
using namespace cnnc::halide;

namespace cnnc {

bool liesInArena(Value value) {
  return getLaunch(value) && llvm::none_of(value.getUsers(), llvm::IsaPred<WriteOp, ReturnOp>);
}

FailureOr<ArenaPlan> planArena(NetworkOp network) {
  LaunchGraph graph(network);
  for (WriteOp write : network.getBody().front().getOps<WriteOp>())
    if (!graph.orderAfterReaders(getLaunch(write.getValue()), write.getParameter()))
      return write.emitOpError("expects the readers of @") << write.getParameter() << " to run before";
  ArenaPlan plan;
  plan.order = graph.getOrder();
  llvm::DenseMap<Operation *, unsigned> step;
  for (auto [index, launch] : llvm::enumerate(plan.order))
    step[launch] = index;
  SmallVector<ArenaBuffer> buffers;
  for (LaunchOp launch : plan.order)
    for (Value value : llvm::make_filter_range(launch.getOutputs(), liesInArena)) {
      unsigned last = step[launch];
      for (Operation *user : value.getUsers())
        last = std::max(last, step[user]);
      plan.values.push_back(value);
      buffers.push_back({getByteSize(getStoredType(cast<RankedTensorType>(value.getType()))), step[launch], last});
    }
  plan.arena = assignArenaOffsets(buffers);
  return plan;
}

} // namespace cnnc
