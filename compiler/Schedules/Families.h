//===- Families.h - The schedule families -------------------------------===//

#ifndef CNNC_COMPILER_SCHEDULES_FAMILIES_H
#define CNNC_COMPILER_SCHEDULES_FAMILIES_H

#include "compiler/Conversion/Divisors.h"
#include "compiler/Schedules/KernelResult.h"
#include "compiler/Schedules/RegisterTile.h"
#include "compiler/Schedules/ScheduleBuilder.h"
#include "dialects/CNN/Layout.h"

namespace cnnc {

struct MatrixTiles;

/// Direct convolution forward and its input gradient, with what is fused behind.
void scheduleDirectConvolution(ScheduleBuilder &builder, cnn::Conv2DOp conv);
void scheduleDirectConvolution(ScheduleBuilder &builder, cnn::Conv2DInputGradientOp conv);
/// The same, and the weight gradient, with vectors along the rows of images of few channels.
void scheduleRowConvolution(ScheduleBuilder &builder, cnn::Conv2DOp conv);
void scheduleRowConvolution(ScheduleBuilder &builder, cnn::Conv2DInputGradientOp conv);
void scheduleRowConvolution(ScheduleBuilder &builder, cnn::Conv2DWeightGradientOp gradient);
/// The same with vectors along images that lie innermost.
void scheduleBatchConvolution(ScheduleBuilder &builder, cnn::Conv2DOp conv);
void scheduleBatchConvolution(ScheduleBuilder &builder, cnn::Conv2DInputGradientOp conv);
void scheduleBatchConvolution(ScheduleBuilder &builder, cnn::Conv2DWeightGradientOp gradient);
/// All three on matrix tiles.
void scheduleTileConvolution(ScheduleBuilder &builder, cnn::Conv2DOp conv);
void scheduleTileConvolution(ScheduleBuilder &builder, cnn::Conv2DInputGradientOp conv);
void scheduleTileConvolution(ScheduleBuilder &builder, cnn::Conv2DWeightGradientOp gradient);
/// A convolution and the depthwise one behind it, whose image it computes.
void scheduleConvolutionPair(ScheduleBuilder &builder, cnn::Conv2DOp image, cnn::Conv2DOp depthwise);
/// The same with the image on matrix tiles.
void scheduleTileConvolutionPair(ScheduleBuilder &builder, cnn::Conv2DOp image, cnn::Conv2DOp depthwise);
/// All three by Winograd's algorithm.
void scheduleWinograd(ScheduleBuilder &builder, cnn::Conv2DOp conv);
void scheduleWinograd(ScheduleBuilder &builder, cnn::Conv2DInputGradientOp conv);
void scheduleWinograd(ScheduleBuilder &builder, cnn::Conv2DWeightGradientOp gradient);
/// The same along y alone.
void scheduleWinogradRows(ScheduleBuilder &builder, cnn::Conv2DOp conv);
/// A weight's transform for either.
void scheduleWinogradTransform(ScheduleBuilder &builder, cnn::RepackOp repack);
/// Weight gradient in chunks of images.
void scheduleDirectConvolution(ScheduleBuilder &builder, cnn::Conv2DWeightGradientOp gradient);
/// Dense layers and matrix products, with what is fused behind.
void scheduleMatrixProduct(ScheduleBuilder &builder, mlir::Operation *product);
/// The same on matrix tiles.
void scheduleTileProduct(ScheduleBuilder &builder, mlir::Operation *op, const MatrixTiles &product);
/// A copy in another order whose vectors would jump from row to row of what it reads.
void scheduleRepack(ScheduleBuilder &builder, cnn::RepackOp repack);
/// Every reduction that no family above has taken.
void scheduleReductions(ScheduleBuilder &builder);
/// Every result that no family above has taken: element by element.
void scheduleElementwise(ScheduleBuilder &builder);
/// All of a kernel on a GPU.
void scheduleForGpu(ScheduleBuilder &builder);

/// Elements below which a parallel region costs more than it gains (about 2 microseconds).
constexpr int64_t leastSharedElements = 16384;

} // namespace cnnc

#endif
