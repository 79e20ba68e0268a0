//===- Operations.h - The meaning of every operation of the cnn dialect -===//
//
// One overload of `evaluate` an operation, in plain loops that follow the
// formula of its description; <Family>Ops.cpp holds those of the family whose
// .td file has that name. The interpreter has checked that the operands have
// the shapes of their types and that these are static.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_REFERENCE_OPERATIONS_H
#define CNNC_COMPILER_REFERENCE_OPERATIONS_H

#include "compiler/Reference/Tensor.h"
#include "dialects/CNN/CNNOps.h"

namespace cnnc::reference {

using Operands = llvm::ArrayRef<Tensor>;
using Results = mlir::FailureOr<llvm::SmallVector<Tensor>>;

template <typename... Tensors>
Results results(Tensors &&...tensors) {
  llvm::SmallVector<Tensor> list;
  (list.push_back(std::forward<Tensors>(tensors)), ...);
  return list;
}

Results evaluate(cnn::Conv2DOp op, Operands operands);
Results evaluate(cnn::Conv2DInputGradientOp op, Operands operands);
Results evaluate(cnn::Conv2DWeightGradientOp op, Operands operands);

Results evaluate(cnn::MaxPoolOp op, Operands operands);
Results evaluate(cnn::MaxPoolArgmaxOp op, Operands operands);
Results evaluate(cnn::MaxPoolGradientOp op, Operands operands);
Results evaluate(cnn::AveragePoolOp op, Operands operands);
Results evaluate(cnn::AveragePoolGradientOp op, Operands operands);

Results evaluate(cnn::DenseOp op, Operands operands);
Results evaluate(cnn::MatMulOp op, Operands operands);

Results evaluate(cnn::ReluOp op, Operands operands);
Results evaluate(cnn::ReluGradientOp op, Operands operands);
Results evaluate(cnn::LeakyReluOp op, Operands operands);
Results evaluate(cnn::LeakyReluGradientOp op, Operands operands);
Results evaluate(cnn::SigmoidOp op, Operands operands);
Results evaluate(cnn::SigmoidGradientOp op, Operands operands);
Results evaluate(cnn::TanhOp op, Operands operands);
Results evaluate(cnn::TanhGradientOp op, Operands operands);
Results evaluate(cnn::ClampOp op, Operands operands);
Results evaluate(cnn::ClampGradientOp op, Operands operands);
Results evaluate(cnn::AddOp op, Operands operands);
Results evaluate(cnn::MultiplyOp op, Operands operands);

Results evaluate(cnn::FlattenOp op, Operands operands);
Results evaluate(cnn::ReshapeOp op, Operands operands);
Results evaluate(cnn::TransposeOp op, Operands operands);
Results evaluate(cnn::ConcatOp op, Operands operands);
Results evaluate(cnn::SliceOp op, Operands operands);
Results evaluate(cnn::PadOp op, Operands operands);
Results evaluate(cnn::BroadcastOp op, Operands operands);
Results evaluate(cnn::RepackOp op, Operands operands);

Results evaluate(cnn::SumOp op, Operands operands);
Results evaluate(cnn::MeanOp op, Operands operands);
Results evaluate(cnn::SoftmaxOp op, Operands operands);
Results evaluate(cnn::SoftmaxGradientOp op, Operands operands);

Results evaluate(cnn::BatchNormOp op, Operands operands);
Results evaluate(cnn::BatchNormTrainingOp op, Operands operands);
Results evaluate(cnn::BatchNormGradientOp op, Operands operands);
Results evaluate(cnn::DropoutOp op, Operands operands);
Results evaluate(cnn::DropoutMaskOp op, Operands operands);

Results evaluate(cnn::FillOp op, Operands operands);
Results evaluate(cnn::CrossEntropyOp op, Operands operands);
Results evaluate(cnn::CrossEntropyGradientOp op, Operands operands);
Results evaluate(cnn::CountCorrectOp op, Operands operands);
Results evaluate(cnn::MeanSquaredErrorOp op, Operands operands);
Results evaluate(cnn::MeanSquaredErrorGradientOp op, Operands operands);
Results evaluate(cnn::SGDOp op, Operands operands);
Results evaluate(cnn::AdamOp op, Operands operands);
Results evaluate(cnn::IncrementOp op, Operands operands);

} // namespace cnnc::reference

#endif
