//===- AssignAlgorithms.cpp - How each convolution is computed ----------===//

#include "compiler/Transforms/ConvolutionCost.h"
#include "compiler/Transforms/NarrowNetworks.h"
#include "compiler/Transforms/Passes.h"
#include "compiler/Transforms/WeightRead.h"
#include "dialects/CNN/Inference.h"
#include "dialects/CNN/Layout.h"
#include "dialects/Halide/ConvolutionStages.h"
#include "dialects/Halide/KernelRole.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace cnnc::cnn {
#define GEN_PASS_DEF_ASSIGNALGORITHMS
#include "compiler/Transforms/Passes.h.inc"

namespace {

/// The caller's images lie row-major. Those of few channels stay so, and vectors of channels would be gathered from
/// them, element by element, in each of a transform's 36 reads, which takes seconds to compile, or in splitting. (Of
/// others the layer has a copy, cnn-assign-layouts.)
bool readsCallersRows(Operation *conv) {
  return llvm::any_of(conv->getOperands(), [](Value operand) {
    return isa<BlockArgument>(operand) && hasFewChannels(cast<RankedTensorType>(operand.getType()));
  });
}

/// Whether a depthwise layer reads what a convolution computes, alone and with nothing but element-wise operations
/// between them, which combine it with no other layer's value: its kernel computes it then (halide-fuse).
bool givesImageOfDepthwise(Conv2DOp conv) {
  for (Value value = conv.getOutput(); value.hasOneUse();) {
    Operation *user = *value.user_begin();
    if (auto depthwise = dyn_cast<Conv2DOp>(user))
      return value == depthwise.getInput() && halide::isDepthwise(depthwise);
    auto isOther = [&](Value operand) {
      return operand != value && operand.getDefiningOp() && !isa<ReadOp>(operand.getDefiningOp());
    };
    if (halide::getKernelRole(user) != halide::KernelRole::Elementwise || llvm::any_of(user->getOperands(), isOther))
      return false;
    value = user->getResult(0);
  }
  return false;
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

/// The fastest of an operation's algorithms.
class Choice {
public:
  explicit Choice(const ConvolutionSums &sums) : direct(sums.getDirectCost()), least(mostOfDirect * direct) {}

  void consider(Algorithm algorithm, double cost) {
    considered.push_back({algorithm, cost});
    if (cost < least) {
      least = cost;
      best = algorithm;
    }
  }

  /// Says what was considered if `remarks`.
  Algorithm take(Operation *op, bool remarks) const {
    if (!remarks)
      return best;
    InFlightDiagnostic remark = emitRemark(op->getLoc());
    remark << describeLayer(op) << ": " << stringifyAlgorithm(best) << " sums";
    if (considered.empty())
      remark << ", the only algorithm that its shapes, the target and --math permit";
    StringRef before = "; beside direct sums' time ";
    for (auto [algorithm, cost] : considered) {
      remark << before << stringifyAlgorithm(algorithm) << " is reckoned at "
             << llvm::formatv("{0:F0}", 100.0 * cost / direct).str() << " %";
      before = ", ";
    }
    return best;
  }

private:
  /// An estimate is wrong by 10 %, and direct sums are exact.
  static constexpr double mostOfDirect = 0.85;

  double direct, least;
  Algorithm best = Algorithm::Direct;
  SmallVector<std::pair<Algorithm, double>> considered;
};

class Assignment {
public:
  /// Tiles with `tileParts` parts, or none.
  Assignment(ModuleOp module, bool winograd, int64_t tileParts, bool remarks)
      : written(getWritten(module)), winograd(winograd), tileParts(tileParts), remarks(remarks) {}

  template <typename Op> void assign(Op conv) {
    if (conv.getAlgorithm() != Algorithm::Direct)
      return;
    ConvolutionSums sums = getSums(conv);
    Choice choice(sums);
    bool hasVectors = sums.results[1] % 8 == 0, isRowMajor = readsCallersRows(conv);
    bool isTransformed = winograd && hasVectors && !isRowMajor;
    if (isTransformed && permitsWinograd(sums.window, conv.getGroups()) && sums.summed % 8 == 0)
      choice.consider(Algorithm::Winograd, sums.getWinogradCost());
    if (isTransformed && permitsWinogradRows(sums.window, conv.getGroups()) && hasRowTransform(conv))
      choice.consider(Algorithm::WinogradRows, sums.getWinogradRowsCost());
    if (hasVectors && hasTiles(conv) && conv.getGroups() == 1 && (sums.joinsTaps || !isRowMajor))
      choice.consider(getTileAlgorithm(tileParts), sums.getTileCost(tileParts));
    conv.setAlgorithm(choice.take(conv, remarks));
  }

  /// A dense layer or matrix product.
  template <typename Op> void assignProduct(Op product) {
    if (product.getAlgorithm() != Algorithm::Direct)
      return;
    ConvolutionSums sums = getSums(product);
    Choice choice(sums);
    if (sums.results[1] % 8 == 0 && hasTiles(product))
      choice.consider(getTileAlgorithm(tileParts), sums.getTileCost(tileParts));
    product.setAlgorithm(choice.take(product, remarks));
  }

private:
  template <typename Op> ConvolutionSums getSums(Op op) {
    ConvolutionSums sums = ConvolutionSums::get(op);
    sums.isWeightPrepared = isPrepared(op);
    if (auto conv = dyn_cast<Conv2DOp>(*op))
      sums.areReadInKernel = givesImageOfDepthwise(conv);
    return sums;
  }

  /// A narrow network's images lie side by side for direct sums.
  bool hasTiles(Operation *op) {
    auto network = op->getParentOfType<NetworkOp>();
    return tileParts > 0 && !network.getWithoutTiles() && !isNarrow(network);
  }

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
  bool remarks;
};

struct AssignAlgorithms : impl::AssignAlgorithmsBase<AssignAlgorithms> {
  using AssignAlgorithmsBase::AssignAlgorithmsBase;

  void runOnOperation() override {
    Assignment assignment(getOperation(), winograd, tileParts, remarks);
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
