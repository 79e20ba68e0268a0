//===- PoolingOps.cpp - Shapes of pooling -------------------------------===//

#include "dialects/CNN/Inference.h"

using namespace mlir;
using namespace cnnc::cnn;

/// The window of a pooling over an image. `Op` is an operation or its adaptor.
template <typename Op>
static FailureOr<Window> inferPoolWindow(EmitError emitError, Op op, ArrayRef<int64_t> image) {
  auto window = inferWindow(emitError, image.drop_front(2), op.getKernel(), op.getStrides(), op.getPads(),
                            op.getDilations(), op.getAutoPad(), op.getCeilMode());
  if (failed(window))
    return failure();
  for (const WindowAxis *axis : {&window->y, &window->x})
    if (std::max(axis->padBefore, axis->padAfter) >= axis->extent())
      return emitError() << "expects padding smaller than the window's extent " << axis->extent() << ", found "
                         << std::max(axis->padBefore, axis->padAfter);
  return window;
}

static SmallVector<int64_t> getPooledShape(ArrayRef<int64_t> image, const Window &window) {
  return {image[0], image[1], window.y.output, window.x.output};
}

template <typename Adaptor>
static LogicalResult inferPool(StringRef name, MLIRContext *context, std::optional<Location> location,
                               Adaptor adaptor, ArrayRef<Type> elements, SmallVectorImpl<Type> &types) {
  InferenceErrors emitError(name, location, context);
  ArrayRef<int64_t> image = getShape(adaptor.getInput());
  auto window = inferPoolWindow(emitError, adaptor, image);
  if (failed(window))
    return failure();
  for (Type element : elements)
    types.push_back(getTensorType(getPooledShape(image, *window), element));
  return success();
}

LogicalResult MaxPoolOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  return inferPool(getOperationName(), context, location, adaptor, {Float32Type::get(context)}, types);
}
LogicalResult MaxPoolArgmaxOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location,
                                                Adaptor adaptor, SmallVectorImpl<Type> &types) {
  InferenceErrors emitError(getOperationName(), location, context);
  ArrayRef<int64_t> kernel = adaptor.getKernel();
  if (kernel.size() == 2 && kernel[0] * kernel[1] > 256)
    return emitError() << "expects a window of at most 256 elements, found " << kernel[0] * kernel[1];
  return inferPool(getOperationName(), context, location, adaptor,
                   {Float32Type::get(context), IntegerType::get(context, 8)}, types);
}
LogicalResult AveragePoolOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location,
                                              Adaptor adaptor, SmallVectorImpl<Type> &types) {
  return inferPool(getOperationName(), context, location, adaptor, {Float32Type::get(context)}, types);
}

template <typename Op>
static Window getVerifiedWindow(Op op, Value image) {
  return *inferPoolWindow([&] { return op.emitOpError(); }, op, getShape(image));
}
Window MaxPoolOp::getWindow() { return getVerifiedWindow(*this, getInput()); }
Window MaxPoolArgmaxOp::getWindow() { return getVerifiedWindow(*this, getInput()); }
Window AveragePoolOp::getWindow() { return getVerifiedWindow(*this, getInput()); }
Window MaxPoolGradientOp::getWindow() { return getVerifiedWindow(*this, getInputGradient()); }
Window AveragePoolGradientOp::getWindow() { return getVerifiedWindow(*this, getInputGradient()); }

/// Checks that pooling the input gradient's shape gives the shape of every operand.
template <typename Op>
static LogicalResult verifyGradient(Op op) {
  auto emitError = [&] { return op.emitOpError(); };
  ArrayRef<int64_t> image = getShape(op.getInputGradient());
  auto window = inferPoolWindow(emitError, op, image);
  if (failed(window))
    return failure();
  for (Value operand : op->getOperands())
    if (failed(expectShape(emitError, "operands", operand, getPooledShape(image, *window))))
      return failure();
  return success();
}
LogicalResult MaxPoolGradientOp::verify() { return verifyGradient(*this); }
LogicalResult AveragePoolGradientOp::verify() { return verifyGradient(*this); }
