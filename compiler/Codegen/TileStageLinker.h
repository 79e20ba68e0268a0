//===- TileStageLinker.h - Kernels with stages on matrix tiles --*- C++ -*-===//

#ifndef CNNC_COMPILER_CODEGEN_TILESTAGELINKER_H
#define CNNC_COMPILER_CODEGEN_TILESTAGELINKER_H

#include "compiler/Codegen/KernelCompiler.h"
#include "compiler/Tiles/TileKernel.h"

namespace cnnc {

/// Links a kernel, given as bitcode, with the stages on matrix tiles that it calls. Their status, which Halide's code
/// without assertions drops, becomes the kernel's.
llvm::Expected<std::string> joinTileStages(llvm::StringRef bitcode, llvm::ArrayRef<std::unique_ptr<TileKernel>> kernels,
                                           const Target &target, KernelForm form);

} // namespace cnnc

#endif
