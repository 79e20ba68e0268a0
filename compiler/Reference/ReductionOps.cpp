//===- ReductionOps.cpp - The meaning of sums, means and softmax --------===//

#include "compiler/Reference/Operations.h"

using namespace mlir;
using namespace cnnc::cnn;

namespace cnnc::reference {

/// The sum over `axes` in the shape of `result`, which has the same elements with the reduced extents
/// kept or dropped.
static Tensor sum(const Tensor &x, ArrayRef<int64_t> axes, Value result) {
  SmallVector<int64_t> kept(x.getShape());
  for (int64_t axis : axes)
    kept[axis] = 1;
  Tensor y(kept);
  forEachIndex(x.getShape(), [&](ArrayRef<int64_t> at) {
    SmallVector<int64_t> to(at);
    for (int64_t axis : axes)
      to[axis] = 0;
    y.at(to) += x.at(at);
  });
  return Tensor(cast<RankedTensorType>(result.getType()).getShape(), std::move(y.getValues()));
}

Results evaluate(SumOp op, Operands operands) { return results(sum(operands[0], op.getAxes(), op.getOutput())); }

Results evaluate(MeanOp op, Operands operands) {
  Tensor y = sum(operands[0], op.getAxes(), op.getOutput());
  double count = 1;
  for (int64_t axis : op.getAxes())
    count *= operands[0].getExtent(axis);
  for (double &value : y.getValues())
    value /= count;
  return results(std::move(y));
}

/// Calls visit(positions) with the positions of each line of `tensor` along `axis`.
template <typename Visit>
static void forEachLine(const Tensor &tensor, int64_t axis, Visit visit) {
  SmallVector<int64_t> starts(tensor.getShape()), positions(tensor.getExtent(axis));
  starts[axis] = 1;
  forEachIndex(starts, [&](ArrayRef<int64_t> start) {
    SmallVector<int64_t> at(start);
    for (at[axis] = 0; at[axis] < tensor.getExtent(axis); ++at[axis])
      positions[at[axis]] = tensor.getPosition(at);
    visit(ArrayRef<int64_t>(positions));
  });
}

Results evaluate(SoftmaxOp op, Operands operands) {
  Tensor y = operands[0];
  forEachLine(y, op.getAxis(), [&](ArrayRef<int64_t> line) {
    double largest = -std::numeric_limits<double>::infinity(), total = 0.0;
    for (int64_t position : line)
      largest = std::max(largest, y[position]);
    for (int64_t position : line)
      total += y[position] = std::exp(y[position] - largest);
    for (int64_t position : line)
      y[position] /= total;
  });
  return results(std::move(y));
}

Results evaluate(SoftmaxGradientOp op, Operands operands) {
  const Tensor &y = operands[1];
  Tensor dx = operands[0];
  forEachLine(y, op.getAxis(), [&](ArrayRef<int64_t> line) {
    double product = 0.0;
    for (int64_t position : line)
      product += dx[position] * y[position];
    for (int64_t position : line)
      dx[position] = y[position] * (dx[position] - product);
  });
  return results(std::move(dx));
}

} // namespace cnnc::reference
