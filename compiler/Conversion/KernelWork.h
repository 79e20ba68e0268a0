//===- KernelWork.h - Operations and traffic of a kernel ----------------===//

#ifndef CNNC_COMPILER_CONVERSION_KERNELWORK_H
#define CNNC_COMPILER_CONVERSION_KERNELWORK_H

#include "dialects/Halide/HalideDialect.h"

namespace cnnc {

/// What one run of a kernel does, for reports and rooflines.
struct KernelWork {
  /// Two for each multiply-add; for an operation without, one for each element it reads or writes,
  /// whichever are more; none for copies.
  int64_t operations = 0;
  /// Every input and output once.
  int64_t bytes = 0;
};

KernelWork getKernelWork(halide::KernelOp kernel);

} // namespace cnnc

#endif
