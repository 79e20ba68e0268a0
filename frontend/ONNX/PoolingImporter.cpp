//===- PoolingImporter.cpp - MaxPool, AveragePool -----------------------===//

#include "frontend/ONNX/Operators.h"
#include "frontend/ONNX/WindowAttributes.h"

using namespace mlir;

namespace cnnc {

/// The attributes of both poolings; dilations and ceil_mode came with opset 10.
static LogicalResult appendPoolAttributes(Node &node, NamedAttrList &attributes) {
  if (!node.hasAttribute("kernel_shape"))
    return node.emitError() << "expects attribute 'kernel_shape'";
  attributes.push_back(node.attribute("kernel", getWindowIntegers(node, "kernel_shape", 1)));
  if (node.getInteger("ceil_mode", 0) != 0)
    attributes.push_back(node.flag("ceil_mode"));
  return appendWindowAttributes(node, attributes);
}

LogicalResult importMaxPool(Node &node) {
  NamedAttrList attributes;
  Value input = getImage(node);
  if (!input || failed(appendPoolAttributes(node, attributes)))
    return failure();
  // The order of the indices, a second output that nothing may use.
  node.getInteger("storage_order", 0);
  return setImageOutput(node, node.create<cnn::MaxPoolOp>(input, attributes));
}

LogicalResult importAveragePool(Node &node) {
  NamedAttrList attributes;
  Value input = getImage(node);
  if (!input || failed(appendPoolAttributes(node, attributes)))
    return failure();
  if (node.getInteger("count_include_pad", 0) != 0)
    attributes.push_back(node.flag("count_include_pad"));
  return setImageOutput(node, node.create<cnn::AveragePoolOp>(input, attributes));
}

} // namespace cnnc
