//===- Pipeline.h - The road through the compiler -----------------------===//

#ifndef CNNC_COMPILER_DRIVER_PIPELINE_H
#define CNNC_COMPILER_DRIVER_PIPELINE_H

#include "compiler/Driver/Options.h"
#include "mlir/Pass/PassManager.h"

namespace cnnc {

/// Where the road can be left, and printed.
enum class Stage { Import, CNN, Layout, Halide, Schedule, Buffers };

/// Adds the passes that lead an imported model to `last`.
void buildPipeline(mlir::OpPassManager &passes, const Options &options, Stage last);

} // namespace cnnc

#endif
