//===- ConvolutionOps.cpp - Shapes and cost of convolutions -------------===//

#include "dialects/CNN/Inference.h"
#include "dialects/CNN/Layout.h"

using namespace mlir;
using namespace cnnc::cnn;

bool cnnc::cnn::permitsWinograd(const Window &window, int64_t groups) {
  return permitsWinogradRows(window, groups) && window.x.kernel == window.y.kernel && window.x.stride == 1 &&
         window.x.dilation == 1;
}

bool cnnc::cnn::permitsWinogradRows(const Window &window, int64_t groups) {
  const WindowAxis &y = window.y;
  return isWinogradKernel(y.kernel) && y.stride == 1 && y.dilation == 1 && groups == 1;
}

FailureOr<SmallVector<int64_t>>
cnnc::cnn::inferConvolutionShape(EmitError emitError, ArrayRef<int64_t> input, ArrayRef<int64_t> weight,
                                 ArrayRef<int64_t> strides, ArrayRef<int64_t> pads,
                                 ArrayRef<int64_t> dilations, Padding padding, int64_t groups,
                                 Algorithm algorithm) {
  if (groups < 1 || weight[0] % groups != 0 || input[1] % groups != 0)
    return emitError() << "expects 'groups' to divide " << input[1] << " input and " << weight[0]
                       << " output channels, found " << groups;
  if (input[1] != weight[1] * groups)
    return emitError() << "expects an input of " << weight[1] * groups << " channels (weight "
                       << printShape(weight) << ", groups " << groups << "), found " << input[1];
  FailureOr<Window> window = inferWindow(emitError, input.drop_front(2), weight.drop_front(2), strides, pads,
                                         dilations, padding, /*ceilMode=*/false);
  if (failed(window))
    return failure();
  if (algorithm == Algorithm::Winograd && !permitsWinograd(*window, groups))
    return emitError() << "expects a window of 3x3 or 5x5 with stride 1 and without dilation or groups for "
                          "'algorithm' = winograd";
  if (algorithm == Algorithm::WinogradRows && !permitsWinogradRows(*window, groups))
    return emitError() << "expects a window of 3 or 5 rows with stride 1 and without dilation along y, and no groups "
                          "for 'algorithm' = winograd_rows";
  if (getParts(algorithm) && groups != 1)
    return emitError() << "expects no groups for 'algorithm' = " << stringifyAlgorithm(algorithm);
  return SmallVector<int64_t>{input[0], weight[0], window->y.output, window->x.output};
}

LogicalResult Conv2DOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  InferenceErrors emitError(getOperationName(), location, context);
  auto shape = inferConvolutionShape(emitError, getShape(adaptor.getInput()), getShape(adaptor.getWeight()),
                                     adaptor.getStrides(), adaptor.getPads(), adaptor.getDilations(),
                                     adaptor.getAutoPad(), adaptor.getGroups(), adaptor.getAlgorithm());
  if (failed(shape))
    return failure();
  if (Value bias = adaptor.getBias())
    if (failed(expectShape(emitError, "a bias", bias, (*shape)[1])))
      return failure();
  types.push_back(getTensorType(*shape, Float32Type::get(context)));
  return success();
}

/// The window of a verified operation over an image with a weight.
template <typename Op>
static Window getVerifiedWindow(Op op, ArrayRef<int64_t> image, ArrayRef<int64_t> weight) {
  return *inferWindow([&] { return op.emitOpError(); }, image.drop_front(2), weight.drop_front(2),
                      op.getStrides(), op.getPads(), op.getDilations(), op.getAutoPad(), false);
}

Window Conv2DOp::getWindow() { return getVerifiedWindow(*this, getShape(getInput()), getShape(getWeight())); }
Window Conv2DInputGradientOp::getWindow() {
  return getVerifiedWindow(*this, getShape(getInputGradient()), getShape(getWeight()));
}
Window Conv2DWeightGradientOp::getWindow() {
  return getVerifiedWindow(*this, getShape(getInput()), getShape(getWeightGradient()));
}

/// Checks that the forward convolution of these shapes gives the output gradient's shape.
template <typename Op>
static LogicalResult verifyGradient(Op op, ArrayRef<int64_t> input, ArrayRef<int64_t> weight) {
  auto emitError = [&] { return op.emitOpError(); };
  if (op.getAlgorithm() == Algorithm::WinogradRows)
    return emitError() << "has no 'algorithm' = " << stringifyAlgorithm(op.getAlgorithm());
  auto shape = inferConvolutionShape(emitError, input, weight, op.getStrides(), op.getPads(), op.getDilations(),
                                     op.getAutoPad(), op.getGroups(), op.getAlgorithm());
  if (failed(shape))
    return failure();
  return expectShape(emitError, "an output gradient", op.getOutputGradient(), *shape);
}

LogicalResult Conv2DInputGradientOp::verify() {
  return verifyGradient(*this, getShape(getInputGradient()), getShape(getWeight()));
}
LogicalResult Conv2DWeightGradientOp::verify() {
  return verifyGradient(*this, getShape(getInput()), getShape(getWeightGradient()));
}

/// Every pass of a convolution multiplies each output element with one filter's worth of inputs.
static int64_t countMultiplyAdds(ArrayRef<int64_t> output, ArrayRef<int64_t> weight) {
  int64_t count = 1;
  for (int64_t extent : output)
    count *= std::max<int64_t>(extent, 1);
  for (int64_t extent : weight.drop_front())
    count *= extent;
  return count;
}
int64_t Conv2DOp::getMultiplyAdds() { return countMultiplyAdds(getShape(getOutput()), getShape(getWeight())); }
int64_t Conv2DInputGradientOp::getMultiplyAdds() {
  return countMultiplyAdds(getShape(getOutputGradient()), getShape(getWeight()));
}
int64_t Conv2DWeightGradientOp::getMultiplyAdds() {
  return countMultiplyAdds(getShape(getOutputGradient()), getShape(getWeightGradient()));
}
