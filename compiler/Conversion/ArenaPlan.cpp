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

size_t getPartsEnd(ArrayRef<LaunchOp> order, size_t begin) {
  size_t end = begin + 1;
  int64_t parts = LaunchOp(order[begin]).getParts();
  while (parts > 1 && end < order.size() && static_cast<int64_t>(LaunchOp(order[end]).getParts()) == parts)
    ++end;
  return end;
}

FailureOr<ArenaPlan> planArena(NetworkOp network) {
  LaunchGraph graph(network);
  for (WriteOp write : network.getBody().front().getOps<WriteOp>())
    if (!graph.orderAfterReaders(getLaunch(write.getValue()), write.getParameter()))
      return write.emitOpError("expects the readers of @") << write.getParameter() << " to run before";
  ArenaPlan plan;
  plan.order = graph.getOrder();
  struct Span {
    unsigned first, last;
  };
  llvm::DenseMap<Operation *, unsigned> step;
  llvm::DenseMap<Operation *, Span> together; // the launches that run together with each
  for (size_t begin = 0, end; begin < plan.order.size(); begin = end) {
    end = getPartsEnd(plan.order, begin);
    for (size_t index = begin; index < end; ++index) {
      step[plan.order[index]] = index;
      together[plan.order[index]] = {static_cast<unsigned>(begin), static_cast<unsigned>(end - 1)};
    }
  }
  SmallVector<ArenaBuffer> buffers;
  for (LaunchOp launch : plan.order)
    for (Value value : llvm::make_filter_range(launch.getOutputs(), liesInArena)) {
      Span group = together[launch], life{step[launch], step[launch]};
      MemRefType type = getStoredType(cast<RankedTensorType>(value.getType()));
      bool staysInside = llvm::all_of(value.getUsers(),
                                      [&](Operation *user) { return together[user].first == group.first; });
      if (staysInside) {
        type = getPartType(type, launch.getParts());
        for (Operation *user : value.getUsers())
          life.last = std::max(life.last, step[user]);
      } else {
        life = group;
        for (Operation *user : value.getUsers())
          life.last = std::max(life.last, together[user].last);
      }
      plan.values.push_back(value);
      plan.types.push_back(type);
      buffers.push_back({getByteSize(type), life.first, life.last});
    }
  plan.arena = assignArenaOffsets(buffers);
  return plan;
}

} // namespace cnnc
