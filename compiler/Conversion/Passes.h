//===- Passes.h - The passes from networks to planned kernel calls ------===//

#ifndef CNNC_COMPILER_CONVERSION_PASSES_H
#define CNNC_COMPILER_CONVERSION_PASSES_H

#include "dialects/Halide/HalideDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace cnnc {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/Conversion/Passes.h.inc"

} // namespace cnnc

#endif
