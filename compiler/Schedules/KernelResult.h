//===- KernelResult.h - What a kernel computes in the end ---------------===//

#ifndef CNNC_COMPILER_SCHEDULES_KERNELRESULT_H
#define CNNC_COMPILER_SCHEDULES_KERNELRESULT_H

#include "compiler/Schedules/ScheduleBuilder.h"

namespace cnnc {

/// The result of a kernel: its stage and its first value's type.
struct KernelResult {
  std::string stage;
  mlir::RankedTensorType type;

  /// Whether it is an image, (n, c, y, x). Where something that is none is fused behind a convolution, such as a
  /// flattening, the sums are computed whole before it.
  bool isImage() const { return type.getRank() == 4; }
};
llvm::SmallVector<KernelResult> getResults(halide::KernelOp kernel);

/// What is computed tile by tile: the kernel's result where it is an image, else that of the convolution in it, `conv`,
/// which is then computed whole.
KernelResult scheduleImageResult(ScheduleBuilder &builder, const KernelResult &conv);

/// The window of the pooling that is fused into the kernel.
std::optional<cnn::Window> getPooling(halide::KernelOp kernel);

} // namespace cnnc

#endif
