//===- ReductionImporter.cpp - Means and softmax ------------------------===//

#include "frontend/ONNX/Operators.h"
#include "frontend/ONNX/Reshape.h"

using namespace mlir;

namespace cnnc {

static Value createMean(Node &node, Value input, ArrayRef<int64_t> axes, bool keepDims) {
  SmallVector<NamedAttribute> attributes = {node.attribute("axes", axes)};
  if (keepDims)
    attributes.push_back(node.flag("keep_dims"));
  return node.create<cnn::MeanOp>(input, attributes);
}

LogicalResult importGlobalAveragePool(Node &node) {
  Value input = node.getInput(0);
  if (!input)
    return failure();
  int64_t rank = getShape(input).size();
  if (rank < 3)
    return node.emitError() << "expects an input of at least 3 dimensions, found " << rank;
  return node.setOutput(
      createMean(node, input, llvm::to_vector(llvm::seq<int64_t>(2, rank)), /*keepDims=*/true));
}

/// The axes are an attribute before opset 18, an input since; without any, all are meant.
LogicalResult importReduceMean(Node &node) {
  Value input = node.getInput(0);
  if (!input)
    return failure();
  int64_t rank = getShape(input).size();
  SmallVector<int64_t> axes;
  if (node.opset < 18) {
    axes = node.getIntegers("axes");
  } else if (node.hasInput(1)) {
    FailureOr<SmallVector<int64_t>> tensor = node.getIntegerTensor(1);
    if (failed(tensor))
      return failure();
    axes = std::move(*tensor);
  }
  bool keepDims = node.getInteger("keepdims", 1) != 0;
  if (axes.empty()) {
    if (node.opset >= 18 && node.getInteger("noop_with_empty_axes", 0) != 0)
      return node.setOutputToInput();
    axes = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  } else if (node.opset >= 18) {
    node.getInteger("noop_with_empty_axes", 0);
  }
  for (int64_t &axis : axes) {
    FailureOr<int64_t> normalized = normalizeAxis(node, axis, rank);
    if (failed(normalized))
      return failure();
    axis = *normalized;
    if (axis == 0)
      return node.emitError() << "a mean over the batch (axis 0) is not supported, only over the other axes";
  }
  llvm::sort(axes);
  return node.setOutput(createMean(node, input, axes, keepDims));
}

/// Before opset 13 softmax runs over all dimensions from `axis` (1) on together, since then along
/// one (the last).
LogicalResult importSoftmax(Node &node) {
  Value input = node.getInput(0);
  if (!input)
    return failure();
  SmallVector<int64_t> shape(getShape(input));
  int64_t rank = shape.size();
  FailureOr<int64_t> axis = normalizeAxis(node, node.getInteger("axis", node.opset < 13 ? 1 : -1), rank);
  if (failed(axis))
    return failure();
  if (node.opset >= 13 || *axis == rank - 1)
    return node.setOutput(node.create<cnn::SoftmaxOp>(input, node.attribute("axis", *axis)));
  Value matrix = reshapeToMatrix(node, input, *axis);
  Value softmax = matrix ? node.create<cnn::SoftmaxOp>(matrix, node.attribute("axis", int64_t(1))) : nullptr;
  return node.setOutput(softmax ? reshape(node, softmax, shape) : nullptr);
}

} // namespace cnnc
