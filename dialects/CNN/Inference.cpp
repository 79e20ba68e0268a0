//===- Inference.cpp - Shape inference: what its implementations share --===//

#include "dialects/CNN/Inference.h"

using namespace mlir;

namespace cnnc::cnn {

std::string printShape(ArrayRef<int64_t> shape) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  llvm::interleave(
      shape, stream,
      [&](int64_t extent) {
        if (ShapedType::isDynamic(extent))
          stream << '?';
        else
          stream << extent;
      },
      "x");
  return shape.empty() ? "a scalar" : text;
}

LogicalResult expectShape(EmitError emitError, StringRef what, Value value, ArrayRef<int64_t> expected) {
  if (getShape(value) == expected)
    return success();
  return emitError() << "expects " << what << " of shape " << printShape(expected) << ", found "
                     << printShape(getShape(value));
}

LogicalResult inferSameShape(const InferenceErrors &emitError, ValueRange operands, SmallVectorImpl<Type> &types) {
  for (Value operand : operands.drop_front())
    if (failed(expectShape(emitError, "operands", operand, getShape(operands.front()))))
      return failure();
  types.push_back(getPlainType(operands.front()));
  return success();
}

FailureOr<SmallVector<int64_t>> broadcastShapes(ArrayRef<int64_t> a, ArrayRef<int64_t> b) {
  if (a.size() < b.size())
    std::swap(a, b);
  SmallVector<int64_t> shape(a);
  size_t offset = a.size() - b.size();
  for (auto [i, extent] : llvm::enumerate(b)) {
    int64_t &result = shape[offset + i];
    if (result == extent || extent == 1)
      continue;
    if (result != 1)
      return failure();
    result = extent;
  }
  return shape;
}

SmallVector<int64_t> getBroadcastAxes(ArrayRef<int64_t> operand, ArrayRef<int64_t> shape) {
  SmallVector<int64_t> axes;
  size_t offset = shape.size() - operand.size();
  for (size_t axis = 0; axis < shape.size(); ++axis)
    if (axis < offset || (operand[axis - offset] == 1 && shape[axis] != 1))
      axes.push_back(axis);
  return axes;
}

} // namespace cnnc::cnn
