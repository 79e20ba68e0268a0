//===- Evaluate.cpp - From an operation to its meaning ------------------===//

#include "compiler/Reference/Interpreter.h"
#include "compiler/Reference/Operations.h"
#include "dialects/CNN/Inference.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cnnc::cnn;

namespace cnnc::reference {

/// Checks what the overloads of `evaluate` rely on.
static LogicalResult verifyShapes(Operation *op, ArrayRef<Tensor> operands) {
  if (operands.size() != op->getNumOperands())
    return op->emitOpError("expects the values of ") << op->getNumOperands() << " operands, found "
                                                     << operands.size();
  auto isStatic = [](Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    return tensor && tensor.hasStaticShape();
  };
  for (Type type : llvm::concat<Type>(llvm::to_vector(op->getOperandTypes()), llvm::to_vector(op->getResultTypes())))
    if (!isStatic(type))
      return op->emitOpError("expects tensors with all extents fixed to be interpreted, found ") << type;
  for (auto [index, operand] : llvm::enumerate(operands))
    if (operand.getShape() != getShape(op->getOperand(index)))
      return op->emitOpError("expects a value of shape ")
             << printShape(getShape(op->getOperand(index))) << " as operand " << index << ", found "
             << printShape(operand.getShape());
  return success();
}

FailureOr<SmallVector<Tensor>> evaluate(Operation *op, ArrayRef<Tensor> operands) {
  return llvm::TypeSwitch<Operation *, Results>(op)
      .Case<Conv2DOp, Conv2DInputGradientOp, Conv2DWeightGradientOp, MaxPoolOp, MaxPoolArgmaxOp,
            MaxPoolGradientOp, AveragePoolOp, AveragePoolGradientOp, DenseOp, MatMulOp, ReluOp, ReluGradientOp,
            LeakyReluOp, LeakyReluGradientOp, SigmoidOp, SigmoidGradientOp, TanhOp, TanhGradientOp, ClampOp,
            ClampGradientOp, AddOp, MultiplyOp, FlattenOp, ReshapeOp, TransposeOp, ConcatOp, SliceOp, PadOp,
            BroadcastOp, RepackOp, SumOp, MeanOp, SoftmaxOp, SoftmaxGradientOp, BatchNormOp,
            BatchNormTrainingOp, BatchNormGradientOp, DropoutOp, DropoutMaskOp, FillOp, CrossEntropyOp,
            CrossEntropyGradientOp, CountCorrectOp, MeanSquaredErrorOp, MeanSquaredErrorGradientOp, SGDOp,
            AdamOp, IncrementOp>([&](auto known) -> Results {
        if (failed(verifyShapes(op, operands)))
          return failure();
        return evaluate(known, operands);
      })
      .Default([](Operation *unknown) -> Results {
        return unknown->emitOpError("has no meaning to the reference interpreter");
      });
}

} // namespace cnnc::reference
