//===- ReductionOps.cpp - Shapes of sums, means and softmax -------------===//

#include "dialects/CNN/Inference.h"

using namespace mlir;
using namespace cnnc::cnn;

static LogicalResult inferReduction(StringRef name, MLIRContext *context, std::optional<Location> location,
                                    Value input, ArrayRef<int64_t> axes, bool keepDimensions,
                                    SmallVectorImpl<Type> &types) {
  InferenceErrors emitError(name, location, context);
  ArrayRef<int64_t> shape = getShape(input);
  llvm::SmallBitVector reduced(shape.size());
  for (int64_t axis : axes) {
    if (axis < 0 || axis >= static_cast<int64_t>(shape.size()) || reduced[axis])
      return emitError() << "expects distinct 'axes' in [0, " << shape.size() << "), found " << axis;
    reduced.set(axis);
  }
  SmallVector<int64_t> result;
  for (auto [axis, extent] : llvm::enumerate(shape))
    if (!reduced[axis])
      result.push_back(extent);
    else if (keepDimensions)
      result.push_back(1);
  types.push_back(getTensorType(result, Float32Type::get(context)));
  return success();
}

LogicalResult SumOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                      SmallVectorImpl<Type> &types) {
  return inferReduction(getOperationName(), context, location, adaptor.getInput(), adaptor.getAxes(),
                        adaptor.getKeepDims(), types);
}
LogicalResult MeanOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  return inferReduction(getOperationName(), context, location, adaptor.getInput(), adaptor.getAxes(),
                        adaptor.getKeepDims(), types);
}

static LogicalResult inferAlongAxis(StringRef name, MLIRContext *context, std::optional<Location> location,
                                    ValueRange operands, int64_t axis, SmallVectorImpl<Type> &types) {
  InferenceErrors emitError(name, location, context);
  ArrayRef<int64_t> shape = getShape(operands.front());
  if (axis < 0 || axis >= static_cast<int64_t>(shape.size()))
    return emitError() << "expects 'axis' in [0, " << shape.size() << "), found " << axis;
  return inferSameShape(emitError, operands, types);
}

LogicalResult SoftmaxOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  return inferAlongAxis(getOperationName(), context, location, adaptor.getOperands(), adaptor.getAxis(), types);
}
LogicalResult SoftmaxGradientOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location,
                                                  Adaptor adaptor, SmallVectorImpl<Type> &types) {
  return inferAlongAxis(getOperationName(), context, location, adaptor.getOperands(), adaptor.getAxis(), types);
}
