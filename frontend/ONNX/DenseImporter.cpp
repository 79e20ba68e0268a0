//===- DenseImporter.cpp - Gemm, MatMul ---------------------------------===//

#include "dialects/CNN/Inference.h"
#include "frontend/ONNX/Operators.h"
#include "frontend/ONNX/Reshape.h"

using namespace mlir;

namespace cnnc {

/// A matrix product's operand; null after a message for other ranks.
static Value getMatrix(Node &node, unsigned index) {
  Value value = node.getInput(index);
  if (value && getShape(value).size() != 2) {
    node.emitError() << "expects a matrix as input '" << node.getInputName(index) << "', found shape "
                     << cnn::printShape(getShape(value));
    return nullptr;
  }
  return value;
}

static Value scale(Node &node, Value value, double factor) {
  if (!value || factor == 1.0)
    return value;
  Type scalar = RankedTensorType::get({}, node.getBuilder().getF32Type());
  Value fill = node.createTyped<cnn::FillOp>(scalar, {}, node.attribute("value", factor));
  return fill ? node.create<cnn::MultiplyOp>({value, fill}) : nullptr;
}

/// y = alpha * a' * b' + beta * c. With weights (out, in) and a bias (out) that is a dense layer;
/// otherwise the product, the factors and the sum stand as layers of their own.
LogicalResult importGemm(Node &node) {
  double alpha = node.getFloat("alpha", 1.0), beta = node.getFloat("beta", 1.0);
  bool transposeA = node.getInteger("transA", 0) != 0, transposeB = node.getInteger("transB", 0) != 0;
  Value a = getMatrix(node, 0);
  Value b = a ? getMatrix(node, 1) : nullptr;
  if (!b)
    return failure();
  Value c;
  if (node.hasInput(2) && !(c = node.getInput(2)))
    return failure();

  if (!transposeA && transposeB && alpha == 1.0) {
    bool isBias = c && beta == 1.0 && getShape(c) == getShape(b).take_front(1);
    Value product = isBias ? node.create<cnn::DenseOp>({a, b, c}) : node.create<cnn::DenseOp>({a, b});
    if (!c || isBias || !product)
      return node.setOutput(product);
    c = scale(node, c, beta);
    return node.setOutput(c ? node.create<cnn::AddOp>({product, c}) : nullptr);
  }

  NamedAttrList attributes;
  if (transposeA)
    attributes.push_back(node.flag("transpose_a"));
  if (transposeB)
    attributes.push_back(node.flag("transpose_b"));
  Value product = scale(node, node.create<cnn::MatMulOp>({a, b}, attributes), alpha);
  if (!c || !product)
    return node.setOutput(product);
  c = scale(node, c, beta);
  return node.setOutput(c ? node.create<cnn::AddOp>({product, c}) : nullptr);
}

/// A left side of more dimensions is a stack of rows for one matrix on the right.
LogicalResult importMatMul(Node &node) {
  Value a = node.getInput(0);
  Value b = a ? getMatrix(node, 1) : nullptr;
  if (!b)
    return failure();
  SmallVector<int64_t> shape(getShape(a));
  if (shape.size() < 2)
    return node.emitError() << "expects at least a matrix as input '" << node.getInputName(0) << "', found shape "
                            << cnn::printShape(shape);
  Value rows = shape.size() == 2 ? a : reshapeToMatrix(node, a, shape.size() - 1);
  Value product = rows ? node.create<cnn::MatMulOp>({rows, b}) : nullptr;
  if (!product || shape.size() == 2)
    return node.setOutput(product);
  shape.back() = getShape(product).back();
  return node.setOutput(reshape(node, product, shape));
}

} // namespace cnnc
