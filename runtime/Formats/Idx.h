//===- Idx.h - The format of the MNIST family of data sets ----------------===//
//
// The layout of an IDX file, big-endian: two zero bytes, the element type
// (8: unsigned byte), the number of dimensions, one 4-byte extent each, the
// values. So images begin 00 00 08 03 and labels 00 00 08 01.
//
//===----------------------------------------------------------------------===//
#ifndef CNN_RUNTIME_FORMATS_IDX_H
#define CNN_RUNTIME_FORMATS_IDX_H

#include "runtime/Tensor.h"

namespace cnn::runtime {

/// Reads an IDX file of unsigned bytes, plain or compressed by gzip. Throws if
/// the magic number is wrong, or values are missing or left over.
Tensor readIdx(const std::string &path);

} // namespace cnn::runtime

#endif
