//===- Tensor.h - A dense tensor in memory --------------------------------===//
#ifndef CNN_RUNTIME_TENSOR_H
#define CNN_RUNTIME_TENSOR_H

#include "runtime/ElementType.h"

namespace cnn::runtime {

/// A dense, row-major tensor that owns its values, as files hold them.
struct Tensor {
  int32_t type = CNN_FLOAT32;
  Shape shape;
  std::vector<uint8_t> data;

  Tensor() = default;
  /// Zeros.
  Tensor(int32_t type, const Shape &shape)
      : type(type), shape(shape), data(byteCount(type, shape)) {}

  template <typename Element> Element *as() { return reinterpret_cast<Element *>(data.data()); }
  template <typename Element> const Element *as() const {
    return reinterpret_cast<const Element *>(data.data());
  }
};

} // namespace cnn::runtime

#endif
