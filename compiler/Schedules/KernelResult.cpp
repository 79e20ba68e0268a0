//===- KernelResult.cpp - What a kernel computes in the end -------------===//

#include "compiler/Schedules/KernelResult.h"

using namespace mlir;

namespace cnnc {

SmallVector<KernelResult> getResults(halide::KernelOp kernel) {
  SmallVector<KernelResult> results;
  OperandRange values = kernel.getYield().getValues();
  for (const halide::OutputStage &output : halide::getOutputStages(kernel))
    results.push_back({output.name, cast<RankedTensorType>(values[output.first].getType())});
  return results;
}

KernelResult scheduleImageResult(ScheduleBuilder &builder, const KernelResult &conv) {
  KernelResult result = getResults(builder.kernel).front();
  if (result.isImage())
    return result;
  builder.computeRoot(builder.stage(conv.stage));
  return conv;
}

std::optional<cnn::Window> getPooling(halide::KernelOp kernel) {
  for (Operation &op : kernel.getAlgorithm().front())
    if (std::optional<cnn::Window> window = halide::getPoolWindow(&op))
      return window;
  return std::nullopt;
}

} // namespace cnnc
