//===- ProgramLowering.h - The code of an entry point -------------------===//

#ifndef CNNC_COMPILER_CODEGEN_PROGRAMLOWERING_H
#define CNNC_COMPILER_CODEGEN_PROGRAMLOWERING_H

#include "compiler/Codegen/Constants.h"
#include "compiler/Codegen/ParameterBlock.h"
#include "dialects/Halide/HalideDialect.h"

namespace cnnc {

/// Adds to `module` the function `name` that runs a program:
///
///   int name(void *user_context, uint8_t *arena, uint8_t *parameters,
///            const void *const *inputs, void *const *outputs)
///
/// It describes each operand of a call by a halide_buffer_t on its stack, returns a kernel's status at
/// once if it is not zero, and reports each launch that is done to cnn_embedded_launched. `kernelSymbols`
/// maps the kernels' names to those of their code.
void lowerProgram(halide::ProgramOp program, llvm::StringRef name, const ParameterBlock &parameters,
                  const llvm::StringMap<std::string> &kernelSymbols, mlir::ModuleOp module, Constants &constants);

} // namespace cnnc

#endif
