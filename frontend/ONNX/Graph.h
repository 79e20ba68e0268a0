//===- Graph.h - The order of an ONNX graph's nodes ---------------------===//

#ifndef CNNC_FRONTEND_ONNX_GRAPH_H
#define CNNC_FRONTEND_ONNX_GRAPH_H

#include "mlir/IR/Location.h"
#include "mlir/Support/LLVM.h"
#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace onnx {
class GraphProto;
class NodeProto;
} // namespace onnx

namespace cnnc {

/// A node's own name, or that of its first output.
llvm::StringRef getNodeName(const onnx::NodeProto &node);

/// How messages begin that are about a node: `Conv node 'conv1'`.
std::string describeNode(const onnx::NodeProto &node);

/// Where a message or an operation of `name` comes from: the name, in the model's file.
mlir::Location getLocation(mlir::MLIRContext *context, llvm::StringRef path, llvm::StringRef name);

/// The nodes in an order in which every value is computed before it is used; the file's own order if
/// it has that property. Fails with a message if a value has two definitions or none, or if the graph
/// has a cycle.
mlir::FailureOr<std::vector<const onnx::NodeProto *>> orderNodes(const onnx::GraphProto &graph,
                                                                 mlir::MLIRContext *context,
                                                                 llvm::StringRef path);

} // namespace cnnc

#endif
