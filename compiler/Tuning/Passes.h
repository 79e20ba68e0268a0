//===- Passes.h - The passes that take measured schedules ---------------===//

#ifndef CNNC_COMPILER_TUNING_PASSES_H
#define CNNC_COMPILER_TUNING_PASSES_H

#include "dialects/Halide/HalideDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace cnnc {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/Tuning/Passes.h.inc"

} // namespace cnnc

#endif
