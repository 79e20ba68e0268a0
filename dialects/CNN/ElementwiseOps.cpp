//===- ElementwiseOps.cpp - Shapes of element-wise operations -----------===//

#include "dialects/CNN/Inference.h"

using namespace mlir;
using namespace cnnc::cnn;

/// Every operand and the result have the first operand's shape.
static LogicalResult inferSame(StringRef name, MLIRContext *context, std::optional<Location> location,
                               ValueRange operands, SmallVectorImpl<Type> &types) {
  InferenceErrors emitError(name, location, context);
  for (Value operand : operands.drop_front())
    if (failed(expectShape(emitError, "operands", operand, getShape(operands.front()))))
      return failure();
  types.push_back(getPlainType(operands.front()));
  return success();
}

LogicalResult ReluOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                  SmallVectorImpl<Type> &types) {
  return inferSame(getOperationName(), context, location, adaptor.getOperands(), types);
}
LogicalResult ReluGradientOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                  SmallVectorImpl<Type> &types) {
  return inferSame(getOperationName(), context, location, adaptor.getOperands(), types);
}
LogicalResult LeakyReluOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                  SmallVectorImpl<Type> &types) {
  return inferSame(getOperationName(), context, location, adaptor.getOperands(), types);
}
LogicalResult LeakyReluGradientOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                  SmallVectorImpl<Type> &types) {
  return inferSame(getOperationName(), context, location, adaptor.getOperands(), types);
}
LogicalResult SigmoidOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                  SmallVectorImpl<Type> &types) {
  return inferSame(getOperationName(), context, location, adaptor.getOperands(), types);
}
LogicalResult SigmoidGradientOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                  SmallVectorImpl<Type> &types) {
  return inferSame(getOperationName(), context, location, adaptor.getOperands(), types);
}
LogicalResult TanhOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                  SmallVectorImpl<Type> &types) {
  return inferSame(getOperationName(), context, location, adaptor.getOperands(), types);
}
LogicalResult TanhGradientOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                  SmallVectorImpl<Type> &types) {
  return inferSame(getOperationName(), context, location, adaptor.getOperands(), types);
}
LogicalResult ClampOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                  SmallVectorImpl<Type> &types) {
  return inferSame(getOperationName(), context, location, adaptor.getOperands(), types);
}
LogicalResult ClampGradientOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                  SmallVectorImpl<Type> &types) {
  return inferSame(getOperationName(), context, location, adaptor.getOperands(), types);
}

static LogicalResult inferBroadcast(StringRef name, MLIRContext *context, std::optional<Location> location, Value a,
                                    Value b, SmallVectorImpl<Type> &types) {
  auto shape = broadcastShapes(getShape(a), getShape(b));
  if (failed(shape))
    return InferenceErrors(name, location, context)()
           << "expects shapes that match from the innermost extent or are 1 there, found "
           << printShape(getShape(a)) << " and " << printShape(getShape(b));
  types.push_back(getTensorType(*shape, Float32Type::get(context)));
  return success();
}

LogicalResult AddOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                      SmallVectorImpl<Type> &types) {
  return inferBroadcast(getOperationName(), context, location, adaptor.getA(), adaptor.getB(), types);
}
LogicalResult MultiplyOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                           SmallVectorImpl<Type> &types) {
  return inferBroadcast(getOperationName(), context, location, adaptor.getA(), adaptor.getB(), types);
}
