//===- ModelTuner.h - Tunes the kernels of a model ----------------------===//

#ifndef CNNC_COMPILER_TUNING_MODELTUNER_H
#define CNNC_COMPILER_TUNING_MODELTUNER_H

#include "compiler/Codegen/KernelCache.h"
#include "compiler/Tuning/LoadedModel.h"
#include "compiler/Tuning/TuningDatabase.h"

namespace cnnc {

/// Measures what the database does not know of the kernels of `fused`, a module before its schedules are written,
/// on this machine and on as many threads, and adds it to the database kernel by kernel: a run that is broken off
/// goes on where it was. Shows on the standard error how far it is.
llvm::Error tuneModel(mlir::ModuleOp fused, TuningDatabase &database, const RunSettings &settings,
                      const KernelCache &cache, llvm::StringRef compiler);

} // namespace cnnc

#endif
