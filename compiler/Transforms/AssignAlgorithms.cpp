//===- AssignAlgorithms.cpp - How each convolution is computed ----------===//

#include "compiler/Tiles/ConvolutionTiles.h"
#include "compiler/Transforms/ConvolutionCost.h"
#include "compiler/Transforms/NarrowNetworks.h"
#include "compiler/Transforms/Passes.h"
#include "compiler/Transforms/WeightRead.h"
#include "dialects/CNN/Inference.h"
#include "dialects/CNN/Layout.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace cnnc::cnn {
#define GEN_PASS_DEF_ASSIGNALGORITHMS
#include "compiler/Transforms/Passes.h.inc"

namespace {

/// The caller's tensors lie row-major: vectors of channels are gathered from them, element by element, in each of
/// a transform's 36 reads, which takes seconds to compile, or in splitting. Direct convolution copies its input first,
/// and where taps are joined vectors are of columns.
bool readsCallersTensor(Operation *conv) {
  return llvm::any_of(conv->getOperands(), llvm::IsaPred<BlockArgument>);
}

/// The parameters that a network of the module writes.
llvm::StringSet<> getWritten(ModuleOp module) {
  llvm::StringSet<> written;
  module.walk([&](WriteOp write) { written.insert(write.getParameter()); });
  return written;
}

/// The algorithm on tiles with so many bf16 parts for a float32.
Algorithm getTileAlgorithm(int64_t parts) {
  return parts == 1 ? Algorithm::BF16 : parts == 2 ? Algorithm::BF16x3 : Algorithm::BF16x6;
}

class Assignment {
public:
  /// Tiles with `tileParts` parts, or none.
  Assignment(ModuleOp module, bool winograd, int64_t tileParts)
      : written(getWritten(module)), winograd(winograd), tileParts(tileParts) {}

  template <typename Op> void assign(Op conv) {
    bool isTransformed = !readsCallersTensor(conv);
    if (conv.getAlgorithm() != Algorithm::Direct || !(isTransformed || joinsTaps(conv)))
      return;
    ConvolutionSums sums = getSums(conv);
    if (sums.results[1] % 8 != 0)
      return;
    double least = mostOfDirect * sums.getDirectCost();
    auto consider = [&](Algorithm algorithm, double cost) {
      if (cost < least) {
        least = cost;
        conv.setAlgorithm(algorithm);
      }
    };
    if (winograd && isTransformed && permitsWinograd(sums.window, conv.getGroups()) && sums.summed % 8 == 0)
      consider(Algorithm::Winograd, sums.getWinogradCost());
    if (winograd && isTransformed && permitsWinogradRows(sums.window, conv.getGroups()) && hasRowTransform(conv))
      consider(Algorithm::WinogradRows, sums.getWinogradRowsCost());
    if (hasTiles(conv) && conv.getGroups() == 1)
      consider(getTileAlgorithm(tileParts), sums.getTileCost(tileParts));
  }

  /// A dense layer or matrix product. Those of a narrow network lie for direct sums.
  template <typename Op> void assignProduct(Op product) {
    if (product.getAlgorithm() != Algorithm::Direct || !hasTiles(product) ||
        isNarrow(product->template getParentOfType<NetworkOp>()))
      return;
    ConvolutionSums sums = getSums(product);
    if (sums.results[1] % 8 == 0 && sums.getTileCost(tileParts) < mostOfDirect * sums.getDirectCost())
      product.setAlgorithm(getTileAlgorithm(tileParts));
  }

private:
  /// An estimate is wrong by 10 %, and direct sums are exact.
  static constexpr double mostOfDirect = 0.85;

  template <typename Op> ConvolutionSums getSums(Op op) {
    ConvolutionSums sums = ConvolutionSums::get(op);
    sums.isWeightPrepared = isPrepared(op);
    return sums;
  }

  /// Not where images lie side by side.
  static bool joinsTaps(Operation *op) {
    auto conv = dyn_cast<Conv2DOp>(op);
    return conv && ConvolutionTiles::joinsTaps(conv) && !isNarrow(conv->getParentOfType<NetworkOp>());
  }

  bool hasTiles(Operation *op) { return tileParts > 0 && !op->getParentOfType<NetworkOp>().getWithoutTiles(); }

  /// Gradients have no such algorithm. Vectors along the columns of few channels take a test of each column, which
  /// padding needs, lane by lane; and batches of narrow images lie so that direct sums are best (cnn-assign-layouts).
  static bool hasRowTransform(Operation *op) {
    auto conv = dyn_cast<Conv2DOp>(op);
    if (!conv)
      return false;
    const WindowAxis &x = conv.getWindow().x;
    RankedTensorType input = conv.getInput().getType(), output = conv.getOutput().getType();
    return !(hasFewChannels(input) && (x.padBefore || x.padAfter)) && !(isNarrowBatch(input) && isNarrowBatch(output));
  }

  /// Whether nothing writes the weight, so that what follows from it is computed once (cnn-assign-layouts).
  bool isPrepared(Operation *op) {
    auto read = llvm::TypeSwitch<Operation *, ReadOp>(op)
                    .Case<Conv2DOp, DenseOp>([](auto layer) { return getRead(layer.getWeight()); })
                    .Default(nullptr);
    return read && !written.contains(read.getParameter());
  }

  llvm::StringSet<> written;
  bool winograd;
  int64_t tileParts;
};

struct AssignAlgorithms : impl::AssignAlgorithmsBase<AssignAlgorithms> {
  using AssignAlgorithmsBase::AssignAlgorithmsBase;

  void runOnOperation() override {
    Assignment assignment(getOperation(), winograd, tileParts);
    getOperation().walk([&](Operation *op) {
      llvm::TypeSwitch<Operation *>(op).Case<Conv2DOp, Conv2DInputGradientOp, Conv2DWeightGradientOp>(
          [&](auto conv) { assignment.assign(conv); });
    });
    getOperation().walk([&](Operation *op) {
      llvm::TypeSwitch<Operation *>(op).Case<DenseOp, MatMulOp>(
          [&](auto product) { assignment.assignProduct(product); });
    });
  }
};

} // namespace
} // namespace cnnc::cnn
