//===- WindowAttributes.h - What convolution and pooling share ----------===//

#ifndef CNNC_FRONTEND_ONNX_WINDOWATTRIBUTES_H
#define CNNC_FRONTEND_ONNX_WINDOWATTRIBUTES_H

#include "frontend/ONNX/Node.h"

namespace cnnc {

/// The first input as an image (n, c, y, x); a signal (n, c, x) is an image of one row. Null after a
/// message for other ranks.
mlir::Value getImage(Node &node);

/// A signal, or weights (out, in, x) for one, with a row; an image as it is.
mlir::Value addRow(Node &node, mlir::Value value);

/// Binds the first output, without the row that `getImage` may have added.
mlir::LogicalResult setImageOutput(Node &node, mlir::Value image);

/// A list with a value for each end of each dimension of the window, `otherwise` where the node has
/// none. The row of a signal gets `otherwise` as well.
llvm::SmallVector<int64_t> getWindowIntegers(Node &node, llvm::StringRef name, int64_t otherwise, unsigned ends = 1);

/// Appends strides, pads, dilations and auto_pad.
mlir::LogicalResult appendWindowAttributes(Node &node, mlir::NamedAttrList &attributes);

} // namespace cnnc

#endif
