//===- ModelEmitter.h - The forms of a compiled model -------------------===//

#ifndef CNNC_COMPILER_DRIVER_MODELEMITTER_H
#define CNNC_COMPILER_DRIVER_MODELEMITTER_H

#include "compiler/Codegen/LowerToLLVM.h"
#include "compiler/Driver/Options.h"

namespace cnnc {

/// Generates the bytes of a form (from LLVM IR on) of a model whose memory is planned. Errors are diagnostics.
mlir::FailureOr<std::string> emitModel(mlir::ModuleOp planned, const ModelDescription &description, Emit form,
                                       const Options &options);

} // namespace cnnc

#endif
