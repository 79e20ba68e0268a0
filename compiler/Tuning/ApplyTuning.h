//===- ApplyTuning.h - Schedules that were measured ---------------------===//

#ifndef CNNC_COMPILER_TUNING_APPLYTUNING_H
#define CNNC_COMPILER_TUNING_APPLYTUNING_H

#include "compiler/Tuning/TuningDatabase.h"
#include "mlir/IR/BuiltinOps.h"

namespace cnnc {

/// Schedules the kernels of `module` that the database knows and that have no schedule.
void applyTuning(mlir::ModuleOp module, const TuningDatabase &database, const Target &target);

} // namespace cnnc

#endif
