//===- Window.h - The arithmetic of sliding windows ---------------------===//

#ifndef CNNC_DIALECTS_CNN_WINDOW_H
#define CNNC_DIALECTS_CNN_WINDOW_H

#include "mlir/IR/Diagnostics.h"

namespace cnnc::cnn {

enum class Padding : uint32_t;

/// One axis of a sliding window: output o reads inputs o*stride + r*dilation - padBefore for r in
/// [0, kernel).
struct WindowAxis {
  int64_t input, kernel, stride, dilation, padBefore, padAfter, output;

  /// The kernel with its gaps.
  int64_t extent() const { return (kernel - 1) * dilation + 1; }
};

/// A 2-D sliding window of a convolution or pooling, its padding resolved to numbers.
struct Window {
  WindowAxis y, x;

  bool isPadded() const { return y.padBefore || y.padAfter || x.padBefore || x.padAfter; }
};

using EmitError = llvm::function_ref<mlir::InFlightDiagnostic()>;

/// Resolves the attributes of a windowed operation over an image of `input` = [h, w] with `kernel` =
/// [kh, kw]. Fails with a message if an attribute has the wrong size or sign, or the window does not
/// fit into the padded image.
mlir::FailureOr<Window> inferWindow(EmitError emitError, llvm::ArrayRef<int64_t> input,
                                    llvm::ArrayRef<int64_t> kernel, llvm::ArrayRef<int64_t> strides,
                                    llvm::ArrayRef<int64_t> pads, llvm::ArrayRef<int64_t> dilations,
                                    Padding padding, bool ceilMode);

} // namespace cnnc::cnn

#endif
