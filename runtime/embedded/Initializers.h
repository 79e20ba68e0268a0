//===- Initializers.h - How parameters begin --------------------*- C++ -*-===//

#ifndef CNN_RUNTIME_EMBEDDED_INITIALIZERS_H
#define CNN_RUNTIME_EMBEDDED_INITIALIZERS_H

#include "runtime/embedded/StoredOrder.h"

namespace cnn::runtime::embedded {

/// Writes the initial values of a parameter that the image does not hold.
/// Returns false for an initialiser that does not exist. Each value follows
/// from (seed, its place in the author's row-major tensor), so it is the same in
/// any stored order.
bool initialize(const cnn_parameter_info &info, const StoredOrder &order, void *stored);

} // namespace cnn::runtime::embedded

#endif // CNN_RUNTIME_EMBEDDED_INITIALIZERS_H
