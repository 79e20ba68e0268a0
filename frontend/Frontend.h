//===- Frontend.h - From a model's file to the cnn dialect --------------===//

#ifndef CNNC_FRONTEND_FRONTEND_H
#define CNNC_FRONTEND_FRONTEND_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace cnnc {

/// Reads the model at `path`: the dialect's own text (.mlir) or bytecode (.mlirbc), or an ONNX model
/// (.onnx). A file of another extension is known by its content, as is "-", the standard input.
/// `training`: the model may have been exported in training mode (ONNX); its dropout and batch normalisation
/// then become the layers that differentiation gives their training meaning, and that infer as usual.
/// Null after a diagnostic. Locations name the files, so a SourceMgrDiagnosticHandler over an empty
/// SourceMgr shows source lines.
mlir::OwningOpRef<mlir::ModuleOp> importModel(llvm::StringRef path, mlir::MLIRContext *context,
                                              bool training = false);

} // namespace cnnc

#endif
