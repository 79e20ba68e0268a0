//===- PreparedImage.h - Runs a model's entry `prepare` -----------------===//

#ifndef CNNC_COMPILER_CODEGEN_PREPAREDIMAGE_H
#define CNNC_COMPILER_CODEGEN_PREPAREDIMAGE_H

#include "mlir/IR/AsmState.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

namespace cnnc {

/// The image of a model's parameters with what its entry `prepare` derives from `values`, the image's beginning.
/// `model` is a shared object with an empty image; it is loaded into this process and run. Nothing where this
/// machine does not run it: then the model prepares itself when it is loaded.
llvm::Expected<std::optional<mlir::AsmResourceBlob>> prepareImage(const llvm::MemoryBuffer &model,
                                                                  llvm::ArrayRef<char> values);

} // namespace cnnc

#endif
