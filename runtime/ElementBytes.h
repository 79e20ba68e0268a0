//===- ElementBytes.h - Sizes of element types ----------------------------===//
//
// Like Random.h this header stands alone: the runtime library and the runtime
// inside each model both include it.
//
//===----------------------------------------------------------------------===//
#ifndef CNN_RUNTIME_ELEMENTBYTES_H
#define CNN_RUNTIME_ELEMENTBYTES_H

#include "cnn/model.h"

namespace cnn::runtime {

/// Bytes of one element; 0 for a value that is no cnn_element_type.
constexpr uint64_t elementBytes(int32_t type) {
  switch (type) {
  case CNN_FLOAT32:
  case CNN_INT32:
    return 4;
  case CNN_UINT8:
    return 1;
  case CNN_INT64:
    return 8;
  }
  return 0;
}

} // namespace cnn::runtime

#endif
