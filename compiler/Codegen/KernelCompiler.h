//===- KernelCompiler.h - One kernel to machine code, by Halide ---------===//

#ifndef CNNC_COMPILER_CODEGEN_KERNELCOMPILER_H
#define CNNC_COMPILER_CODEGEN_KERNELCOMPILER_H

#include "compiler/Schedules/Target.h"
#include "dialects/Halide/HalideDialect.h"

namespace cnnc {

/// The forms that a kernel can be compiled to.
enum class KernelForm { Object, Assembly, LLVMAssembly, PTX };

/// Compiles `kernel` under the external name `symbol` and returns the bytes. The code is
///
///   int symbol(void *user_context, halide_buffer_t *input..., halide_buffer_t *output...)
///
/// with the kernel's inputs and results in order, each buffer dense in its stored order (dimension
/// 0 of the buffer is the innermost stored one). It calls the embedded runtime and nothing else.
/// Safe to call from several threads for different kernels of one module. Fails with a diagnostic
/// at the directive or operation that Halide rejects.
mlir::FailureOr<std::string> compileKernel(halide::KernelOp kernel, llvm::StringRef symbol, const Target &target,
                                           KernelForm form);

/// A digest of everything that decides a kernel's code: algorithm, types, schedule, target, versions;
/// not its name and not its locations.
std::string getKernelDigest(halide::KernelOp kernel, const Target &target);

} // namespace cnnc

#endif
