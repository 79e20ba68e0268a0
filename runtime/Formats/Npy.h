//===- Npy.h - One tensor in numpy's format -------------------------------===//
//
// The layout of a .npy file: "\x93NUMPY", the version (major, minor), the
// length of the header (2 bytes in version 1, 4 in 2 and 3), the header, a
// Python dictionary such as
//   {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }
// and the values.
//
//===----------------------------------------------------------------------===//
#ifndef CNN_RUNTIME_FORMATS_NPY_H
#define CNN_RUNTIME_FORMATS_NPY_H

#include "runtime/Tensor.h"

namespace cnn::runtime {

/// Reads float32, int32, int64 and uint8 as they are, and float64 rounded to
/// float32. Column-major and big-endian files are refused with advice.
Tensor readNpy(const std::string &path);

/// Writes version 1.0 beside `path` and renames it.
void writeNpy(const std::string &path, const Tensor &tensor);

} // namespace cnn::runtime

#endif
