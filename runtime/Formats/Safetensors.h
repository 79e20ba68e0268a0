//===- Safetensors.h - Named tensors in a file ----------------------------===//
//
// The layout of a .safetensors file:
//
//   8 bytes   length of the header, little-endian
//   header    JSON: {"name": {"dtype": "F32", "shape": [2, 3],
//                             "data_offsets": [begin, end]}, …,
//                    "__metadata__": {"key": "text", …}}
//   data      the tensors, dense and row-major; offsets count from here
//
//===----------------------------------------------------------------------===//
#ifndef CNN_RUNTIME_FORMATS_SAFETENSORS_H
#define CNN_RUNTIME_FORMATS_SAFETENSORS_H

#include "runtime/Tensor.h"

#include <map>
#include <string>

namespace cnn::runtime {

/// The contents of a safetensors file.
struct Safetensors {
  std::map<std::string, std::string> metadata;
  std::map<std::string, Tensor> tensors;
};

/// Reads and checks a file: every tensor inside the data, none overlapping, no
/// byte left over. Types other than F32, I32, I64 and U8 are refused.
Safetensors readSafetensors(const std::string &path);

/// Writes a file beside `path` and renames it.
void writeSafetensors(const std::string &path, const Safetensors &contents);

} // namespace cnn::runtime

#endif
