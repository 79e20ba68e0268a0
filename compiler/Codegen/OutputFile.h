//===- OutputFile.h - Files that are whole or not there -----------------===//

#ifndef CNNC_COMPILER_CODEGEN_OUTPUTFILE_H
#define CNNC_COMPILER_CODEGEN_OUTPUTFILE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace cnnc {

/// Writes a file beside its place and renames it, so that nobody sees a part of it and a failure leaves what
/// was there before. "-" is the standard output. The error names the file.
llvm::Error writeFile(llvm::StringRef path, llvm::function_ref<void(llvm::raw_ostream &)> write,
                      bool executable = false);

/// What went wrong with a stream that is written to its end. A stream that is not asked ends the program.
std::error_code finishStream(llvm::raw_fd_ostream &stream);

} // namespace cnnc

#endif
