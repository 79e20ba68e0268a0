//===- Reshape.cpp - Changing shapes while the batch may be open --------===//

#include "frontend/ONNX/Reshape.h"

#include "dialects/CNN/Inference.h"

using namespace mlir;

namespace cnnc {

FailureOr<int64_t> normalizeAxis(Node &node, int64_t axis, int64_t rank, bool end) {
  if (axis < -rank || axis >= rank + end)
    return node.emitError() << "expects an axis in [" << -rank << ", " << rank + end << "), found " << axis;
  return axis < 0 ? axis + rank : axis;
}

static bool isOpen(ArrayRef<int64_t> shape) { return !shape.empty() && ShapedType::isDynamic(shape.front()); }

Value reshape(Node &node, Value value, ArrayRef<int64_t> requested) {
  ArrayRef<int64_t> input = getShape(value);
  SmallVector<int64_t> shape(requested);
  bool open = isOpen(input);
  if (open) {
    if (shape.empty() || (shape.front() != -1 && !ShapedType::isDynamic(shape.front())))
      return node.emitError() << "expects a shape that keeps the open batch first (0 or -1), found "
                              << cnn::printShape(requested),
             nullptr;
    shape.front() = ShapedType::kDynamic;
  }

  // The open batch is the same on both sides: only what follows it counts.
  std::optional<int64_t> elements = countElements(input.drop_front(open));
  MutableArrayRef<int64_t> rest = MutableArrayRef<int64_t>(shape).drop_front(open);
  int64_t *unknown = llvm::find(rest, -1);
  if (unknown != rest.end())
    *unknown = 1;
  std::optional<int64_t> known = countElements(rest);
  bool fits = elements && known;
  if (fits && unknown != rest.end()) {
    fits = *known > 0 && *elements % *known == 0;
    if (fits) {
      *unknown = *elements / *known;
      known = elements;
    }
  }
  if (!fits || known != elements)
    return node.emitError() << "expects a shape of as many elements as " << cnn::printShape(input) << ", found "
                            << cnn::printShape(requested),
           nullptr;

  if (ArrayRef<int64_t>(shape) == input)
    return value;
  if (shape.size() == 2 && input.size() > 2 && shape.front() == input.front())
    return node.create<cnn::FlattenOp>(value);
  return node.createTyped<cnn::ReshapeOp>(RankedTensorType::get(shape, node.getBuilder().getF32Type()), value);
}

Value reshapeToMatrix(Node &node, Value value, int64_t axis) {
  ArrayRef<int64_t> shape = getShape(value);
  if (isOpen(shape)) {
    if (axis == 0 || countElements(shape.slice(1, axis - 1)) != 1)
      return node.emitError() << "expects the open batch to stay a dimension of its own: axis " << axis
                              << " joins it with another",
             nullptr;
    return reshape(node, value, {ShapedType::kDynamic, -1});
  }
  std::optional<int64_t> rows = countElements(shape.take_front(axis));
  if (!rows)
    return node.emitError() << "expects an open batch to be the first dimension, found " << cnn::printShape(shape),
           nullptr;
  return reshape(node, value, {*rows, -1});
}

} // namespace cnnc
