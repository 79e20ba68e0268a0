//===- Buffers.h - How tensors lie in memory ----------------------------===//

#ifndef CNNC_DIALECTS_HALIDE_BUFFERS_H
#define CNNC_DIALECTS_HALIDE_BUFFERS_H

#include "mlir/IR/BuiltinTypes.h"

namespace cnnc {

/// How a tensor lies in memory: its extents in stored order, outermost first, and its element type.
mlir::MemRefType getStoredType(mlir::RankedTensorType type);

/// One of `parts` equal parts of a tensor's or buffer's first dimension.
template <typename Type> Type getPartType(Type type, int64_t parts) {
  if (parts == 1)
    return type;
  llvm::SmallVector<int64_t> shape(type.getShape());
  shape.front() /= parts;
  return llvm::cast<Type>(mlir::cast<mlir::ShapedType>(type).clone(shape));
}

/// The bytes of a tensor or buffer of fixed shape.
int64_t getByteSize(mlir::ShapedType type);

} // namespace cnnc

#endif
