//===- AssignAlgorithms.cpp - How each convolution is computed ----------===//

#include "compiler/Transforms/Passes.h"
#include "dialects/CNN/Inference.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace cnnc::cnn {
#define GEN_PASS_DEF_ASSIGNALGORITHMS
#include "compiler/Transforms/Passes.h.inc"

namespace {

/// What a pass of a convolution computes: `results` (n, channels, y, x), each a sum over `summed` channels.
struct Sums {
  ArrayRef<int64_t> results;
  int64_t summed;
};

/// In multiply-adds that take as long. The transforms were measured on an AMD EPYC (Zen 4): 12 ns for a channel
/// of a tile, there and back together 720 multiply-adds, and 300 for each of a weight's pairs of channels.
bool isWinogradFaster(const Sums &sums) {
  constexpr double places = 36, transform = 720, weightTransform = 300;
  double images = sums.results[0], channels = sums.results[1], summed = sums.summed, pairs = channels * summed;
  double tiles = images * llvm::divideCeil(sums.results[2], 4) * llvm::divideCeil(sums.results[3], 4);
  double winograd = places * tiles * pairs + transform * tiles * (channels + summed) + weightTransform * pairs;
  double direct = 9 * images * sums.results[2] * sums.results[3] * pairs / 0.92;
  return winograd < 0.85 * direct;
}

Sums getSums(Conv2DOp conv) { return {getShape(conv.getOutput()), getShape(conv.getInput())[1]}; }
Sums getSums(Conv2DInputGradientOp conv) {
  return {getShape(conv.getInputGradient()), getShape(conv.getOutputGradient())[1]};
}

/// Of the weight gradient's the same products, transforms and results in other roles.
Sums getSums(Conv2DWeightGradientOp conv) {
  return {getShape(conv.getOutputGradient()), getShape(conv.getInput())[1]};
}

/// The caller's tensors lie row-major: vectors of channels are gathered from them, element by element in each of
/// a transform's 36 reads, which takes seconds to compile. Direct convolution copies its input first.
bool readsCallersTensor(Operation *conv) {
  return llvm::any_of(conv->getOperands(), llvm::IsaPred<BlockArgument>);
}

template <typename Op> void assign(Op conv) {
  if (readsCallersTensor(conv))
    return;
  Sums sums = getSums(conv);
  // Vectors of channels, of the results and of what is summed.
  bool hasVectors = sums.results[1] % 8 == 0 && sums.summed % 8 == 0;
  if (hasVectors && permitsWinograd(conv.getWindow(), conv.getGroups()) && isWinogradFaster(sums))
    conv.setAlgorithm(Algorithm::Winograd);
}

struct AssignAlgorithms : impl::AssignAlgorithmsBase<AssignAlgorithms> {
  void runOnOperation() override {
    getOperation().walk([](Operation *op) {
      llvm::TypeSwitch<Operation *>(op).Case<Conv2DOp, Conv2DInputGradientOp, Conv2DWeightGradientOp>(
          [](auto conv) { assign(conv); });
    });
  }
};

} // namespace
} // namespace cnnc::cnn
