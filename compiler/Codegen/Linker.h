//===- Linker.h - Objects to a model, by lld in process -----------------===//

#ifndef CNNC_COMPILER_CODEGEN_LINKER_H
#define CNNC_COMPILER_CODEGEN_LINKER_H

#include "compiler/Schedules/Target.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <string>

namespace cnnc {

/// What a model is linked from.
struct LinkInputs {
  std::string name;                        // the model's; it exports <name>_model
  std::string entry;                       // path of the entry object
  std::vector<llvm::StringRef> kernels;    // the kernels' objects
  std::string runtime;                     // path of libcnn_embedded.a
};

/// The bytes of a linked file.
using Linked = llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>;

/// A shared object that needs libc and libm only and exports <name>_model and, as its alias, cnn_model.
Linked linkSharedObject(const LinkInputs &inputs);
/// One relocatable object; everything but <name>_model is local, so that models do not clash in a program.
Linked linkObject(const LinkInputs &inputs);
/// An archive of that object.
Linked linkStaticLibrary(const LinkInputs &inputs);

/// Where the embedded runtime's archive lies, ../lib/cnnc/<architecture>/libcnn_embedded.a from the running
/// program. For another architecture than this program's, the C libraries to link with lie beside it.
std::string findEmbeddedRuntime(const Target &target);

} // namespace cnnc

#endif
