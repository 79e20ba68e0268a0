//===- ConstantImporter.cpp - Constant, Identity ------------------------===//

#include "frontend/ONNX/Operators.h"
#include "frontend/ONNX/onnx.pb.h"

using namespace mlir;

namespace cnnc {

LogicalResult importIdentity(Node &node) { return node.setOutputToInput(); }

/// A tensor of values that the attribute holds in another form.
template <typename T, typename Range>
static Tensor makeTensor(int32_t type, const Range &range, SmallVector<int64_t> shape) {
  auto storage = std::make_shared<std::vector<T>>(range.begin(), range.end());
  ArrayRef<char> data(reinterpret_cast<const char *>(storage->data()), storage->size() * sizeof(T));
  return {type, std::move(shape), data, std::move(storage)};
}

LogicalResult importConstant(Node &node) {
  if (const auto *attribute = node.getAttribute("value")) {
    FailureOr<Tensor> tensor = node.readTensor(attribute->t());
    return succeeded(tensor) ? node.setOutput(std::move(*tensor)) : failure();
  }
  // Short forms since opset 12.
  using Floats = std::initializer_list<float>;
  using Integers = std::initializer_list<int64_t>;
  if (const auto *attribute = node.getAttribute("value_float"))
    return node.setOutput(makeTensor<float>(onnx::TensorProto::FLOAT, Floats{attribute->f()}, {}));
  if (const auto *attribute = node.getAttribute("value_floats"))
    return node.setOutput(
        makeTensor<float>(onnx::TensorProto::FLOAT, attribute->floats(), {attribute->floats_size()}));
  if (const auto *attribute = node.getAttribute("value_int"))
    return node.setOutput(makeTensor<int64_t>(onnx::TensorProto::INT64, Integers{attribute->i()}, {}));
  if (const auto *attribute = node.getAttribute("value_ints"))
    return node.setOutput(
        makeTensor<int64_t>(onnx::TensorProto::INT64, attribute->ints(), {attribute->ints_size()}));
  return node.emitError() << "expects a tensor, floats or integers as its value";
}

} // namespace cnnc
