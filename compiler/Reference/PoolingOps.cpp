//===- PoolingOps.cpp - The meaning of pooling --------------------------===//

#include "compiler/Reference/Operations.h"

using namespace mlir;
using namespace cnnc::cnn;

namespace cnnc::reference {

/// Calls visit(code, position) for the elements of image `x` in the window of output `at`, where
/// code = r*kernel_w + s. Returns how many elements of the padded image the window has.
template <typename Visit>
static int64_t forEachElement(const Window &window, const Tensor &x, ArrayRef<int64_t> at, Visit visit) {
  auto isInside = [](int64_t place, const WindowAxis &axis, bool padded) {
    return padded ? place >= -axis.padBefore && place < axis.input + axis.padAfter
                  : place >= 0 && place < axis.input;
  };
  int64_t padded = 0;
  for (int64_t r = 0; r < window.y.kernel; ++r)
    for (int64_t s = 0; s < window.x.kernel; ++s) {
      int64_t row = at[2] * window.y.stride + r * window.y.dilation - window.y.padBefore;
      int64_t column = at[3] * window.x.stride + s * window.x.dilation - window.x.padBefore;
      padded += isInside(row, window.y, true) && isInside(column, window.x, true);
      if (isInside(row, window.y, false) && isInside(column, window.x, false))
        visit(r * window.x.kernel + s, x.getPosition({at[0], at[1], row, column}));
    }
  return padded;
}

//===----------------------------------------------------------------------===//
// Maximum
//===----------------------------------------------------------------------===//

static void findMaxima(const Window &window, const Tensor &x, Tensor &y, Tensor &argmax) {
  forEachIndex(y.getShape(), [&](ArrayRef<int64_t> at) {
    double largest = -std::numeric_limits<double>::infinity();
    int64_t found = -1;
    forEachElement(window, x, at, [&](int64_t code, int64_t position) {
      if (found >= 0 && !(x[position] > largest))
        return;
      largest = x[position];
      found = code;
    });
    y.at(at) = largest;
    argmax.at(at) = std::max<int64_t>(found, 0);
  });
}

Results evaluate(MaxPoolOp op, Operands operands) {
  Tensor y(op.getOutput()), argmax(op.getOutput());
  findMaxima(op.getWindow(), operands[0], y, argmax);
  return results(std::move(y));
}

Results evaluate(MaxPoolArgmaxOp op, Operands operands) {
  Tensor y(op.getOutput()), argmax(op.getOutput());
  findMaxima(op.getWindow(), operands[0], y, argmax);
  return results(std::move(y), std::move(argmax));
}

Results evaluate(MaxPoolGradientOp op, Operands operands) {
  const Tensor &dy = operands[0], &argmax = operands[1];
  Tensor dx(op.getInputGradient());
  Window window = op.getWindow();
  forEachIndex(dy.getShape(), [&](ArrayRef<int64_t> at) {
    forEachElement(window, dx, at, [&](int64_t code, int64_t position) {
      if (code == argmax.at(at))
        dx[position] += dy.at(at);
    });
  });
  return results(std::move(dx));
}

//===----------------------------------------------------------------------===//
// Mean
//===----------------------------------------------------------------------===//

/// What the sum of a window is divided by; 1 for a window that has only padding.
static double countElements(const Window &window, const Tensor &x, ArrayRef<int64_t> at, bool includePadding) {
  int64_t inside = 0;
  int64_t padded = forEachElement(window, x, at, [&](int64_t, int64_t) { ++inside; });
  return std::max<int64_t>(includePadding ? padded : inside, 1);
}

Results evaluate(AveragePoolOp op, Operands operands) {
  const Tensor &x = operands[0];
  Tensor y(op.getOutput());
  Window window = op.getWindow();
  forEachIndex(y.getShape(), [&](ArrayRef<int64_t> at) {
    double sum = 0.0;
    forEachElement(window, x, at, [&](int64_t, int64_t position) { sum += x[position]; });
    y.at(at) = sum / countElements(window, x, at, op.getCountIncludePad());
  });
  return results(std::move(y));
}

Results evaluate(AveragePoolGradientOp op, Operands operands) {
  const Tensor &dy = operands[0];
  Tensor dx(op.getInputGradient());
  Window window = op.getWindow();
  forEachIndex(dy.getShape(), [&](ArrayRef<int64_t> at) {
    double share = dy.at(at) / countElements(window, dx, at, op.getCountIncludePad());
    forEachElement(window, dx, at, [&](int64_t, int64_t position) { dx[position] += share; });
  });
  return results(std::move(dx));
}

} // namespace cnnc::reference
