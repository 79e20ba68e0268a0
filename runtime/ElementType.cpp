//===- ElementType.cpp - Element types and shapes of tensors --------------===//
#include "runtime/ElementType.h"

#include "runtime/Error.h"

namespace cnn::runtime {

std::string elementName(int32_t type) {
  switch (type) {
  case CNN_FLOAT32:
    return "float32";
  case CNN_INT32:
    return "int32";
  case CNN_UINT8:
    return "uint8";
  case CNN_INT64:
    return "int64";
  }
  return concatenate("unknown type ", type);
}

uint64_t elementCount(const Shape &shape, const std::string &place) {
  uint64_t count = 1;
  for (int64_t extent : shape)
    if (extent < 0 || __builtin_mul_overflow(count, static_cast<uint64_t>(extent), &count))
      fail(CNN_RUNTIME_INVALID_FILE, place, ": an extent of ", extent, " is impossible");
  return count;
}

uint64_t byteCount(int32_t type, const Shape &shape, const std::string &place) {
  uint64_t bytes = 0;
  if (__builtin_mul_overflow(elementCount(shape, place), elementBytes(type), &bytes))
    fail(CNN_RUNTIME_INVALID_FILE, place, ": ", describe(type, shape), " is too large");
  return bytes;
}

Shape shapeOf(const cnn_tensor_info &tensor) {
  return Shape(tensor.shape, tensor.shape + tensor.rank);
}

std::string describe(int32_t type, const Shape &shape) {
  std::string text = elementName(type) + "[";
  for (size_t dimension = 0; dimension < shape.size(); ++dimension)
    text += (dimension ? ", " : "") + std::to_string(shape[dimension]);
  return text + "]";
}

std::string describe(const cnn_tensor_info &tensor) {
  return describe(tensor.element_type, shapeOf(tensor));
}

} // namespace cnn::runtime
