//===- DenseOps.cpp - Shapes and cost of matrix products ----------------===//

#include "dialects/CNN/Inference.h"

using namespace mlir;
using namespace cnnc::cnn;

/// Direct sums, or some on matrix tiles.
static LogicalResult expectMatrixAlgorithm(EmitError emitError, Algorithm algorithm) {
  if (algorithm == Algorithm::Direct || getParts(algorithm))
    return success();
  return emitError() << "has no 'algorithm' = " << stringifyAlgorithm(algorithm);
}

LogicalResult DenseOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  InferenceErrors emitError(getOperationName(), location, context);
  if (failed(expectMatrixAlgorithm(emitError, adaptor.getAlgorithm())))
    return failure();
  ArrayRef<int64_t> input = getShape(adaptor.getInput()), weight = getShape(adaptor.getWeight());
  if (input[1] != weight[1])
    return emitError() << "expects an input of " << weight[1] << " features (weight " << printShape(weight)
                       << "), found " << input[1];
  if (Value bias = adaptor.getBias())
    if (failed(expectShape(emitError, "a bias", bias, weight[0])))
      return failure();
  types.push_back(getTensorType({input[0], weight[0]}, Float32Type::get(context)));
  return success();
}

LogicalResult MatMulOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  InferenceErrors emitError(getOperationName(), location, context);
  if (failed(expectMatrixAlgorithm(emitError, adaptor.getAlgorithm())))
    return failure();
  SmallVector<int64_t> a(getShape(adaptor.getA())), b(getShape(adaptor.getB()));
  if (adaptor.getTransposeA())
    std::swap(a[0], a[1]);
  if (adaptor.getTransposeB())
    std::swap(b[0], b[1]);
  if (a[1] != b[0])
    return emitError() << "expects as many columns of the first matrix as rows of the second, found " << printShape(a)
           << " and " << printShape(b);
  types.push_back(getTensorType({a[0], b[1]}, Float32Type::get(context)));
  return success();
}

int64_t DenseOp::getMultiplyAdds() {
  ArrayRef<int64_t> weight = getShape(getWeight());
  return std::max<int64_t>(getShape(getInput())[0], 1) * weight[0] * weight[1];
}
int64_t MatMulOp::getMultiplyAdds() {
  ArrayRef<int64_t> result = getShape(getOutput());
  int64_t inner = getShape(getA())[getTransposeA() ? 0 : 1];
  return std::max<int64_t>(result[0], 1) * result[1] * std::max<int64_t>(inner, 1);
}
