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

/// What a pass of a convolution computes: `results` (n, channels, y, x), each a sum over `summed` channels and the taps
/// of the window.
struct Sums {
  ArrayRef<int64_t> results;
  int64_t summed;
  Window window;
  bool isWeightPrepared = false; // transformed before the call

  double pairs() const { return static_cast<double>(results[1] * summed); }
};

Sums getSums(Conv2DOp conv) {
  return {getShape(conv.getOutput()), getShape(conv.getInput())[1], conv.getWindow()};
}
Sums getSums(Conv2DInputGradientOp conv) {
  return {getShape(conv.getInputGradient()), getShape(conv.getOutputGradient())[1], conv.getWindow()};
}
/// Of the weight gradient's the same products, transforms and results in other roles.
Sums getSums(Conv2DWeightGradientOp conv) {
  return {getShape(conv.getOutputGradient()), getShape(conv.getInput())[1], conv.getWindow()};
}

// What the algorithms cost, in multiply-adds that take as long; measured on an AMD EPYC (Zen 4) with 8 to 128
// channels and images of 14x14 to 56x56.

double getDirectCost(const Sums &sums) {
  double taps = static_cast<double>(sums.window.y.kernel * sums.window.x.kernel);
  return taps * static_cast<double>(sums.results[0] * sums.results[2] * sums.results[3]) * sums.pairs() / 0.92;
}

/// `rows` products for each of the weight's pairs of channels and places, and the weight. It is read `reads` times
/// while they are formed: 4 bytes at 38 GB/s are 6.5 multiply-adds (512 to 512 channels, 7x7, one image: 0.9 ms beside
/// 2.0 ms of direct sums). One that is not prepared is transformed first: 8 multiply-adds for a place in the cache, 20
/// in memory.
double getProductsCost(const Sums &sums, int64_t weightPlaces, int64_t rows, int64_t reads) {
  double places = static_cast<double>(weightPlaces) * sums.pairs();
  double products = std::max(static_cast<double>(rows), 6.5 * static_cast<double>(reads)) * places;
  return sums.isWeightPrepared ? products : products + 14.0 * places;
}

/// The transforms take 220 to 380 for each channel of a tile.
double getWinogradCost(const Sums &sums) {
  int64_t extent = getWinogradExtent(sums.window.y.kernel);
  int64_t tiles =
      sums.results[0] * llvm::divideCeil(sums.results[2], extent) * llvm::divideCeil(sums.results[3], extent);
  return getProductsCost(sums, winogradPlaces * winogradPlaces, tiles, 1) +
         350.0 * static_cast<double>(tiles * (sums.results[1] + sums.summed));
}

/// The transforms take 16 to 24 for each channel of a result; the weight is read for each row of tiles.
double getWinogradRowsCost(const Sums &sums) {
  int64_t extent = getWinogradExtent(sums.window.y.kernel);
  int64_t tiles = sums.results[0] * llvm::divideCeil(sums.results[2], extent), columns = sums.results[3];
  return getProductsCost(sums, winogradPlaces * sums.window.x.kernel, tiles * columns, tiles) +
         24.0 * static_cast<double>(extent * tiles * columns * (sums.results[1] + sums.summed));
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
    if (conv.getAlgorithm() != Algorithm::Direct || readsCallersTensor(conv))
      return;
    Sums sums = getSums(conv);
    sums.isWeightPrepared = isPrepared(conv);
    if (sums.results[1] % 8 != 0)
      return;
    // An estimate is wrong by 10 %, and direct sums are exact.
    double least = 0.85 * getDirectCost(sums);
    auto consider = [&](Algorithm algorithm, double cost) {
      if (cost < least) {
        least = cost;
        conv.setAlgorithm(algorithm);
      }
    };
    if (permitsWinograd(sums.window, conv.getGroups()) && sums.summed % 8 == 0)
      consider(Algorithm::Winograd, getWinogradCost(sums));
    if (permitsWinogradRows(sums.window, conv.getGroups()) && hasRowTransform(conv))
      consider(Algorithm::WinogradRows, getWinogradRowsCost(sums));
  }

private:
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
