//===- Pipeline.h - The road through the compiler -----------------------===//

#ifndef CNNC_COMPILER_DRIVER_PIPELINE_H
#define CNNC_COMPILER_DRIVER_PIPELINE_H

#include "compiler/Driver/Options.h"
#include "mlir/Pass/PassManager.h"

namespace cnnc {

/// Adds the passes that lead an imported model to what `last` is made from: one of the stages, or for any
/// other form the last of them.
void buildPipeline(mlir::OpPassManager &passes, const Options &options, Emit last);

} // namespace cnnc

#endif
