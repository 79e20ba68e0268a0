//===- Pooling.cpp - Pooling and its gradients --------------------------===//

#include "compiler/Kernels/Definition.h"
#include "llvm/ADT/TypeSwitch.h"
#include <limits>

using namespace mlir;
using namespace cnnc;
using namespace cnnc::cnn;
using Halide::Expr;

namespace {
/// The element of the input that offset (r, s) of the window of output (i, j) reads.
struct Cell {
  Expr y, x;      // clamped into the image
  Expr isInside;  // whether it was inside before
};
} // namespace

static Cell getCell(const Window &window, Expr i, Expr j, Expr r, Expr s) {
  auto locate = [](const WindowAxis &axis, Expr o, Expr k) {
    return o * int(axis.stride) + k * int(axis.dilation) - int(axis.padBefore);
  };
  Expr y = locate(window.y, i, r), x = locate(window.x, j, s);
  Expr isInside = Halide::Internal::const_true();
  // Windows that never leave the image need no test; ceil mode can leave it without padding.
  auto leaves = [](const WindowAxis &axis) {
    return axis.padBefore > 0 || (axis.output - 1) * axis.stride + axis.extent() > axis.input + axis.padBefore;
  };
  if (leaves(window.y)) {
    isInside = isInside && y >= 0 && y < int(window.y.input);
    y = clampIndex(y, window.y.input);
  }
  if (leaves(window.x)) {
    isInside = isInside && x >= 0 && x < int(window.x.input);
    x = clampIndex(x, window.x.input);
  }
  return {y, x, isInside};
}

/// The extents of a pooling's reduction: none where the window is written out as one expression.
static SmallVector<int64_t> getReductionExtents(const Window &window) {
  if (halide::isWrittenOut(window))
    return {};
  return {window.y.kernel, window.x.kernel};
}

/// Reads offset (r, s) of the window of an output element; `outside` beyond the image.
static std::function<Expr(Expr, Expr)> makeReader(const Window &window, Access input, Indices at, float outside) {
  return [=](Expr r, Expr s) {
    Cell cell = getCell(window, at[2], at[3], r, s);
    return Halide::select(cell.isInside, input({at[0], at[1], cell.y, cell.x}), outside);
  };
}

static const float lowest = -std::numeric_limits<float>::infinity();

static void define(MaxPoolOp op, Definition &definition) {
  Window window = op.getWindow();
  Stage &pool = definition.addMainStage(op, getReductionExtents(window));
  Indices at = pool.indices();
  auto read = makeReader(window, definition.get(op.getInput()), at, lowest);
  if (halide::isWrittenOut(window)) {
    Expr value = lowest;
    for (int r = 0; r < window.y.kernel; ++r)
      for (int s = 0; s < window.x.kernel; ++s)
        value = r + s == 0 ? read(r, s) : Halide::max(value, read(r, s));
    pool.define(value);
  } else {
    pool.define(lowest);
    pool.update(Halide::max(pool(at), read(pool.reductionLoops["ry"], pool.reductionLoops["rx"])));
  }
  definition.setResult(op.getOutput(), pool);
}

/// A pair of the largest value and its code; the first of equal ones wins.
static void define(MaxPoolArgmaxOp op, Definition &definition) {
  Window window = op.getWindow();
  Access input = definition.get(op.getInput());
  bool writtenOut = halide::isWrittenOut(window);
  Stage &pool = definition.addMainStage(
      op, writtenOut ? SmallVector<int64_t>{} : SmallVector<int64_t>{window.y.kernel * window.x.kernel});
  Indices at = pool.indices();
  auto step = [&](Expr best, Expr code, Expr r, Expr s) {
    Cell cell = getCell(window, at[2], at[3], r, s);
    Expr value = input({at[0], at[1], cell.y, cell.x});
    Expr larger = cell.isInside && value > best;
    return Halide::Tuple(Halide::select(larger, value, best),
                         Halide::select(larger, Halide::cast<uint8_t>(r * int(window.x.kernel) + s), code));
  };
  Halide::Tuple pair(Expr(lowest), Halide::cast<uint8_t>(0));
  if (writtenOut) {
    for (int r = 0; r < window.y.kernel; ++r)
      for (int s = 0; s < window.x.kernel; ++s)
        pair = step(pair[0], pair[1], r, s);
    pool.define(pair);
  } else {
    pool.define(pair);
    Expr code = pool.reductionLoops["rcode"];
    int columns = window.x.kernel;
    pool.update(step(pool.element(at, 0), pool.element(at, 1), code / columns, code % columns));
  }
  definition.setResult(op.getOutput(), pool, 0);
  definition.setResult(op.getArgmax(), pool, 1);
}

