//===- ConvolutionImporter.cpp - Conv -----------------------------------===//

#include "dialects/CNN/Inference.h"
#include "frontend/ONNX/Operators.h"
#include "frontend/ONNX/WindowAttributes.h"

using namespace mlir;

namespace cnnc {

LogicalResult importConvolution(Node &node) {
  Value input = getImage(node);
  Value weight = input ? node.getInput(1) : nullptr;
  if (!weight)
    return failure();
  ArrayRef<int64_t> weightShape = getShape(weight);
  size_t rank = getShape(node.getInput(0)).size();
  if (weightShape.size() != rank)
    return node.emitError() << "expects weights (out, in, " << (rank == 3 ? "x" : "y, x") << "), found shape "
                            << cnn::printShape(weightShape);
  SmallVector<int64_t> kernel = node.getIntegers("kernel_shape", weightShape.drop_front(2));
  if (ArrayRef<int64_t>(kernel) != weightShape.drop_front(2))
    return node.emitError() << "expects 'kernel_shape' to be that of the weights, "
                            << cnn::printShape(weightShape.drop_front(2)) << ", found "
                            << cnn::printShape(kernel);

  SmallVector<Value> operands = {input, addRow(node, weight)};
  if (!operands.back())
    return failure();
  if (node.hasInput(2)) {
    operands.push_back(node.getInput(2));
    if (!operands.back())
      return failure();
    if (getShape(operands.back()).size() != 1)
      return node.emitError() << "expects a bias of rank 1, found shape "
                              << cnn::printShape(getShape(operands.back()));
  }
  NamedAttrList attributes;
  if (failed(appendWindowAttributes(node, attributes)))
    return failure();
  attributes.push_back(node.attribute("groups", node.getInteger("group", 1)));
  return setImageOutput(node, node.create<cnn::Conv2DOp>(operands, attributes));
}

} // namespace cnnc
