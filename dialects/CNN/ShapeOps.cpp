//===- ShapeOps.cpp - Shapes of operations that move elements -----------===//

#include "dialects/CNN/Inference.h"

using namespace mlir;
using namespace cnnc::cnn;

/// The product of the extents; dynamic if one of them is.
static int64_t countElements(ArrayRef<int64_t> shape) {
  int64_t count = 1;
  for (int64_t extent : shape) {
    if (ShapedType::isDynamic(extent))
      return ShapedType::kDynamic;
    count *= extent;
  }
  return count;
}

static LogicalResult verifyAxis(EmitError emitError, int64_t axis, size_t rank) {
  if (axis >= 0 && axis < static_cast<int64_t>(rank))
    return success();
  return emitError() << "expects 'axis' in [0, " << rank << "), found " << axis;
}

LogicalResult FlattenOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  InferenceErrors emitError(getOperationName(), location, context);
  ArrayRef<int64_t> shape = getShape(adaptor.getInput());
  if (shape.empty())
    return emitError() << "expects at least one dimension, found a scalar";
  int64_t features = countElements(shape.drop_front());
  if (ShapedType::isDynamic(features))
    return emitError() << "expects static extents but the batch, found " << printShape(shape);
  types.push_back(getTensorType({shape[0], features}, Float32Type::get(context)));
  return success();
}

/// The value whose elements a reshape of `input` to `type` gives back: `input` itself, or what it was reshaped from.
static Value findReshaped(Value input, Type type) {
  if (input.getType() == type)
    return input;
  auto before = input.getDefiningOp<ReshapeOp>();
  return before && before.getInput().getType() == type ? before.getInput() : Value();
}

OpFoldResult FlattenOp::fold(FoldAdaptor) { return findReshaped(getInput(), getType()); }

LogicalResult ReshapeOp::verify() {
  ArrayRef<int64_t> from = getShape(getInput()), to = getShape(getOutput());
  bool openFrom = !from.empty() && ShapedType::isDynamic(from[0]);
  bool openTo = !to.empty() && ShapedType::isDynamic(to[0]);
  int64_t before = countElements(openFrom ? from.drop_front() : from);
  int64_t after = countElements(openTo ? to.drop_front() : to);
  if (openFrom == openTo && before == after && !ShapedType::isDynamic(before))
    return success();
  return emitOpError("expects as many elements in the result as in the input, found ")
         << printShape(from) << " and " << printShape(to);
}

OpFoldResult ReshapeOp::fold(FoldAdaptor) { return findReshaped(getInput(), getType()); }

LogicalResult TransposeOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location,
                                            Adaptor adaptor, SmallVectorImpl<Type> &types) {
  InferenceErrors emitError(getOperationName(), location, context);
  ArrayRef<int64_t> shape = getShape(adaptor.getInput()), permutation = adaptor.getPermutation();
  SmallVector<int64_t> sorted(permutation), result;
  llvm::sort(sorted);
  if (!llvm::equal(sorted, llvm::seq<int64_t>(0, shape.size())))
    return emitError() << "expects a permutation of the " << shape.size() << " dimensions, found ["
                       << permutation << "]";
  for (int64_t dimension : permutation)
    result.push_back(shape[dimension]);
  types.push_back(getTensorType(result, Float32Type::get(context)));
  return success();
}

OpFoldResult TransposeOp::fold(FoldAdaptor) {
  bool identity = llvm::equal(getPermutation(), llvm::seq<int64_t>(0, getPermutation().size()));
  return identity && getInput().getType() == getType() ? getInput() : Value();
}

LogicalResult ConcatOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  InferenceErrors emitError(getOperationName(), location, context);
  if (adaptor.getInputs().empty())
    return emitError() << "expects at least one input";
  SmallVector<int64_t> shape(getShape(adaptor.getInputs().front()));
  int64_t axis = adaptor.getAxis();
  if (failed(verifyAxis(emitError, axis, shape.size())))
    return failure();
  for (Value input : adaptor.getInputs().drop_front()) {
    SmallVector<int64_t> expected(shape);
    if (getShape(input).size() == shape.size())
      expected[axis] = getShape(input)[axis];
    if (failed(expectShape(emitError, "an input", input, expected)))
      return failure();
    shape[axis] += getShape(input)[axis];
  }
  types.push_back(getTensorType(shape, Float32Type::get(context)));
  return success();
}

LogicalResult SliceOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  InferenceErrors emitError(getOperationName(), location, context);
  SmallVector<int64_t> shape(getShape(adaptor.getInput()));
  int64_t axis = adaptor.getAxis(), begin = adaptor.getBegin(), size = adaptor.getSize();
  if (failed(verifyAxis(emitError, axis, shape.size())))
    return failure();
  if (begin < 0 || size < 1 || begin + size > shape[axis])
    return emitError() << "expects a range inside [0, " << shape[axis] << "), found [" << begin << ", "
                       << begin + size << ")";
  shape[axis] = size;
  types.push_back(getTensorType(shape, Float32Type::get(context)));
  return success();
}

LogicalResult PadOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                      SmallVectorImpl<Type> &types) {
  InferenceErrors emitError(getOperationName(), location, context);
  SmallVector<int64_t> shape(getShape(adaptor.getInput()));
  int64_t axis = adaptor.getAxis(), before = adaptor.getBefore(), after = adaptor.getAfter();
  if (failed(verifyAxis(emitError, axis, shape.size())))
    return failure();
  if (before < 0 || after < 0)
    return emitError() << "expects no negative padding, found " << std::min(before, after);
  shape[axis] += before + after;
  types.push_back(getTensorType(shape, Float32Type::get(context)));
  return success();
}

LogicalResult BroadcastOp::verify() {
  ArrayRef<int64_t> from = getShape(getInput()), to = getShape(getOutput());
  auto shape = broadcastShapes(from, to);
  if (succeeded(shape) && ArrayRef<int64_t>(*shape) == to)
    return success();
  return emitOpError("expects a shape that ") << printShape(from) << " can be repeated to, found "
                                              << printShape(to);
}

LogicalResult RepackOp::verify() {
  RankedTensorType from = getInput().getType(), to = cast<RankedTensorType>(getType());
  if (!haveSameShapes({from}, {to}))
    return emitOpError("expects the input's shape and element type, found ") << from << " and " << to;
  bool isSplitImage = !getHalo(from).empty();
  if (isSplitImage && getStoredAlgorithm(to) != Algorithm::Direct)
    return emitOpError("expects a split image to become one that is not, found ") << to;
  if (!isSplitImage && getStoredAlgorithm(from) != Algorithm::Direct &&
      getStoredAlgorithm(from) != getStoredAlgorithm(to))
    return emitOpError("expects an input that is not transformed, found ") << from;
  return success();
}

OpFoldResult RepackOp::fold(FoldAdaptor) {
  Value source = getInput();
  RankedTensorType to = cast<RankedTensorType>(getType());
  auto isSplitImage = [](Value value) { return !getHalo(cast<RankedTensorType>(value.getType())).empty(); };
  while (auto inner = source.getDefiningOp<RepackOp>()) {
    // What is split has lost bits, and stays; it becomes another transform by way of floats alone.
    Value before = inner.getInput();
    if (isSplitImage(source) ||
        (isSplitImage(before) && before.getType() != to && getStoredAlgorithm(to) != Algorithm::Direct))
      break;
    source = before;
  }
  if (source.getType() == getType())
    return source;
  if (source == getInput())
    return {};
  getInputMutable().assign(source);
  return getResult();
}
