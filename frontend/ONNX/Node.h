//===- Node.h - One ONNX node and the layers made of it -----------------===//

#ifndef CNNC_FRONTEND_ONNX_NODE_H
#define CNNC_FRONTEND_ONNX_NODE_H

#include "dialects/CNN/Inference.h"
#include "frontend/ONNX/Values.h"
#include "llvm/ADT/StringSet.h"

namespace onnx {
class AttributeProto;
class NodeProto;
} // namespace onnx

namespace cnnc {

/// What the importer of an operator sees: the node's attributes, inputs and outputs, and a way to
/// build layers at its location. Every failure emits one message that names operator and node. A
/// wrong attribute is reported at once and makes every later `create` fail.
class Node {
public:
  Node(const onnx::NodeProto &proto, int64_t opset, bool training, Values &values, mlir::OpBuilder &builder,
       mlir::Location location)
      : opset(opset), training(training), proto(proto), values(values), builder(builder), location(location) {}

  const int64_t opset;
  const bool training; // nodes may be in training mode

  mlir::InFlightDiagnostic emitError();
  mlir::OpBuilder &getBuilder() { return builder; }
  const onnx::NodeProto &getProto() const { return proto; }

  /// Attributes; each getter gives `otherwise` where the node has none.
  bool hasAttribute(llvm::StringRef name) const;
  int64_t getInteger(llvm::StringRef name, int64_t otherwise);
  double getFloat(llvm::StringRef name, double otherwise);
  std::string getString(llvm::StringRef name, llvm::StringRef otherwise);
  llvm::SmallVector<int64_t> getIntegers(llvm::StringRef name, llvm::ArrayRef<int64_t> otherwise = {});
  /// The attribute, or null, without a check of its type.
  const onnx::AttributeProto *getAttribute(llvm::StringRef name);

  /// Inputs. An input that is left out has an empty name.
  unsigned getInputCount() const;
  bool hasInput(unsigned index) const;
  llvm::StringRef getInputName(unsigned index) const;
  bool isConstant(unsigned index) const { return hasInput(index) && values.isConstant(getInputName(index)); }
  /// Null after a message.
  mlir::Value getInput(unsigned index, bool state = false);
  mlir::FailureOr<Tensor> getTensor(unsigned index);
  /// A tensor that an attribute of this node holds.
  mlir::FailureOr<Tensor> readTensor(const onnx::TensorProto &tensor);
  mlir::FailureOr<llvm::SmallVector<int64_t>> getIntegerTensor(unsigned index);
  mlir::FailureOr<double> getScalar(unsigned index);
  mlir::FailureOr<bool> getBoolean(unsigned index);

  /// Outputs.
  bool hasOutput(unsigned index) const;
  /// Binds the first output; fails on null, and if the node has an attribute that nothing has asked for.
  mlir::LogicalResult setOutput(mlir::Value value);
  mlir::LogicalResult setOutput(Tensor tensor);
  mlir::LogicalResult setOutputToInput();

  /// Adds a layer whose type follows from its operands; null after a message.
  template <typename Op>
  mlir::Value create(mlir::ValueRange operands, llvm::ArrayRef<mlir::NamedAttribute> attributes = {});
  /// Adds a layer that states its type.
  template <typename Op>
  mlir::Value createTyped(mlir::Type type, mlir::ValueRange operands,
                          llvm::ArrayRef<mlir::NamedAttribute> attributes = {});

  mlir::NamedAttribute attribute(llvm::StringRef name, int64_t value) {
    return builder.getNamedAttr(name, builder.getI64IntegerAttr(value));
  }
  mlir::NamedAttribute attribute(llvm::StringRef name, double value) {
    return builder.getNamedAttr(name, builder.getF64FloatAttr(value));
  }
  mlir::NamedAttribute attribute(llvm::StringRef name, llvm::ArrayRef<int64_t> values) {
    return builder.getNamedAttr(name, builder.getDenseI64ArrayAttr(values));
  }
  mlir::NamedAttribute flag(llvm::StringRef name) { return builder.getNamedAttr(name, builder.getUnitAttr()); }

private:
  using InferTypes = llvm::function_ref<mlir::LogicalResult(llvm::SmallVectorImpl<mlir::Type> &)>;
  mlir::Value build(mlir::OperationState &state, InferTypes inferTypes);
  const onnx::AttributeProto *getAttribute(llvm::StringRef name, int type, llvm::StringRef typeName);
  mlir::LogicalResult checkAttributes();

  const onnx::NodeProto &proto;
  Values &values;
  mlir::OpBuilder &builder;
  mlir::Location location;
  llvm::StringSet<> knownAttributes;
  bool broken = false;
};

template <typename Op>
mlir::Value Node::create(mlir::ValueRange operands, llvm::ArrayRef<mlir::NamedAttribute> attributes) {
  mlir::OperationState state(location, Op::getOperationName(), operands, {}, attributes);
  return build(state, [&](llvm::SmallVectorImpl<mlir::Type> &types) {
    mlir::DictionaryAttr dictionary = state.attributes.getDictionary(builder.getContext());
    mlir::OpaqueProperties raw(nullptr);
    if constexpr (Op::hasProperties()) {
      auto &properties = state.getOrAddProperties<typename Op::Properties>();
      if (failed(Op::setPropertiesFromAttr(properties, dictionary, [&] { return mlir::emitError(location); })))
        return mlir::failure();
      Op::populateDefaultProperties(state.name, properties);
      raw = &properties;
    }
    return Op::inferReturnTypes(builder.getContext(), location, operands, dictionary, raw, {}, types);
  });
}

template <typename Op>
mlir::Value Node::createTyped(mlir::Type type, mlir::ValueRange operands,
                              llvm::ArrayRef<mlir::NamedAttribute> attributes) {
  mlir::OperationState state(location, Op::getOperationName(), operands, {}, attributes);
  return build(state, [&](llvm::SmallVectorImpl<mlir::Type> &types) {
    types.push_back(type);
    return mlir::success();
  });
}

using cnn::getShape;

/// The double with the shortest decimal form that is this float: 1e-5, not 9.99999974e-6.
double widen(float value);

} // namespace cnnc

#endif
