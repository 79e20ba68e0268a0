//===- HeaderWriter.h - A model's interface for C and C++ ---------------===//

#ifndef CNNC_COMPILER_CODEGEN_HEADERWRITER_H
#define CNNC_COMPILER_CODEGEN_HEADERWRITER_H

#include "compiler/Codegen/LowerToLLVM.h"

namespace cnnc {

/// The text of a header that is written to `path`: typed entry points over the table `<name>_model`, sizes, and the
/// parameters' indices. `module` holds the model's programs and parameters. Where `path` is "-" its example includes
/// `<name>.h`.
std::string writeHeader(mlir::ModuleOp module, const ModelDescription &description, llvm::StringRef path);

/// Makes an identifier of C: other characters become _, a leading digit gets one before it, and one
/// follows a keyword or another name that is taken.
std::string makeIdentifier(llvm::StringRef name);

} // namespace cnnc

#endif