/// How many elements the window of output (i, j) has for the mean; at least 1, so that the mean of a
/// window wholly outside the image is 0.
static Expr countElements(const Window &window, bool includePadding, Expr i, Expr j) {
  auto count = [&](const WindowAxis &axis, Expr o) -> Expr {
    int64_t begin = includePadding ? 0 : axis.padBefore;
    int64_t end = axis.padBefore + axis.input + (includePadding ? axis.padAfter : 0);
    if (begin == 0 && (axis.output - 1) * axis.stride + axis.extent() <= end)
      return float(axis.kernel);
    Expr total = 0.0f;
    for (int k = 0; k < axis.kernel; ++k) {
      Expr position = o * int(axis.stride) + int(k * axis.dilation);
      total = total + Halide::select(position >= int(begin) && position < int(end), 1.0f, 0.0f);
    }
    return Halide::max(total, 1.0f);
  };
  return count(window.y, i) * count(window.x, j);
}

static void define(AveragePoolOp op, Definition &definition) {
  Window window = op.getWindow();
  Stage &pool = definition.addMainStage(op, getReductionExtents(window));
  Indices at = pool.indices();
  Expr count = countElements(window, op.getCountIncludePad(), at[2], at[3]);
  auto read = makeReader(window, definition.get(op.getInput()), at, 0.0f);
  if (halide::isWrittenOut(window)) {
    Expr sum;
    for (int r = 0; r < window.y.kernel; ++r)
      for (int s = 0; s < window.x.kernel; ++s)
        sum = sum.defined() ? sum + read(r, s) : read(r, s);
    pool.define(sum * (1.0f / count));
  } else {
    pool.define(0.0f);
    pool.accumulate(read(pool.reductionLoops["ry"], pool.reductionLoops["rx"]) * (1.0f / count));
  }
  definition.setResult(op.getOutput(), pool);
}

/// The sum over the windows (i, j) that contain element (y, x), which is their offset (r, s), of
/// `term`. With windows that do not overlap it has one term.
static Expr sumOverWindows(const Window &window, Expr y, Expr x,
                           const std::function<Expr(Expr i, Expr j, Expr r, Expr s)> &term) {
  struct Candidate {
    Expr output, offset, isWindow;
  };
  auto candidates = [](const WindowAxis &axis, Expr position) {
    std::vector<Candidate> list;
    Expr padded = position + int(axis.padBefore);
    for (int64_t back = 0; back * axis.stride < axis.extent(); ++back) {
      Expr output = padded / int(axis.stride) - int(back);
      Expr distance = padded - output * int(axis.stride);
      Expr isWindow = output >= 0 && output < int(axis.output) && distance < int(axis.extent());
      if (axis.dilation != 1)
        isWindow = isWindow && distance % int(axis.dilation) == 0;
      list.push_back({clampIndex(output, axis.output), distance / int(axis.dilation), isWindow});
    }
    return list;
  };
  Expr sum;
  for (const Candidate &row : candidates(window.y, y))
    for (const Candidate &column : candidates(window.x, x)) {
      Expr value = Halide::select(row.isWindow && column.isWindow,
                                  term(row.output, column.output, row.offset, column.offset), 0.0f);
      sum = sum.defined() ? sum + value : value;
    }
  return sum;
}

static void define(MaxPoolGradientOp op, Definition &definition) {
  Window window = op.getWindow();
  Access gradient = definition.get(op.getOutputGradient()), argmax = definition.get(op.getArgmax());
  Stage &stage = definition.addMainStage(op);
  Indices at = stage.indices();
  stage.define(sumOverWindows(window, at[2], at[3], [&](Expr i, Expr j, Expr r, Expr s) {
    Expr code = Halide::cast<int>(argmax({at[0], at[1], i, j}));
    return Halide::select(code == r * int(window.x.kernel) + s, gradient({at[0], at[1], i, j}), 0.0f);
  }));
  definition.setResult(op.getInputGradient(), stage);
}

static void define(AveragePoolGradientOp op, Definition &definition) {
  Window window = op.getWindow();
  Access gradient = definition.get(op.getOutputGradient());
  Stage &stage = definition.addMainStage(op);
  Indices at = stage.indices();
  stage.define(sumOverWindows(window, at[2], at[3], [&](Expr i, Expr j, Expr, Expr) {
    return gradient({at[0], at[1], i, j}) * (1.0f / countElements(window, op.getCountIncludePad(), i, j));
  }));
  definition.setResult(op.getInputGradient(), stage);
}

bool cnnc::definePooling(Operation *op, Definition &definition) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<MaxPoolOp, MaxPoolArgmaxOp, AveragePoolOp, MaxPoolGradientOp, AveragePoolGradientOp>([&](auto pool) {
        define(pool, definition);
        return true;
      })
      .Default(false);
}
