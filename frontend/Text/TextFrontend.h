//===- TextFrontend.h - The dialect's own text and bytecode -------------===//

#ifndef CNNC_FRONTEND_TEXT_TEXTFRONTEND_H
#define CNNC_FRONTEND_TEXT_TEXTFRONTEND_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace llvm {
class SourceMgr;
}

namespace cnnc {

/// Parses and verifies the main buffer of `sources`, text or bytecode. In text, the operation that
/// `%conv1 = ...` defines gets the location NameLoc("conv1", file:line:column), and block arguments
/// likewise; a name that the text states by `loc("...")` stays. Null after a diagnostic.
mlir::OwningOpRef<mlir::ModuleOp> importText(llvm::SourceMgr &sources, mlir::MLIRContext *context);

} // namespace cnnc

#endif
