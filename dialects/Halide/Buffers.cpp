//===- Buffers.cpp - How tensors lie in memory --------------------------===//

#include "dialects/Halide/Buffers.h"

#include "dialects/CNN/CNNDialect.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace cnnc {

MemRefType getStoredType(RankedTensorType type) {
  SmallVector<int64_t> extents;
  for (int64_t dimension : cnn::getStoredOrder(type))
    extents.push_back(type.getDimSize(dimension));
  return MemRefType::get(extents, type.getElementType());
}

int64_t getByteSize(ShapedType type) {
  return type.getNumElements() * llvm::divideCeil(type.getElementTypeBitWidth(), 8);
}

} // namespace cnnc
