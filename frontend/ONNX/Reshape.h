//===- Reshape.h - Changing shapes while the batch may be open ----------===//

#ifndef CNNC_FRONTEND_ONNX_RESHAPE_H
#define CNNC_FRONTEND_ONNX_RESHAPE_H

#include "frontend/ONNX/Node.h"

namespace cnnc {

/// `value` with the elements under another shape, in which one extent may be -1: it follows from the
/// others. An open batch stays the first extent. Null after a message.
mlir::Value reshape(Node &node, mlir::Value value, llvm::ArrayRef<int64_t> shape);

/// `value` as a matrix: dimensions before `axis` joined into rows, the others into columns.
mlir::Value reshapeToMatrix(Node &node, mlir::Value value, int64_t axis);

/// Brings an axis in [-rank, rank) (or, with `end`, up to rank) into [0, rank].
mlir::FailureOr<int64_t> normalizeAxis(Node &node, int64_t axis, int64_t rank, bool end = false);

} // namespace cnnc

#endif
