//===- Passes.h - The pass that writes schedules ------------------------===//

#ifndef CNNC_COMPILER_SCHEDULES_PASSES_H
#define CNNC_COMPILER_SCHEDULES_PASSES_H

#include "dialects/Halide/HalideDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace cnnc {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/Schedules/Passes.h.inc"

} // namespace cnnc

#endif
