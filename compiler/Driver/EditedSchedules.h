//===- EditedSchedules.h - Compiling with schedules edited by hand ------===//

#ifndef CNNC_COMPILER_DRIVER_EDITEDSCHEDULES_H
#define CNNC_COMPILER_DRIVER_EDITEDSCHEDULES_H

#include "mlir/Pass/Pass.h"

namespace cnnc {

/// A pass that gives the kernels of a module the schedules that stand in the file `path`.
std::unique_ptr<mlir::Pass> createApplyEditedSchedules(llvm::StringRef path);

} // namespace cnnc

#endif
