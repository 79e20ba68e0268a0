//===- Schedule.cpp - Chooses the family of a kernel --------------------===//

#include "compiler/Schedules/Schedule.h"

#include "compiler/Schedules/Families.h"
#include "compiler/Tiles/MatrixTiles.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace cnnc {

SmallVector<Choice> scheduleKernel(halide::KernelOp kernel, const Target &target, const Choices &choices) {
  if (!kernel.getSchedule().empty())
    return {};
  ScheduleBuilder builder(kernel, target, choices);
  if (target.isGpu()) {
    scheduleForGpu(builder);
    return {};
  }
  // Backwards: a depthwise convolution schedules the one that computes its image.
  for (Operation &op : llvm::reverse(kernel.getAlgorithm().front().without_terminator()))
    llvm::TypeSwitch<Operation *>(&op)
        .Case<cnn::Conv2DOp, cnn::Conv2DInputGradientOp, cnn::Conv2DWeightGradientOp>([&](auto conv) {
          if (builder.isScheduled(builder.getName(conv)) || builder.isScheduled(builder.getName(conv, "products")))
            return;
          if (conv.getAlgorithm() == cnn::Algorithm::Winograd)
            return scheduleWinograd(builder, conv);
          if (cnn::getParts(conv.getAlgorithm()))
            return scheduleTileConvolution(builder, conv);
          if (auto forward = dyn_cast<cnn::Conv2DOp>(&op)) {
            if (forward.getAlgorithm() == cnn::Algorithm::WinogradRows)
              return scheduleWinogradRows(builder, forward);
            if (cnn::Conv2DOp image = halide::getImageConvolution(forward))
              return cnn::getParts(image.getAlgorithm()) ? scheduleTileConvolutionPair(builder, image, forward)
                                                         : scheduleConvolutionPair(builder, image, forward);
          }
          switch (halide::getLanes(conv)) {
          case halide::Lanes::Channels:
            return scheduleDirectConvolution(builder, conv);
          case halide::Lanes::Columns:
            return scheduleRowConvolution(builder, conv);
          case halide::Lanes::Images:
            return scheduleBatchConvolution(builder, conv);
          }
        })
        .Case<cnn::RepackOp>([&](cnn::RepackOp repack) {
          scheduleWinogradTransform(builder, repack);
          scheduleRepack(builder, repack);
        })
        .Case<cnn::DenseOp, cnn::MatMulOp>([&](auto product) {
          if (cnn::getParts(product.getAlgorithm()))
            return scheduleTileProduct(builder, product, MatrixTiles::get(product));
          scheduleMatrixProduct(builder, product);
        });
  scheduleReductions(builder);
  scheduleElementwise(builder);
  return llvm::to_vector(builder.getAsked());
}

} // namespace cnnc
