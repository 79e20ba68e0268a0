//===- KernelText.h - When two kernels compute the same -----------------===//

#ifndef CNNC_COMPILER_CONVERSION_KERNELTEXT_H
#define CNNC_COMPILER_CONVERSION_KERNELTEXT_H

#include "dialects/Halide/HalideDialect.h"

namespace cnnc {

/// The text of a kernel's algorithm with its types and attributes, without its name and locations:
/// equal for kernels that compute the same.
std::string getAlgorithmText(halide::KernelOp kernel);

} // namespace cnnc

#endif
