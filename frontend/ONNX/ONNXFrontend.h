//===- ONNXFrontend.h - From ONNX to the cnn dialect --------------------===//

#ifndef CNNC_FRONTEND_ONNX_ONNXFRONTEND_H
#define CNNC_FRONTEND_ONNX_ONNXFRONTEND_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/MemoryBuffer.h"

namespace cnnc {

/// Imports the ONNX model in `file`, whose identifier is its path: initialisers become parameters under their ONNX
/// names, the graph becomes one network, each operation at NameLoc(node's name, file). Operators of opset 9 and later
/// that the cnn dialect expresses; anything else is refused in one diagnostic that names the operator, the node and the
/// reason. Nodes in training mode are taken for `training` alone.
mlir::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>> importONNX(const llvm::MemoryBuffer &file,
                                                             mlir::MLIRContext *context, bool training);

} // namespace cnnc

#endif
