//===- ScheduleInterpreter.h - Applies a schedule region to Halide ------===//

#ifndef CNNC_COMPILER_KERNELS_SCHEDULEINTERPRETER_H
#define CNNC_COMPILER_KERNELS_SCHEDULEINTERPRETER_H

#include "compiler/Kernels/Definition.h"

namespace cnnc {

/// The text of an error of Halide, for a diagnostic.
std::string getMessage(const Halide::Error &error);

/// Carries out the directives of the kernel's schedule on its definition. A directive that Halide
/// rejects fails with its message at the directive's line.
mlir::LogicalResult applySchedule(halide::KernelOp kernel, Definition &definition);

} // namespace cnnc

#endif
