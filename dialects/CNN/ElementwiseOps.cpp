//===- ElementwiseOps.cpp - Shapes of element-wise operations -----------===//

#include "dialects/CNN/Inference.h"

using namespace mlir;
using namespace cnnc::cnn;

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
