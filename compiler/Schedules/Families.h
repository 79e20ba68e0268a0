//===- Families.h - The schedule families -------------------------------===//

#ifndef CNNC_COMPILER_SCHEDULES_FAMILIES_H
#define CNNC_COMPILER_SCHEDULES_FAMILIES_H

#include "compiler/Schedules/ScheduleBuilder.h"

namespace cnnc {

/// The result of a kernel: its stage and its first value's type.
struct KernelResult {
  std::string stage;
  mlir::RankedTensorType type;
};
llvm::SmallVector<KernelResult> getResults(halide::KernelOp kernel);

/// Direct convolution forward and its input gradient, with what is fused behind.
void scheduleDirectConvolution(ScheduleBuilder &builder, cnn::Conv2DOp conv);
void scheduleDirectConvolution(ScheduleBuilder &builder, cnn::Conv2DInputGradientOp conv);
/// Weight gradient in chunks of images.
void scheduleWeightGradient(ScheduleBuilder &builder, cnn::Conv2DWeightGradientOp gradient);
/// Dense layers and matrix products, with what is fused behind.
void scheduleMatrixProduct(ScheduleBuilder &builder, mlir::Operation *product);
/// Every reduction that no family above has taken.
void scheduleReductions(ScheduleBuilder &builder);
/// Every result that no family above has taken: element by element.
void scheduleElementwise(ScheduleBuilder &builder);

/// Vectors along a concatenated dimension that are written out: each then copies one part and nothing
/// decides at run time which. Code grows with their number.
constexpr int64_t mostUnrolledVectors = 256;
/// Whether a kernel concatenates along a dimension of this number and extent that is worth unrolling.
bool unrollsConcatenation(ScheduleBuilder &builder, int64_t dimension, int64_t extent);

/// All of a kernel on a GPU.
void scheduleForGpu(ScheduleBuilder &builder);

} // namespace cnnc

#endif
