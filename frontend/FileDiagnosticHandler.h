//===- FileDiagnosticHandler.h - Messages about files without lines -----===//

#ifndef CNNC_FRONTEND_FILEDIAGNOSTICHANDLER_H
#define CNNC_FRONTEND_FILEDIAGNOSTICHANDLER_H

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/raw_ostream.h"

namespace cnnc {

/// Prints diagnostics with their source line, and those at line 0 (an ONNX model has no lines, a file
/// that cannot be opened neither) as `model.onnx: error: ...`, with the layer's name. Errors of MLIR's parser are
/// explained.
class FileDiagnosticHandler : public mlir::SourceMgrDiagnosticHandler {
public:
  FileDiagnosticHandler(llvm::SourceMgr &sources, mlir::MLIRContext *context, llvm::raw_ostream &os = llvm::errs());

private:
  void print(mlir::Diagnostic &diagnostic);
  void print(mlir::Location location, const llvm::Twine &message, mlir::DiagnosticSeverity severity);

  bool hasErrors = false;
};

} // namespace cnnc

#endif
