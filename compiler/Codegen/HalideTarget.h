//===- HalideTarget.h - A target's instructions in Halide's words -------===//

#ifndef CNNC_COMPILER_CODEGEN_HALIDETARGET_H
#define CNNC_COMPILER_CODEGEN_HALIDETARGET_H

#include "compiler/Schedules/Target.h"
#include <Halide.h>

namespace cnnc {

/// The processor and its instructions, and nothing of how code is called.
Halide::Target getHalideTarget(const Target &target);

/// Makes a pipeline ready for the target's code generator.
void addTargetPasses(Halide::Pipeline pipeline, const Target &target);

} // namespace cnnc

#endif
