//===- Passes.h - The passes from the network dialect to itself ---------===//

#ifndef CNNC_COMPILER_TRANSFORMS_PASSES_H
#define CNNC_COMPILER_TRANSFORMS_PASSES_H

#include "dialects/CNN/CNNOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace cnnc::cnn {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/Transforms/Passes.h.inc"

} // namespace cnnc::cnn

#endif
