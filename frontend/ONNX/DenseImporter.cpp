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

/// A left side of more dimensions is a stack of rows for one matrix on the right. A vector is a row on
/// the left and a column on the right, whose dimension the result does not have.
LogicalResult importMatMul(Node &node) {
  Value a = node.getInput(0);
  Value b = a ? node.getInput(1) : nullptr;
  if (!b)
    return failure();
  ArrayRef<int64_t> left = getShape(a), right = getShape(b);
  if (left.empty() || right.empty())
    return node.emitError() << "expects at least vectors, found '" << node.getInputName(left.empty() ? 0 : 1)
                            << "' without dimensions";
  if (right.size() > 2)
    return node.emitError() << "a stack of matrices on the right is not supported: expects a matrix as input '"
                            << node.getInputName(1) << "', found shape " << cnn::printShape(right);
  SmallVector<int64_t> shape(left.drop_back());
  if (right.size() == 2)
    shape.push_back(right.back());

  Value rows = a;
  if (left.size() != 2)
    rows = left.size() == 1 ? reshape(node, a, {1, left.front()}) : reshapeToMatrix(node, a, left.size() - 1);
  Value columns = right.size() == 2 ? b : reshape(node, b, {right.front(), 1});
  Value product = rows && columns ? node.create<cnn::MatMulOp>({rows, columns}) : nullptr;
  return node.setOutput(product ? reshape(node, product, shape) : nullptr);
}

} // namespace cnnc
