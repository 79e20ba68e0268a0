//===- LaunchGraph.cpp - The order in which launches can run ------------===//

#include "compiler/Conversion/LaunchGraph.h"

#include <queue>

using namespace mlir;
using namespace cnnc::cnn;
using namespace cnnc::halide;

namespace cnnc {

LaunchOp getLaunch(Value value) { return value.getDefiningOp<LaunchOp>(); }

LaunchGraph::LaunchGraph(NetworkOp network) : network(network) {
  for (LaunchOp launch : network.getBody().front().getOps<LaunchOp>()) {
    successors.insert({launch, {}});
    for (Value input : launch.getInputs())
      if (LaunchOp producer = getLaunch(input))
        successors[producer].insert(launch);
  }
}

SmallVector<LaunchOp> LaunchGraph::getReaders(StringRef parameter) {
  SmallVector<LaunchOp> readers;
  for (ReadOp read : network.getBody().front().getOps<ReadOp>())
    if (read.getParameter() == parameter)
      for (Operation *user : read->getUsers())
        if (auto launch = dyn_cast<LaunchOp>(user))
          readers.push_back(launch);
  return readers;
}

bool LaunchGraph::reaches(Operation *from, Operation *to) {
  llvm::SmallPtrSet<Operation *, 16> seen;
  SmallVector<Operation *> pending{from};
  while (!pending.empty()) {
    Operation *launch = pending.pop_back_val();
    if (launch == to)
      return true;
    for (Operation *next : successors[launch])
      if (seen.insert(next).second)
        pending.push_back(next);
  }
  return false;
}

bool LaunchGraph::orderAfterReaders(LaunchOp writer, StringRef parameter) {
  SmallVector<LaunchOp> readers = getReaders(parameter);
  for (LaunchOp reader : readers)
    if (reader != writer && reaches(writer, reader))
      return false;
  for (LaunchOp reader : readers)
    if (reader != writer)
      successors[reader].insert(writer);
  return true;
}

std::vector<LaunchOp> LaunchGraph::getOrder() {
  // Smallest first: updates, then by position.
  using Key = std::tuple<bool, unsigned, Operation *>;
  llvm::DenseMap<Operation *, Key> keys;
  llvm::DenseMap<Operation *, unsigned> waitingFor;
  for (auto &[launch, next] : successors) {
    bool isUpdate = llvm::all_of(launch->getUsers(), llvm::IsaPred<WriteOp>);
    keys[launch] = {!isUpdate, keys.size(), launch};
    for (Operation *successor : next)
      ++waitingFor[successor];
  }
  std::priority_queue<Key, std::vector<Key>, std::greater<>> ready;
  for (auto &[launch, next] : successors)
    if (!waitingFor.lookup(launch))
      ready.push(keys[launch]);
  std::vector<LaunchOp> order;
  while (!ready.empty()) {
    Operation *launch = std::get<2>(ready.top());
    ready.pop();
    order.push_back(cast<LaunchOp>(launch));
    for (Operation *successor : successors[launch])
      if (--waitingFor[successor] == 0)
        ready.push(keys[successor]);
  }
  return order;
}

} // namespace cnnc
