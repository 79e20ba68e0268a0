//===- ShapeImporter.cpp - Flatten, Reshape, Transpose, Concat ----------===//

#include "dialects/CNN/Inference.h"
#include "frontend/ONNX/Operators.h"
#include "frontend/ONNX/Reshape.h"

using namespace mlir;

namespace cnnc {

LogicalResult importFlatten(Node &node) {
  Value input = node.getInput(0);
  if (!input)
    return failure();
  FailureOr<int64_t> axis = normalizeAxis(node, node.getInteger("axis", 1), getShape(input).size(), /*end=*/true);
  return succeeded(axis) ? node.setOutput(reshapeToMatrix(node, input, *axis)) : failure();
}

/// In the requested shape 0 copies the input's extent (without `allowzero`, opset 14) and -1 follows
/// from the other extents.
LogicalResult importReshape(Node &node) {
  Value input = node.getInput(0);
  FailureOr<SmallVector<int64_t>> requested = failure();
  if (input)
    requested = node.getIntegerTensor(1);
  if (failed(requested))
    return failure();
  SmallVector<int64_t> shape(*requested);
  bool allowZero = node.getInteger("allowzero", 0) != 0;
  ArrayRef<int64_t> inputShape = getShape(input);
  for (auto [dimension, extent] : llvm::enumerate(shape)) {
    if (extent < -1 || (extent == 0 && !allowZero && dimension >= inputShape.size()))
      return node.emitError() << "expects a shape of positive extents, 0 (as the input's) or -1, found [" << *requested
                              << "]";
    if (extent == 0 && !allowZero)
      extent = inputShape[dimension];
  }
  if (llvm::count(shape, -1) > 1)
    return node.emitError() << "expects at most one -1 in the shape, found [" << *requested << "]";
  return node.setOutput(reshape(node, input, shape));
}

LogicalResult importTranspose(Node &node) {
  Value input = node.getInput(0);
  if (!input)
    return failure();
  int64_t rank = getShape(input).size();
  SmallVector<int64_t> permutation =
      node.getIntegers("perm", llvm::to_vector(llvm::reverse(llvm::seq<int64_t>(0, rank))));
  SmallVector<int64_t> sorted(permutation);
  llvm::sort(sorted);
  if (sorted != llvm::to_vector(llvm::seq<int64_t>(0, rank)))
    return node.emitError() << "expects a permutation of " << rank << " dimensions as 'perm', found ["
                            << permutation << "]";
  return node.setOutput(node.create<cnn::TransposeOp>(input, node.attribute("permutation", permutation)));
}

LogicalResult importConcat(Node &node) {
  SmallVector<Value> inputs;
  for (unsigned index = 0; index < node.getInputCount(); ++index) {
    inputs.push_back(node.getInput(index));
    if (!inputs.back())
      return failure();
    if (getShape(inputs.back()).size() != getShape(inputs.front()).size())
      return node.emitError() << "expects inputs of one rank, found shapes "
                              << cnn::printShape(getShape(inputs.front())) << " and "
                              << cnn::printShape(getShape(inputs.back()));
  }
  if (!node.hasAttribute("axis"))
    return node.emitError() << "expects attribute 'axis'";
  FailureOr<int64_t> axis = normalizeAxis(node, node.getInteger("axis", 0), getShape(inputs.front()).size());
  if (failed(axis))
    return failure();
  return node.setOutput(node.create<cnn::ConcatOp>(inputs, node.attribute("axis", *axis)));
}

} // namespace cnnc
