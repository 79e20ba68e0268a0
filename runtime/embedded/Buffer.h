//===- Buffer.h - What kernels hand to their external stages ----*- C++ -*-===//

#ifndef CNN_RUNTIME_EMBEDDED_BUFFER_H
#define CNN_RUNTIME_EMBEDDED_BUFFER_H

#include <cstdint>

namespace cnn::runtime::embedded {

/// halide_dimension_t and the head of halide_buffer_t (HalideRuntime.h, Halide 21).
struct Dimension {
  int32_t min, extent, stride;
  uint32_t flags;
};
struct Buffer {
  uint64_t device;
  const void *deviceInterface;
  uint8_t *host; ///< null where the question is asked: of a result, and of operands that are computed,
                 ///< whose `dimension` is the answer
  uint64_t flags;
  uint32_t type;
  int32_t dimensions;
  Dimension *dimension;
};

inline void setBounds(Dimension &dimension, int64_t min, int64_t extent) {
  dimension.min = static_cast<int32_t>(min);
  dimension.extent = static_cast<int32_t>(extent);
}

/// The address of the element with such indices in the dimensions behind the innermost, and the
/// first in that.
template <int count>
uint8_t *getAddress(const Buffer &buffer, const int64_t (&indices)[count]) {
  int64_t offset = 0;
  for (int i = 0; i < count; ++i)
    offset += (indices[i] - buffer.dimension[i + 1].min) * buffer.dimension[i + 1].stride;
  return buffer.host + offset * 4;
}

/// Calls `visit` with each index of a dimension, `step` apart.
template <typename Visitor>
void forEach(const Dimension &dimension, int64_t step, Visitor visit) {
  for (int64_t i = dimension.min; i < int64_t(dimension.min) + dimension.extent; i += step)
    visit(i);
}

} // namespace cnn::runtime::embedded

#endif // CNN_RUNTIME_EMBEDDED_BUFFER_H
