//===- Shape.cpp - Operations that move elements ------------------------===//

#include "compiler/Kernels/Definition.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::cnn;
using Halide::Expr;

/// The indices in `from` of the element whose row-major position in `to` is that of `at`. Leading
/// extents that agree need no arithmetic.
static Indices reindex(const Indices &at, ArrayRef<int64_t> from, ArrayRef<int64_t> to) {
  size_t same = 0;
  while (same < from.size() && same < to.size() && from[same] == to[same])
    ++same;
  Expr position = 0;
  for (size_t dimension = same; dimension < to.size(); ++dimension)
    position = position * int(to[dimension]) + at[dimension];
  Indices indices(from.size());
  for (size_t dimension = from.size(); dimension-- > same;) {
    indices[dimension] = dimension == same ? position : position % int(from[dimension]);
    indices[dimension] = clampIndex(indices[dimension], from[dimension]);
    position = position / int(from[dimension]);
  }
  std::copy(at.begin(), at.begin() + same, indices.begin());
  return indices;
}

/// `at` with `shift` taken from dimension `axis`, inside [0, extent).
static Indices shift(Indices at, int64_t axis, int64_t amount, int64_t extent) {
  at[axis] = clampIndex(at[axis] - int(amount), extent);
  return at;
}

/// The result's element at `at`; undefined for an operation of another family.
static Expr getValue(Operation *op, const Indices &at, Definition &definition) {
  if (op->getNumOperands() == 0)
    return Expr();
  Access input = definition.get(op->getOperand(0));
  ArrayRef<int64_t> from = getShape(op->getOperand(0)), to = getShape(op->getResult(0));
  return llvm::TypeSwitch<Operation *, Expr>(op)
      .Case<FlattenOp, ReshapeOp>([&](auto) { return input(reindex(at, from, to)); })
      .Case<TransposeOp>([&](auto transpose) {
        Indices indices(at.size());
        for (auto [to, from] : llvm::enumerate(transpose.getPermutation()))
          indices[from] = at[to];
        return input(indices);
      })
      .Case<ConcatOp>([&](auto concat) {
        int64_t axis = concat.getAxis(), begin = to[axis];
        Expr value;
        for (Value part : llvm::reverse(concat.getInputs())) {
          int64_t extent = getShape(part)[axis];
          begin -= extent;
          Expr element = definition.get(part)(shift(at, axis, begin, extent));
          value = value.defined() ? Halide::select(at[axis] < int(begin + extent), element, value) : element;
        }
        return value;
      })
      .Case<SliceOp>([&](auto slice) {
        Indices indices = at;
        indices[slice.getAxis()] += int(slice.getBegin());
        return input(indices);
      })
      .Case<PadOp>([&](auto pad) {
        int64_t axis = pad.getAxis(), before = pad.getBefore();
        Expr inside = at[axis] >= int(before) && at[axis] < int(before + from[axis]);
        return Halide::select(inside, input(shift(at, axis, before, from[axis])), 0.0f);
      })
      .Default(Expr());
}

/// `block` is what a schedule reads in the input's own order; inlined it is the input itself.
static void define(RepackOp op, Definition &definition) {
  StoredOrder order = getStoredOrder(op.getInput());
  Stage &block = definition.addStage(op, "block", order.dimensions, {}, order.block);
  block.define(definition.get(op.getInput())(block.indices()));
  Stage &main = definition.addMainStage(op);
  main.define(block(main.indices()));
  definition.setResult(op.getOutput(), main);
}

bool cnnc::defineShape(Operation *op, Definition &definition) {
  if (auto repack = dyn_cast<RepackOp>(op)) {
    define(repack, definition);
    return true;
  }
  return definition.addPureStage(op, getValue);
}
