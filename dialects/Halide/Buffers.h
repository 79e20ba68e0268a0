//===- Buffers.h - How tensors lie in memory ----------------------------===//

#ifndef CNNC_DIALECTS_HALIDE_BUFFERS_H
#define CNNC_DIALECTS_HALIDE_BUFFERS_H

#include "mlir/IR/BuiltinTypes.h"

namespace cnnc {

/// How a tensor lies in memory: its extents in stored order, outermost first, and its element type.
mlir::MemRefType getStoredType(mlir::RankedTensorType type);

/// The bytes of a tensor or buffer of fixed shape.
int64_t getByteSize(mlir::ShapedType type);

} // namespace cnnc

#endif
