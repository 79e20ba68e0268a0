//===- AssignAlgorithms.cpp - How each convolution is computed ----------===//

#include "compiler/Transforms/Passes.h"
#include "dialects/CNN/Inference.h"
#include "dialects/CNN/Layout.h"
#include "llvm/ADT/StringSet.h"
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
/// of a tile, there and back together 720 multiply-adds, and 300 for each of a weight's pairs of channels. A weight
/// that is prepared is read instead, while the products are formed: 144 bytes a pair at 31 GB/s are 272
/// multiply-adds (512 to 512 channels, 7x7, one image: 1.2 ms beside 2.0 ms of direct sums).
bool isWinogradFaster(const Sums &sums, bool isWeightPrepared) {
  constexpr double places = 36, transform = 720, weightTransform = 300, weightRead = 272;
  double images = sums.results[0], channels = sums.results[1], summed = sums.summed, pairs = channels * summed;
  double tiles = images * llvm::divideCeil(sums.results[2], 4) * llvm::divideCeil(sums.results[3], 4);
  double products = places * tiles * pairs;
  products = isWeightPrepared ? std::max(products, weightRead * pairs) : products + weightTransform * pairs;
  double winograd = products + transform * tiles * (channels + summed);
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

/// The parameters that a network of the module writes.
llvm::StringSet<> getWritten(ModuleOp module) {
  llvm::StringSet<> written;
  module.walk([&](WriteOp write) { written.insert(write.getParameter()); });
  return written;
}

class Assignment {
public:
  explicit Assignment(ModuleOp module) : written(getWritten(module)) {}

  template <typename Op> void assign(Op conv) {
    if (readsCallersTensor(conv))
      return;
    Sums sums = getSums(conv);
    // Vectors of channels, of the results and of what is summed.
    bool hasVectors = sums.results[1] % 8 == 0 && sums.summed % 8 == 0;
    if (hasVectors && permitsWinograd(conv.getWindow(), conv.getGroups()) && isWinogradFaster(sums, isPrepared(conv)))
      conv.setAlgorithm(Algorithm::Winograd);
  }

private:
  /// Whether the weight's transform will be computed once; in whole vectors only (cnn-assign-layouts).
  bool isPrepared(Operation *op) {
    auto conv = dyn_cast<Conv2DOp>(op);
    auto read = conv ? conv.getWeight().getDefiningOp<ReadOp>() : nullptr;
    return read && !written.contains(read.getParameter()) && getShape(conv.getOutput())[1] % winogradVector == 0;
  }

  llvm::StringSet<> written;
};

struct AssignAlgorithms : impl::AssignAlgorithmsBase<AssignAlgorithms> {
  void runOnOperation() override {
    Assignment assignment(getOperation());
    getOperation().walk([&](Operation *op) {
      llvm::TypeSwitch<Operation *>(op).Case<Conv2DOp, Conv2DInputGradientOp, Conv2DWeightGradientOp>(
          [&](auto conv) { assignment.assign(conv); });
    });
  }
};

} // namespace
} // namespace cnnc::cnn
