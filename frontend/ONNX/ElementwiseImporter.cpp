//===- ElementwiseImporter.cpp - Add, Mul, activations ------------------===//

#include "frontend/ONNX/Operators.h"

#include <limits>

using namespace mlir;

namespace cnnc {

template <typename Op> static LogicalResult importUnary(Node &node, ArrayRef<NamedAttribute> attributes = {}) {
  Value input = node.getInput(0);
  return node.setOutput(input ? node.create<Op>(input, attributes) : nullptr);
}

template <typename Op> static LogicalResult importBinary(Node &node) {
  Value a = node.getInput(0);
  Value b = a ? node.getInput(1) : nullptr;
  return node.setOutput(b ? node.create<Op>({a, b}) : nullptr);
}

LogicalResult importAdd(Node &node) { return importBinary<cnn::AddOp>(node); }
LogicalResult importMultiply(Node &node) { return importBinary<cnn::MultiplyOp>(node); }
LogicalResult importRelu(Node &node) { return importUnary<cnn::ReluOp>(node); }
LogicalResult importSigmoid(Node &node) { return importUnary<cnn::SigmoidOp>(node); }
LogicalResult importTanh(Node &node) { return importUnary<cnn::TanhOp>(node); }
LogicalResult importLeakyRelu(Node &node) {
  return importUnary<cnn::LeakyReluOp>(node, node.attribute("alpha", node.getFloat("alpha", 0.01)));
}

/// The limits are attributes before opset 11, inputs since.
LogicalResult importClip(Node &node) {
  constexpr double unlimited = std::numeric_limits<double>::infinity();
  double limits[] = {-unlimited, unlimited};
  StringRef names[] = {"min", "max"};
  for (unsigned i = 0; i < 2; ++i) {
    if (node.opset < 11) {
      limits[i] = node.getFloat(names[i], limits[i]);
    } else if (node.hasInput(i + 1)) {
      FailureOr<double> limit = node.getScalar(i + 1);
      if (failed(limit))
        return failure();
      limits[i] = *limit;
    }
  }
  // The largest float stood for no limit before opset 11.
  constexpr double largest = std::numeric_limits<float>::max();
  NamedAttrList attributes;
  if (limits[0] > -largest)
    attributes.push_back(node.attribute("min", limits[0]));
  if (limits[1] < largest)
    attributes.push_back(node.attribute("max", limits[1]));
  return importUnary<cnn::ClampOp>(node, attributes);
}

} // namespace cnnc
