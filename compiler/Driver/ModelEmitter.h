//===- ModelEmitter.h - The forms of a compiled model -------------------===//

#ifndef CNNC_COMPILER_DRIVER_MODELEMITTER_H
#define CNNC_COMPILER_DRIVER_MODELEMITTER_H

#include "compiler/Codegen/LowerToLLVM.h"
#include "compiler/Driver/Options.h"

namespace cnnc {

/// Writes a form (from LLVM IR on) of a model whose memory is planned to its output.
mlir::LogicalResult emitModel(mlir::ModuleOp planned, const ModelDescription &description, const Options &options);

} // namespace cnnc

#endif
