//===- Gradients.h - What the gradient rules share ----------------------===//
//
// A rule names the gradient of the loss with respect to a value v as dv. The
// rules are in <Family>Gradients.cpp beside the operations' shapes.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_GRADIENTS_H
#define CNNC_DIALECTS_CNN_GRADIENTS_H

#include "dialects/CNN/Inference.h"

namespace cnnc::cnn {

/// The gradient of an operand of shape `shape` that was broadcast to the shape of `gradient`: the
/// sum over the axes along which it was repeated.
mlir::Value sumToShape(mlir::OpBuilder &builder, mlir::Location location, mlir::Value gradient,
                       llvm::ArrayRef<int64_t> shape);

/// A tensor of one value.
mlir::Value createFill(mlir::OpBuilder &builder, mlir::Location location, llvm::ArrayRef<int64_t> shape,
                       double value);

/// `value` under another shape of as many elements; `value` itself where the shapes agree.
mlir::Value createReshape(mlir::OpBuilder &builder, mlir::Location location, mlir::Value value,
                          llvm::ArrayRef<int64_t> shape);

} // namespace cnnc::cnn

#endif
