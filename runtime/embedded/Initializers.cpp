//===- Initializers.cpp - How parameters begin ----------------------------===//

#include "runtime/embedded/Initializers.h"
#include "runtime/Random.h"

using namespace cnn::runtime;
using namespace cnn::runtime::embedded;

/// Stores value(i) at the place of the author's element i, for all elements.
template <typename Element, typename Value>
static void fill(const StoredOrder &order, void *stored, Value value) {
  Element *next = static_cast<Element *>(stored);
  int64_t index[StoredOrder::maxRank] = {};
  int64_t logical = 0;
  for (int64_t left = order.elements(); left > 0; --left) {
    *next++ = Element(value(uint64_t(logical)));
    for (int d = order.rank - 1; d >= 0; --d) {
      logical += order.strides[d];
      if (++index[d] < order.extents[d])
        break;
      logical -= order.extents[d] * order.strides[d];
      index[d] = 0;
    }
  }
}

template <typename Value>
static bool fillAny(int32_t elementType, const StoredOrder &order, void *stored, Value value) {
  switch (elementType) {
  case CNN_FLOAT32: fill<float>(order, stored, value); return true;
  case CNN_INT32: fill<int32_t>(order, stored, value); return true;
  case CNN_UINT8: fill<uint8_t>(order, stored, value); return true;
  case CNN_INT64: fill<int64_t>(order, stored, value); return true;
  }
  return false;
}

bool embedded::initialize(const cnn_parameter_info &info, const StoredOrder &order, void *stored) {
  int32_t type = info.tensor.element_type;
  double a = info.a, b = info.b;
  uint64_t seed = info.seed;
  switch (info.initializer) {
  case CNN_INITIALIZER_CONSTANT:
    return fillAny(type, order, stored, [=](uint64_t) { return a; });
  case CNN_INITIALIZER_UNIFORM:
    return fillAny(type, order, stored,
                   [=](uint64_t i) { return uniformValue(seed, i, float(a), float(b)); });
  case CNN_INITIALIZER_NORMAL:
    return fillAny(type, order, stored, [=](uint64_t i) { return normalValue(seed, i, a, b); });
  }
  return false;
}
