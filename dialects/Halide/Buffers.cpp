//===- Buffers.cpp - How tensors lie in memory --------------------------===//

#include "dialects/Halide/Buffers.h"

#include "dialects/CNN/Layout.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace cnnc {

MemRefType getStoredType(RankedTensorType type) {
  return MemRefType::get(cnn::getStoredShape(type), type.getElementType());
}

int64_t getByteSize(ShapedType type) {
  return type.getNumElements() * llvm::divideCeil(type.getElementTypeBitWidth(), 8);
}

} // namespace cnnc
