//===- Values.cpp - What the names of an ONNX graph stand for -----------===//

#include "frontend/ONNX/Values.h"

#include "frontend/ONNX/Graph.h"
#include "frontend/ONNX/onnx.pb.h"
#include "mlir/IR/AsmState.h"

using namespace mlir;

namespace cnnc {

void Values::addInitializer(const onnx::TensorProto &initializer) {
  Entry &entry = entries[initializer.name()];
  entry.source = &initializer;
  entry.trainable = true;
}

void Values::addConstant(StringRef name, Tensor tensor) { entries[name].tensor = std::move(tensor); }

void Values::addAlias(StringRef name, StringRef of) {
  Entry entry = entries[of];
  if (entry.source || entry.tensor) {
    entry.value = nullptr;
    entry.parameter = nullptr;
  }
  entries[name] = std::move(entry);
}

bool Values::isConstant(StringRef name) const {
  auto entry = entries.find(name);
  return entry != entries.end() && (entry->second.source || entry->second.tensor);
}

FailureOr<Tensor> Values::getTensor(StringRef name, EmitError emitError) {
  Entry &entry = entries[name];
  if (!entry.tensor) {
    if (!entry.source)
      return emitError() << "expects '" << name << "' to be a constant, found a value computed by the network";
    FailureOr<Tensor> tensor =
        reader.read(*entry.source, [&] { return emitError() << "tensor '" << name << "': "; });
    if (failed(tensor))
      return failure();
    entry.tensor = std::move(*tensor);
  }
  return *entry.tensor;
}

Value Values::getValue(StringRef name, bool state, EmitError emitError) {
  Entry &entry = entries[name];
  if (!entry.value)
    entry.value = materialize(name, entry, emitError);
  if (state && entry.parameter)
    entry.parameter.setState(true);
  return entry.value;
}

Value Values::materialize(StringRef name, Entry &entry, EmitError emitError) {
  FailureOr<Tensor> tensor = getTensor(name, emitError);
  if (failed(tensor))
    return nullptr;
  if (tensor->type != onnx::TensorProto::FLOAT)
    return emitError() << "tensor '" << name << "': expects elements of type FLOAT, found "
                       << getTypeName(tensor->type),
           nullptr;
  if (tensor->data.empty())
    return emitError() << "tensor '" << name << "': expects at least one element", nullptr;

  MLIRContext *context = layers.getContext();
  Location location = getLocation(context, path, name);
  auto type = RankedTensorType::get(tensor->shape, layers.getF32Type());
  if (!entry.trainable && tensor->as<float>().size() == 1)
    return cnn::FillOp::create(layers, location, type, layers.getF64FloatAttr(tensor->as<float>().front()));

  AsmResourceBlob blob(
      tensor->data, alignof(float), [owner = tensor->owner](void *, size_t, size_t) {}, /*dataIsMutable=*/false);
  auto values = DenseF32ResourceElementsAttr::get(type, name, std::move(blob));
  entry.parameter = cnn::ParameterOp::create(parameters, location, layers.getStringAttr(name),
                                             TypeAttr::get(type), values,
                                             entry.trainable ? UnitAttr() : layers.getUnitAttr());
  return cnn::ReadOp::create(layers, location, type, FlatSymbolRefAttr::get(context, name));
}

} // namespace cnnc
