//===- Schedule.h - Writes the schedule region of kernels ---------------===//

#ifndef CNNC_COMPILER_SCHEDULES_SCHEDULE_H
#define CNNC_COMPILER_SCHEDULES_SCHEDULE_H

#include "compiler/Schedules/Target.h"
#include "dialects/Halide/HalideDialect.h"

namespace cnnc {

/// Writes the schedule region of a kernel for the target. A kernel that has one keeps it.
void scheduleKernel(halide::KernelOp kernel, const Target &target);

} // namespace cnnc

#endif
