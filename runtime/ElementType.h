//===- ElementType.h - Element types and shapes of tensors ----------------===//
#ifndef CNN_RUNTIME_ELEMENTTYPE_H
#define CNN_RUNTIME_ELEMENTTYPE_H

#include "runtime/ElementBytes.h"

#include <string>
#include <vector>

namespace cnn::runtime {

using Shape = std::vector<int64_t>;

/// "float32", "int32", …: the name that numpy uses too.
std::string elementName(int32_t type);

/// The product of the extents (1 for a scalar). On overflow or a negative extent
/// it throws a message that begins with `place`.
uint64_t elementCount(const Shape &shape, const std::string &place = "a tensor");

/// The bytes of a dense tensor; throws likewise.
uint64_t byteCount(int32_t type, const Shape &shape, const std::string &place = "a tensor");

/// The shape of a tensor in a model's tables.
Shape shapeOf(const cnn_tensor_info &tensor);

/// "float32[64, 1, 28, 28]", for messages.
std::string describe(int32_t type, const Shape &shape);
std::string describe(const cnn_tensor_info &tensor);

} // namespace cnn::runtime

#endif
