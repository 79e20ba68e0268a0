//===- KernelRole.cpp - The part an operation can take in a kernel ------===//

#include "dialects/Halide/KernelRole.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cnnc::cnn;

namespace cnnc::halide {

KernelRole getKernelRole(Operation *op) {
  return llvm::TypeSwitch<Operation *, KernelRole>(op)
      .Case<Conv2DOp, Conv2DInputGradientOp, Conv2DWeightGradientOp, DenseOp, MatMulOp>(
          [](auto) { return KernelRole::Contraction; })
      .Case<ReluOp, ReluGradientOp, LeakyReluOp, LeakyReluGradientOp, SigmoidOp, SigmoidGradientOp, TanhOp,
            TanhGradientOp, ClampOp, ClampGradientOp, AddOp, MultiplyOp, BatchNormOp, DropoutOp,
            MeanSquaredErrorGradientOp>([](auto) { return KernelRole::Elementwise; })
      .Case<FlattenOp, ReshapeOp, TransposeOp, SliceOp, BroadcastOp, RepackOp>(
          [](auto) { return KernelRole::Copy; })
      .Case<ConcatOp, PadOp>([](auto) { return KernelRole::Join; })
      .Case<MaxPoolOp, MaxPoolArgmaxOp, AveragePoolOp>([](auto) { return KernelRole::Pooling; })
      .Case<MaxPoolGradientOp, AveragePoolGradientOp>([](auto) { return KernelRole::PoolingGradient; })
      .Case<SGDOp, AdamOp, IncrementOp>([](auto) { return KernelRole::Update; })
      .Case<FillOp, DropoutMaskOp>([](auto) { return KernelRole::Generated; })
      .Case<ReadOp, WriteOp, ReturnOp>([](auto) { return KernelRole::Structure; })
      .Default([](Operation *) { return KernelRole::Reduction; });
}

} // namespace cnnc::halide
