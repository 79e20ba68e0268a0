//===- NormalizationOps.cpp - Shapes of batch normalisation and dropout -===//

#include "dialects/CNN/Inference.h"

using namespace mlir;
using namespace cnnc::cnn;

/// Checks that every vector has one element a channel of `input`.
static LogicalResult expectChannelVectors(EmitError emitError, Value input, ValueRange vectors) {
  ArrayRef<int64_t> shape = getShape(input);
  if (shape.size() < 2)
    return emitError() << "expects an input with a batch and a channel dimension, found " << printShape(shape);
  for (Value vector : vectors)
    if (failed(expectShape(emitError, "per-channel operands", vector, shape[1])))
      return failure();
  return success();
}

LogicalResult BatchNormOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location,
                                            Adaptor adaptor, SmallVectorImpl<Type> &types) {
  InferenceErrors emitError(getOperationName(), location, context);
  types.push_back(getPlainType(adaptor.getInput()));
  return expectChannelVectors(emitError, adaptor.getInput(), adaptor.getOperands().drop_front());
}

LogicalResult BatchNormTrainingOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location,
                                                    Adaptor adaptor, SmallVectorImpl<Type> &types) {
  InferenceErrors emitError(getOperationName(), location, context);
  if (failed(expectChannelVectors(emitError, adaptor.getInput(), adaptor.getOperands().drop_front())))
    return failure();
  types.push_back(getPlainType(adaptor.getInput()));
  types.append(4, getPlainType(adaptor.getScale()));
  return success();
}

LogicalResult BatchNormGradientOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location,
                                                    Adaptor adaptor, SmallVectorImpl<Type> &types) {
  InferenceErrors emitError(getOperationName(), location, context);
  if (failed(expectShape(emitError, "an input", adaptor.getInput(), getShape(adaptor.getOutputGradient()))) ||
      failed(expectChannelVectors(emitError, adaptor.getInput(), adaptor.getOperands().drop_front(2))))
    return failure();
  types.push_back(getPlainType(adaptor.getInput()));
  types.append(2, getPlainType(adaptor.getScale()));
  return success();
}

LogicalResult DropoutOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  double rate = adaptor.getRate().convertToDouble();
  if (!(rate >= 0.0 && rate < 1.0))
    return InferenceErrors(getOperationName(), location, context)() << "expects 'rate' in [0, 1), found " << rate;
  types.push_back(getPlainType(adaptor.getInput()));
  return success();
}

OpFoldResult DropoutOp::fold(FoldAdaptor) { return getInput().getType() == getType() ? getInput() : Value(); }

LogicalResult DropoutMaskOp::verify() {
  double rate = getRate().convertToDouble();
  if (!(rate >= 0.0 && rate < 1.0))
    return emitOpError("expects 'rate' in [0, 1), found ") << rate;
  return success();
}
