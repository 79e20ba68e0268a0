//===- Schedule.h - Writes the schedule region of kernels ---------------===//

#ifndef CNNC_COMPILER_SCHEDULES_SCHEDULE_H
#define CNNC_COMPILER_SCHEDULES_SCHEDULE_H

#include "compiler/Schedules/Choices.h"
#include "compiler/Schedules/Target.h"
#include "dialects/Halide/HalideDialect.h"

namespace cnnc {

/// Writes the schedule region of a kernel for the target, with `choices` in the place of the cost model's, and
/// returns what could be chosen. A kernel that has a schedule keeps it.
llvm::SmallVector<Choice> scheduleKernel(halide::KernelOp kernel, const Target &target, const Choices &choices = {});

} // namespace cnnc

#endif
