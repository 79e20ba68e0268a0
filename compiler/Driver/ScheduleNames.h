//===- ScheduleNames.h - Names of stages and loops in printed schedules -===//

#ifndef CNNC_COMPILER_DRIVER_SCHEDULENAMES_H
#define CNNC_COMPILER_DRIVER_SCHEDULENAMES_H

#include "mlir/IR/BuiltinOps.h"

namespace cnnc {

/// Gives the directives of all schedules locations under which they are printed as one reads them: %conv2d,
/// %conv2d_update, %y, %y_0, instead of by the layer that the kernel computes.
void nameSchedules(mlir::ModuleOp module);

} // namespace cnnc

#endif
