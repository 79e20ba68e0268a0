//===- TrainingOps.cpp - Shapes of losses and optimisers ----------------===//

#include "dialects/CNN/Inference.h"

using namespace mlir;
using namespace cnnc::cnn;

LogicalResult FillOp::verify() { return success(); }

static LogicalResult expectOneLabelPerRow(EmitError emitError, Value logits, Value labels) {
  return expectShape(emitError, "labels", labels, getShape(logits)[0]);
}

LogicalResult CrossEntropyOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location,
                                               Adaptor adaptor, SmallVectorImpl<Type> &types) {
  types.push_back(getTensorType({}, Float32Type::get(context)));
  return expectOneLabelPerRow(InferenceErrors(getOperationName(), location, context), adaptor.getLogits(),
                              adaptor.getLabels());
}
LogicalResult CrossEntropyGradientOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location,
                                                       Adaptor adaptor, SmallVectorImpl<Type> &types) {
  types.push_back(getPlainType(adaptor.getLogits()));
  return expectOneLabelPerRow(InferenceErrors(getOperationName(), location, context), adaptor.getLogits(),
                              adaptor.getLabels());
}
LogicalResult CountCorrectOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location,
                                               Adaptor adaptor, SmallVectorImpl<Type> &types) {
  types.push_back(getTensorType({}, IntegerType::get(context, 32)));
  return expectOneLabelPerRow(InferenceErrors(getOperationName(), location, context), adaptor.getLogits(),
                              adaptor.getLabels());
}

LogicalResult MeanSquaredErrorOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location,
                                                   Adaptor adaptor, SmallVectorImpl<Type> &types) {
  types.push_back(getTensorType({}, Float32Type::get(context)));
  return expectShape(InferenceErrors(getOperationName(), location, context), "a target", adaptor.getTarget(),
                     getShape(adaptor.getPrediction()));
}
LogicalResult MeanSquaredErrorGradientOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location,
                                                           Adaptor adaptor, SmallVectorImpl<Type> &types) {
  types.push_back(getPlainType(adaptor.getPrediction()));
  return expectShape(InferenceErrors(getOperationName(), location, context), "a target", adaptor.getTarget(),
                     getShape(adaptor.getPrediction()));
}

/// The optimisers' tensors all have the parameter's shape; so have their results.
static LogicalResult inferUpdate(EmitError emitError, Value parameter, ValueRange others, unsigned results,
                                 SmallVectorImpl<Type> &types) {
  for (Value other : others)
    if (failed(expectShape(emitError, "gradient and state", other, getShape(parameter))))
      return failure();
  types.append(results, getPlainType(parameter));
  return success();
}

LogicalResult SGDOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                      SmallVectorImpl<Type> &types) {
  InferenceErrors emitError(getOperationName(), location, context);
  bool hasMomentum = adaptor.getMomentum().convertToDouble() != 0.0;
  if (hasMomentum != static_cast<bool>(adaptor.getVelocity()))
    return emitError() << "expects a velocity if and only if there is 'momentum'";
  SmallVector<Value> others{adaptor.getGradient()};
  if (hasMomentum)
    others.push_back(adaptor.getVelocity());
  return inferUpdate(emitError, adaptor.getParameter(), others, others.size(), types);
}

LogicalResult AdamOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  return inferUpdate(InferenceErrors(getOperationName(), location, context), adaptor.getParameter(),
                     {adaptor.getGradient(), adaptor.getFirstMoment(), adaptor.getSecondMoment()}, 3, types);
}

LogicalResult IncrementOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location,
                                            Adaptor adaptor, SmallVectorImpl<Type> &types) {
  types.push_back(getPlainType(adaptor.getCount()));
  return success();
}
