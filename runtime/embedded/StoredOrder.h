//===- StoredOrder.h - Permuted dimensions ----------------------*- C++ -*-===//

#ifndef CNN_RUNTIME_EMBEDDED_STOREDORDER_H
#define CNN_RUNTIME_EMBEDDED_STOREDORDER_H

#include "cnn/model.h"

#include <cstddef>
#include <cstdint>

namespace cnn::runtime::embedded {

/// A dense tensor whose dimensions are stored in another order than the
/// author's row-major one. Element (i_0, ..., i_{r-1}) of the stored form is the
/// author's element number sum(i_d * strides[d]).
struct StoredOrder {
  static constexpr int maxRank = 16;

  int rank = 0;
  int64_t extents[maxRank];
  int64_t strides[maxRank];

  /// Merges dimensions that stay neighbours, so that an unpermuted tensor has
  /// rank 1 (or 0, if it is a scalar). Returns false if shape and order do not
  /// describe a tensor of `info.tensor.bytes` bytes.
  bool assign(const cnn_parameter_info &info);

  int64_t elements() const;
};

/// Copies between the stored form and the author's row-major form; an element
/// has 1, 4 or 8 bytes.
void packElements(const StoredOrder &order, size_t elementBytes, void *stored,
                  const void *logical);
void unpackElements(const StoredOrder &order, size_t elementBytes, const void *stored,
                    void *logical);

} // namespace cnn::runtime::embedded

#endif // CNN_RUNTIME_EMBEDDED_STOREDORDER_H
