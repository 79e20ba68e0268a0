//===- WindowAttributes.h - What convolution and pooling share ----------===//

#ifndef CNNC_FRONTEND_ONNX_WINDOWATTRIBUTES_H
#define CNNC_FRONTEND_ONNX_WINDOWATTRIBUTES_H

#include "frontend/ONNX/Node.h"

namespace cnnc {

/// The first input as an image (n, c, y, x); null after a message for other ranks.
mlir::Value getImage(Node &node);

/// Appends strides, pads, dilations and auto_pad.
mlir::LogicalResult appendWindowAttributes(Node &node, mlir::NamedAttrList &attributes);

} // namespace cnnc

#endif
