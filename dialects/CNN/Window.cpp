//===- Window.cpp - The arithmetic of sliding windows -------------------===//

#include "dialects/CNN/CNNDialect.h"

using namespace mlir;

namespace cnnc::cnn {

static LogicalResult verifyNumbers(EmitError emitError, StringRef name, ArrayRef<int64_t> values,
                                   size_t count, int64_t least) {
  if (values.size() != count)
    return emitError() << "expects " << count << " values in '" << name << "', found " << values.size();
  for (int64_t value : values)
    if (value < least)
      return emitError() << "expects values of at least " << least << " in '" << name << "', found " << value;
  return success();
}

FailureOr<Window> inferWindow(EmitError emitError, ArrayRef<int64_t> input, ArrayRef<int64_t> kernel,
                              ArrayRef<int64_t> strides, ArrayRef<int64_t> pads,
                              ArrayRef<int64_t> dilations, Padding padding, bool ceilMode) {
  if (failed(verifyNumbers(emitError, "kernel", kernel, 2, 1)) ||
      failed(verifyNumbers(emitError, "strides", strides, 2, 1)) ||
      failed(verifyNumbers(emitError, "dilations", dilations, 2, 1)) ||
      failed(verifyNumbers(emitError, "pads", pads, 4, 0)))
    return failure();
  if (padding != Padding::Explicit && llvm::any_of(pads, [](int64_t pad) { return pad != 0; }))
    return emitError() << "expects no 'pads' beside 'auto_pad'";

  Window window;
  WindowAxis *axes[] = {&window.y, &window.x};
  for (auto [i, axis] : llvm::enumerate(axes)) {
    *axis = {input[i], kernel[i], strides[i], dilations[i], pads[i], pads[i + 2], 0};
    if (ShapedType::isDynamic(axis->input))
      return emitError() << "expects a static image height and width";
    if (padding == Padding::SameUpper || padding == Padding::SameLower) {
      axis->output = llvm::divideCeil(axis->input, axis->stride);
      int64_t total = std::max<int64_t>((axis->output - 1) * axis->stride + axis->extent() - axis->input, 0);
      axis->padBefore = padding == Padding::SameUpper ? total / 2 : total - total / 2;
      axis->padAfter = total - axis->padBefore;
      continue;
    }
    int64_t room = axis->input + axis->padBefore + axis->padAfter - axis->extent();
    if (room < 0)
      return emitError() << "expects a window of at most " << axis->input + axis->padBefore + axis->padAfter
                         << " (the padded image) along axis " << i + 2 << ", found " << axis->extent();
    axis->output = (ceilMode ? llvm::divideCeil(room, axis->stride) : room / axis->stride) + 1;
    // A window that ceil mode adds must begin inside the image or its leading padding.
    if (ceilMode && (axis->output - 1) * axis->stride >= axis->input + axis->padBefore)
      --axis->output;
  }
  return window;
}

} // namespace cnnc::cnn
