//===- Node.cpp - One ONNX node and the layers made of it ---------------===//

#include "frontend/ONNX/Node.h"

#include "frontend/ONNX/Graph.h"
#include "frontend/ONNX/onnx.pb.h"
#include "mlir/IR/Verifier.h"

#include <charconv>

using namespace mlir;

namespace cnnc {

double widen(float value) {
  char text[32];
  double result = value;
  std::from_chars(text, std::to_chars(text, text + sizeof(text), value).ptr, result);
  return result;
}

InFlightDiagnostic Node::emitError() { return mlir::emitError(location) << describeNode(proto) << ": "; }

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

static const onnx::AttributeProto *findAttribute(const onnx::NodeProto &node, StringRef name) {
  for (const onnx::AttributeProto &attribute : node.attribute())
    if (attribute.name() == name)
      return &attribute;
  return nullptr;
}

bool Node::hasAttribute(StringRef name) const { return findAttribute(proto, name) != nullptr; }

const onnx::AttributeProto *Node::getAttribute(StringRef name) {
  knownAttributes.insert(name);
  return findAttribute(proto, name);
}

const onnx::AttributeProto *Node::getAttribute(StringRef name, int type, StringRef typeName) {
  const onnx::AttributeProto *attribute = getAttribute(name);
  if (!attribute || attribute->type() == type)
    return attribute;
  emitError() << "expects attribute '" << name << "' to be " << typeName;
  broken = true;
  return nullptr;
}

int64_t Node::getInteger(StringRef name, int64_t otherwise) {
  const auto *attribute = getAttribute(name, onnx::AttributeProto::INT, "an integer");
  return attribute ? attribute->i() : otherwise;
}

double Node::getFloat(StringRef name, double otherwise) {
  const auto *attribute = getAttribute(name, onnx::AttributeProto::FLOAT, "a float");
  return attribute ? widen(attribute->f()) : otherwise;
}

std::string Node::getString(StringRef name, StringRef otherwise) {
  const auto *attribute = getAttribute(name, onnx::AttributeProto::STRING, "a string");
  return attribute ? attribute->s() : otherwise.str();
}

SmallVector<int64_t> Node::getIntegers(StringRef name, ArrayRef<int64_t> otherwise) {
  const auto *attribute = getAttribute(name, onnx::AttributeProto::INTS, "a list of integers");
  if (!attribute)
    return SmallVector<int64_t>(otherwise);
  // Larger numbers than any extent would overflow the arithmetic of shapes.
  for (int64_t value : attribute->ints())
    if (value != static_cast<int32_t>(value)) {
      emitError() << "expects values of 32 bits in attribute '" << name << "', found " << value;
      broken = true;
    }
  return SmallVector<int64_t>(attribute->ints().begin(), attribute->ints().end());
}

LogicalResult Node::checkAttributes() {
  for (const onnx::AttributeProto &attribute : proto.attribute())
    if (!knownAttributes.contains(attribute.name())) {
      emitError() << "attribute '" << attribute.name() << "' is not supported";
      broken = true;
    }
  return failure(broken);
}

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

unsigned Node::getInputCount() const { return proto.input_size(); }

bool Node::hasInput(unsigned index) const {
  return index < getInputCount() && !proto.input(index).empty();
}

StringRef Node::getInputName(unsigned index) const { return proto.input(index); }

/// Also for values that no importer has bound, the optional outputs of an earlier node.
Value Node::getInput(unsigned index, bool state) {
  if (!hasInput(index))
    return emitError() << "expects an input number " << index, nullptr;
  StringRef name = getInputName(index);
  if (!values.contains(name))
    return emitError() << "its input '" << name << "' is an optional output of another node, which is not supported",
           nullptr;
  return values.getValue(name, state, [&] { return emitError(); });
}

FailureOr<Tensor> Node::getTensor(unsigned index) {
  if (!hasInput(index))
    return emitError() << "expects an input number " << index;
  return values.getTensor(getInputName(index), [&] { return emitError(); });
}

FailureOr<Tensor> Node::readTensor(const onnx::TensorProto &tensor) {
  return values.readTensor(tensor, [&] { return emitError(); });
}

FailureOr<SmallVector<int64_t>> Node::getIntegerTensor(unsigned index) {
  FailureOr<Tensor> tensor = getTensor(index);
  if (failed(tensor))
    return failure();
  if (tensor->type != onnx::TensorProto::INT64 || tensor->shape.size() > 1)
    return emitError() << "expects '" << getInputName(index) << "' to be a list of INT64, found "
                       << tensor->shape.size() << "-D " << getTypeName(tensor->type);
  return SmallVector<int64_t>(tensor->as<int64_t>());
}

FailureOr<double> Node::getScalar(unsigned index) {
  FailureOr<Tensor> tensor = getTensor(index);
  if (failed(tensor))
    return failure();
  if (tensor->type != onnx::TensorProto::FLOAT || tensor->as<float>().size() != 1)
    return emitError() << "expects '" << getInputName(index) << "' to be one FLOAT";
  return widen(tensor->as<float>().front());
}

FailureOr<bool> Node::getBoolean(unsigned index) {
  FailureOr<Tensor> tensor = getTensor(index);
  if (failed(tensor))
    return failure();
  if (tensor->type != onnx::TensorProto::BOOL || tensor->data.size() != 1)
    return emitError() << "expects '" << getInputName(index) << "' to be one BOOL";
  return tensor->data.front() != 0;
}

//===----------------------------------------------------------------------===//
// Outputs
//===----------------------------------------------------------------------===//

bool Node::hasOutput(unsigned index) const {
  return index < static_cast<unsigned>(proto.output_size()) && !proto.output(index).empty();
}

LogicalResult Node::setOutput(Value value) {
  if (!value || failed(checkAttributes()))
    return failure();
  if (hasOutput(0))
    values.addValue(proto.output(0), value);
  return success();
}

LogicalResult Node::setOutput(Tensor tensor) {
  if (failed(checkAttributes()))
    return failure();
  if (hasOutput(0))
    values.addConstant(proto.output(0), std::move(tensor));
  return success();
}

LogicalResult Node::setOutputToInput() {
  if (!isConstant(0))
    return setOutput(getInput(0));
  if (failed(checkAttributes()))
    return failure();
  if (hasOutput(0))
    values.addAlias(proto.output(0), getInputName(0));
  return success();
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

Value Node::build(OperationState &state, InferTypes inferTypes) {
  if (broken)
    return nullptr;
  // The dialect's own messages name its operation; the user's file knows only the node.
  std::string message;
  Operation *op = nullptr;
  bool valid;
  {
    ScopedDiagnosticHandler handler(builder.getContext(), [&](Diagnostic &diagnostic) {
      if (message.empty())
        message = diagnostic.str();
      return success();
    });
    valid = succeeded(inferTypes(state.types));
    if (valid) {
      op = builder.create(state);
      valid = succeeded(verify(op));
    }
  }
  if (valid)
    return op->getResult(0);
  if (op)
    op->erase();
  return emitError() << message, nullptr;
}

} // namespace cnnc
