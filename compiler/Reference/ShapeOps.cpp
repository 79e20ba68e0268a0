//===- ShapeOps.cpp - The meaning of operations that move elements ------===//

#include "compiler/Reference/Broadcast.h"
#include "compiler/Reference/Operations.h"

using namespace mlir;
using namespace cnnc::cnn;

namespace cnnc::reference {

/// The same elements in row-major order under the shape of `result`.
static Results reshape(Value result, Operands operands) {
  return results(Tensor(cast<RankedTensorType>(result.getType()).getShape(), operands[0].getValues().vec()));
}
Results evaluate(FlattenOp op, Operands operands) { return reshape(op.getOutput(), operands); }
Results evaluate(ReshapeOp op, Operands operands) { return reshape(op.getOutput(), operands); }

Results evaluate(TransposeOp op, Operands operands) {
  const Tensor &x = operands[0];
  Tensor y(op.getOutput());
  forEachIndex(y.getShape(), [&](ArrayRef<int64_t> at) {
    SmallVector<int64_t> from(at.size());
    for (auto [dimension, source] : llvm::enumerate(op.getPermutation()))
      from[source] = at[dimension];
    y.at(at) = x.at(from);
  });
  return results(std::move(y));
}

/// Copies `x` into `y`, where it begins at `begin` along `axis`.
static void insert(const Tensor &x, Tensor &y, int64_t axis, int64_t begin) {
  forEachIndex(x.getShape(), [&](ArrayRef<int64_t> at) {
    SmallVector<int64_t> to(at);
    to[axis] += begin;
    y.at(to) = x.at(at);
  });
}

Results evaluate(ConcatOp op, Operands operands) {
  Tensor y(op.getOutput());
  int64_t axis = op.getAxis(), begin = 0;
  for (const Tensor &x : operands) {
    insert(x, y, axis, begin);
    begin += x.getExtent(axis);
  }
  return results(std::move(y));
}

Results evaluate(PadOp op, Operands operands) {
  Tensor y(op.getOutput());
  insert(operands[0], y, op.getAxis(), op.getBefore());
  return results(std::move(y));
}

Results evaluate(SliceOp op, Operands operands) {
  Tensor y(op.getOutput());
  int64_t axis = op.getAxis(), begin = op.getBegin();
  forEachIndex(y.getShape(), [&](ArrayRef<int64_t> at) {
    SmallVector<int64_t> from(at);
    from[axis] += begin;
    y.at(at) = operands[0].at(from);
  });
  return results(std::move(y));
}

Results evaluate(BroadcastOp op, Operands operands) {
  Tensor y(op.getOutput());
  forEachIndex(y.getShape(), [&](ArrayRef<int64_t> at) { y.at(at) = getBroadcast(operands[0], at); });
  return results(std::move(y));
}

/// A layout moves elements in memory only, but for the bits that an image loses which is split: those are within what
/// kernels may differ by.
Results evaluate(RepackOp, Operands operands) { return results(operands[0]); }

} // namespace cnnc::reference
