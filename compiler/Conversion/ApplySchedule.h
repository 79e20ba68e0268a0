//===- ApplySchedule.h - Schedules that were edited by hand -------------===//

#ifndef CNNC_COMPILER_CONVERSION_APPLYSCHEDULE_H
#define CNNC_COMPILER_CONVERSION_APPLYSCHEDULE_H

#include "mlir/IR/BuiltinOps.h"

namespace cnnc {

/// Gives each kernel of `module` the schedule of the kernel of the same name in `edited`. Fails with
/// a message at the place in `edited` where a kernel is not in `module` or computes something else.
mlir::LogicalResult applySchedules(mlir::ModuleOp module, mlir::ModuleOp edited);

} // namespace cnnc

#endif
