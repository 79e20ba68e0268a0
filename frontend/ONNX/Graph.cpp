//===- Graph.cpp - The order of an ONNX graph's nodes -------------------===//

#include "frontend/ONNX/Graph.h"

#include "frontend/ONNX/onnx.pb.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace cnnc {

StringRef getNodeName(const onnx::NodeProto &node) {
  if (!node.name().empty())
    return node.name();
  return node.output_size() > 0 && !node.output(0).empty() ? node.output(0) : node.op_type();
}

std::string describeNode(const onnx::NodeProto &node) {
  return (node.op_type() + " node '" + getNodeName(node) + "'").str();
}

Location getLocation(MLIRContext *context, StringRef path, StringRef name) {
  Location file = FileLineColLoc::get(context, path, 0, 0);
  return name.empty() ? file : Location(NameLoc::get(StringAttr::get(context, name), file));
}

namespace {
/// Depth-first search along the inputs, without recursion: a file may chain any number of nodes.
class NodeSorter {
public:
  NodeSorter(MLIRContext *context, StringRef path) : context(context), path(path) {}

  LogicalResult define(const onnx::GraphProto &graph);
  LogicalResult visit(const onnx::NodeProto &root);

  std::vector<const onnx::NodeProto *> order;

private:
  enum class State { New, Active, Done };
  struct Visit {
    const onnx::NodeProto *node;
    int nextInput;
  };

  InFlightDiagnostic emitError(const onnx::NodeProto &node) {
    return mlir::emitError(getLocation(context, path, getNodeName(node))) << describeNode(node) << ": ";
  }
  LogicalResult reportCycle(const onnx::NodeProto *node);

  MLIRContext *context;
  StringRef path;
  llvm::StringSet<> given;
  llvm::StringMap<const onnx::NodeProto *> producers;
  llvm::DenseMap<const onnx::NodeProto *, State> states;
  std::vector<Visit> stack;
};
} // namespace

LogicalResult NodeSorter::define(const onnx::GraphProto &graph) {
  auto emitDuplicate = [&](StringRef what, StringRef name) {
    return mlir::emitError(getLocation(context, path, name)) << what << " '" << name << "' is defined twice";
  };
  for (const onnx::TensorProto &initializer : graph.initializer())
    if (!given.insert(initializer.name()).second)
      return emitDuplicate("initializer", initializer.name());
  // Before IR version 4 the initialisers stand among the inputs, too.
  llvm::StringSet<> inputs;
  for (const onnx::ValueInfoProto &input : graph.input())
    if (!inputs.insert(input.name()).second)
      return emitDuplicate("input", input.name());
    else
      given.insert(input.name());
  for (const onnx::NodeProto &node : graph.node())
    for (const std::string &output : node.output()) {
      if (output.empty())
        continue;
      if (given.contains(output) || !producers.try_emplace(output, &node).second)
        return emitError(node) << "its output '" << output << "' is defined twice";
    }
  return success();
}

LogicalResult NodeSorter::reportCycle(const onnx::NodeProto *node) {
  InFlightDiagnostic diagnostic = emitError(*node) << "the graph has a cycle: ";
  auto first = llvm::find_if(stack, [&](const Visit &visit) { return visit.node == node; });
  // The stack runs from a user to its producers; a cycle reads better along the data.
  for (const Visit &visit : llvm::reverse(llvm::make_range(first, stack.end())))
    diagnostic << getNodeName(*visit.node) << " -> ";
  return diagnostic << getNodeName(*stack.back().node);
}

LogicalResult NodeSorter::visit(const onnx::NodeProto &root) {
  if (states.lookup(&root) == State::Done)
    return success();
  stack.assign(1, {&root, 0});
  states[&root] = State::Active;
  while (!stack.empty()) {
    auto [node, nextInput] = stack.back();
    if (nextInput == node->input_size()) {
      states[node] = State::Done;
      order.push_back(node);
      stack.pop_back();
      continue;
    }
    ++stack.back().nextInput;
    const std::string &input = node->input(nextInput);
    if (input.empty() || given.contains(input))
      continue;
    const onnx::NodeProto *producer = producers.lookup(input);
    if (!producer)
      return emitError(*node) << "its input '" << input
                              << "' is neither an input of the graph, nor an initializer, nor a node's output";
    if (states.lookup(producer) == State::Active)
      return reportCycle(producer);
    if (states.lookup(producer) == State::New) {
      states[producer] = State::Active;
      stack.push_back({producer, 0});
    }
  }
  return success();
}

FailureOr<std::vector<const onnx::NodeProto *>> orderNodes(const onnx::GraphProto &graph, MLIRContext *context,
                                                           StringRef path) {
  NodeSorter sorter(context, path);
  if (failed(sorter.define(graph)))
    return failure();
  for (const onnx::NodeProto &node : graph.node())
    if (failed(sorter.visit(node)))
      return failure();
  return std::move(sorter.order);
}

} // namespace cnnc
