//===- Broadcast.h - Reading a tensor as if it were repeated ------------===//

#ifndef CNNC_COMPILER_REFERENCE_BROADCAST_H
#define CNNC_COMPILER_REFERENCE_BROADCAST_H

#include "compiler/Reference/Tensor.h"

namespace cnnc::reference {

/// The element that `tensor`, repeated to a larger shape, has at `indices` of that shape: extents are
/// matched from the innermost, and one that is 1 or missing is repeated.
inline double getBroadcast(const Tensor &tensor, llvm::ArrayRef<int64_t> indices) {
  int64_t position = 0;
  llvm::ArrayRef<int64_t> own = indices.take_back(tensor.getRank());
  for (auto [extent, index] : llvm::zip_equal(tensor.getShape(), own))
    position = position * extent + (extent == 1 ? 0 : index);
  return tensor[position];
}

} // namespace cnnc::reference

#endif
