//===- StoredOrder.cpp - Permuted dimensions ------------------------------===//

#include "runtime/embedded/StoredOrder.h"
#include "runtime/ElementBytes.h"

#include <cstring>

using namespace cnn::runtime;
using namespace cnn::runtime::embedded;

int64_t StoredOrder::elements() const {
  int64_t count = 1;
  for (int d = 0; d < rank; ++d)
    count *= extents[d];
  return count;
}

bool StoredOrder::assign(const cnn_parameter_info &info) {
  const cnn_tensor_info &tensor = info.tensor;
  rank = 0;
  if (tensor.rank < 0 || tensor.rank > maxRank)
    return false;

  // The strides of the author's order, before it is permuted.
  int64_t logicalStrides[maxRank];
  uint64_t count = 1;
  for (int d = tensor.rank - 1; d >= 0; --d) {
    logicalStrides[d] = int64_t(count);
    if (tensor.shape[d] < 0 || __builtin_mul_overflow(count, uint64_t(tensor.shape[d]), &count))
      return false;
  }
  uint64_t bytes;
  if (__builtin_mul_overflow(count, elementBytes(tensor.element_type), &bytes) ||
      bytes != tensor.bytes || bytes > INT64_MAX)
    return false;

  // With blocks one more dimension: behind all others, the elements of a block.
  int32_t block = info.order ? info.block : 0;
  int dimensions = tensor.rank + (block > 0);
  int32_t blocked = block > 0 ? info.order[tensor.rank] : -1;
  if (block < 0 || dimensions > maxRank || blocked >= tensor.rank ||
      (block > 0 && (blocked < 0 || tensor.shape[blocked] % block != 0)))
    return false;
  uint32_t seen = 0;
  for (int d = 0; d < dimensions; ++d) {
    int32_t source = info.order ? info.order[d] : d;
    bool isInBlock = d == tensor.rank;
    if (source < 0 || source >= tensor.rank || (!isInBlock && (seen >> source & 1)))
      return false;
    seen |= 1u << source;
    int64_t extent = tensor.shape[source], stride = logicalStrides[source];
    if (isInBlock) {
      extent = block;
    } else if (source == blocked) {
      extent /= block;
      stride *= block;
    }
    if (extent == 1)
      continue;
    if (rank > 0 && strides[rank - 1] == extent * stride) {
      extents[rank - 1] *= extent;
      strides[rank - 1] = stride;
    } else {
      extents[rank] = extent;
      strides[rank++] = stride;
    }
  }
  return true;
}

/// Copies a plane of `rows` x `columns` elements that is contiguous along its
/// columns on one side and along its rows on the other, in tiles that fit the
/// cache on both sides.
template <typename Element>
static void copyPlane(Element *to, int64_t toRow, int64_t toColumn, const Element *from,
                      int64_t fromRow, int64_t fromColumn, int64_t rows, int64_t columns) {
  constexpr int64_t tile = 32;
  for (int64_t row = 0; row < rows; row += tile)
    for (int64_t column = 0; column < columns; column += tile) {
      int64_t rowEnd = row + tile < rows ? row + tile : rows;
      int64_t columnEnd = column + tile < columns ? column + tile : columns;
      for (int64_t i = row; i < rowEnd; ++i)
        for (int64_t j = column; j < columnEnd; ++j)
          to[i * toRow + j * toColumn] = from[i * fromRow + j * fromColumn];
    }
}

/// `packing`: logical to stored; otherwise stored to logical.
template <typename Element>
static void copyPermuted(const StoredOrder &order, Element *to, const Element *from,
                         bool packing) {
  int64_t count = order.elements();
  if (order.rank <= 1 || count == 0) {
    memcpy(to, from, size_t(count) * sizeof(Element));
    return;
  }

  // A plane spans the stored form's innermost dimension and the author's (or,
  // where these are one, the two innermost of the stored form).
  int column = order.rank - 1, row = column - 1;
  int64_t storedStrides[StoredOrder::maxRank], stride = 1;
  for (int d = column; d >= 0; stride *= order.extents[d--])
    storedStrides[d] = stride;
  for (int d = 0; d < column; ++d)
    if (order.strides[d] == 1)
      row = d;

  int64_t index[StoredOrder::maxRank] = {};
  const int64_t *toStrides = packing ? storedStrides : order.strides;
  const int64_t *fromStrides = packing ? order.strides : storedStrides;
  for (;;) {
    int64_t toOffset = 0, fromOffset = 0;
    for (int d = 0; d < column; ++d) {
      toOffset += index[d] * toStrides[d];
      fromOffset += index[d] * fromStrides[d];
    }
    copyPlane(to + toOffset, toStrides[row], toStrides[column], from + fromOffset,
              fromStrides[row], fromStrides[column], order.extents[row], order.extents[column]);
    int d = column - 1;
    for (; d >= 0; --d) {
      if (d == row)
        continue;
      if (++index[d] < order.extents[d])
        break;
      index[d] = 0;
    }
    if (d < 0)
      return;
  }
}

static void copyElements(const StoredOrder &order, size_t elementBytes, void *to, const void *from,
                         bool packing) {
  auto copy = [&]<typename Element>(Element) {
    copyPermuted(order, static_cast<Element *>(to), static_cast<const Element *>(from), packing);
  };
  if (elementBytes == 1)
    copy(uint8_t());
  else if (elementBytes == 4)
    copy(uint32_t());
  else
    copy(uint64_t());
}

void embedded::packElements(const StoredOrder &order, size_t elementBytes, void *stored,
                            const void *logical) {
  copyElements(order, elementBytes, stored, logical, true);
}

void embedded::unpackElements(const StoredOrder &order, size_t elementBytes,
                              const void *stored, void *logical) {
  copyElements(order, elementBytes, logical, stored, false);
}
