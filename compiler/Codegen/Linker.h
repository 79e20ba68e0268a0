//===- Linker.h - Objects to a model, by lld in process -----------------===//

#ifndef CNNC_COMPILER_CODEGEN_LINKER_H
#define CNNC_COMPILER_CODEGEN_LINKER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace cnnc {

/// What a model is linked from.
struct LinkInputs {
  std::string name;                        // the model's; it exports <name>_model
  llvm::StringRef entry;                   // the entry object
  std::vector<llvm::StringRef> kernels;    // the kernels' objects
  std::string runtime;                     // path of libcnn_embedded.a
};

/// Each returns the bytes of the file.
///
/// A shared object that needs libc and libm only and exports <name>_model and, as its alias, cnn_model.
llvm::Expected<std::string> linkSharedObject(const LinkInputs &inputs);
/// One relocatable object; everything but <name>_model is local, so that models do not clash in a program.
llvm::Expected<std::string> linkObject(const LinkInputs &inputs);
/// An archive of that object.
llvm::Expected<std::string> linkStaticLibrary(const LinkInputs &inputs);

/// The embedded runtime's archive, ../lib/cnnc/libcnn_embedded.a from the running program.
std::string findEmbeddedRuntime();

} // namespace cnnc

#endif
