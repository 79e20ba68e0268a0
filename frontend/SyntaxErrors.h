//===- SyntaxErrors.h - Errors of MLIR's parser for authors of models ---===//

#ifndef CNNC_FRONTEND_SYNTAXERRORS_H
#define CNNC_FRONTEND_SYNTAXERRORS_H

#include "mlir/IR/MLIRContext.h"
#include "mlir/Support/LLVM.h"
#include <string>

namespace cnnc {

/// What MLIR's parser says with names of C++ and of its tools' options, without them and with the name that was
/// probably meant; any other message as it is. Empty where the message only repeats the one before it.
std::string explainSyntaxError(llvm::StringRef message, mlir::MLIRContext *context);

/// The name that `name` abbreviates, or else the nearest one; empty if none is near.
std::string suggestName(llvm::StringRef name, llvm::ArrayRef<llvm::StringRef> names);

} // namespace cnnc

#endif
