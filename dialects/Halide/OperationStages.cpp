//===- OperationStages.cpp - The stages of one operation ----------------===//

#include "dialects/Halide/OperationStages.h"

#include "dialects/Halide/Phases.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cnnc::cnn;

namespace cnnc::halide {

SmallVector<std::string> getDimensionNames(int64_t rank) {
  switch (rank) {
  case 0:
    return {};
  case 1:
    return {"c"};
  case 2:
    return {"n", "c"};
  case 3:
    return {"n", "c", "x"};
  case 4:
    return {"n", "c", "y", "x"};
  default: {
    SmallVector<std::string> names;
    for (int64_t dimension = 0; dimension < rank; ++dimension)
      names.push_back("d" + std::to_string(dimension));
    return names;
  }
  }
}

SmallVector<std::string> getLoops(RankedTensorType type) {
  SmallVector<std::string> loops = getDimensionNames(type.getRank());
  if (getStoredOrder(type).isBlocked())
    loops.push_back("b");
  return loops;
}

SmallVector<std::string> getStoredLoops(RankedTensorType type) {
  SmallVector<std::string> loops = getLoops(type), stored;
  StoredOrder order = getStoredOrder(type);
  for (int64_t dimension : order.dimensions)
    stored.push_back(loops[dimension]);
  if (order.isBlocked())
    stored[llvm::find(order.dimensions, order.innermost()) - order.dimensions.begin()] = loops.back();
  return stored;
}

static SmallVector<std::string> getLoops(Value value) { return getLoops(cast<RankedTensorType>(value.getType())); }

/// The reduction loop of dimension `name` is called r<name>.
static SmallVector<std::string> getReductionLoops(Value input, ArrayRef<int64_t> axes) {
  SmallVector<std::string> names = getLoops(input), loops;
  for (int64_t axis : axes)
    loops.push_back("r" + names[axis]);
  return loops;
}

/// All dimensions but the channels, over which batch normalisation takes its statistics.
static SmallVector<int64_t> getStatisticsAxes(Value input) {
  SmallVector<int64_t> axes{0};
  for (int64_t axis = 2; axis < cast<RankedTensorType>(input.getType()).getRank(); ++axis)
    axes.push_back(axis);
  return axes;
}

bool isPrepared(Value weight) { return getStoredOrder(cast<RankedTensorType>(weight.getType())).isBlocked(); }

static Lanes getLanes(Value computed, bool hasImageLanes) {
  auto type = cast<RankedTensorType>(computed.getType());
  if (hasImageLanes && hasImagesInnermost(type))
    return Lanes::Images;
  return hasFewChannels(type) ? Lanes::Columns : Lanes::Channels;
}

Lanes getLanes(Operation *convolution) {
  return llvm::TypeSwitch<Operation *, Lanes>(convolution)
      .Case<Conv2DOp>([&](auto conv) { return getLanes(conv.getOutput(), conv.getGroups() == 1); })
      .Case<Conv2DInputGradientOp>([&](auto conv) {
        if (isStrided(conv.getWindow()))
          return Lanes::Channels;
        return getLanes(conv.getInputGradient(), conv.getGroups() == 1);
      })
      .Case<Conv2DWeightGradientOp>(
          [&](auto conv) { return getLanes(conv.getOutputGradient(), conv.getGroups() == 1); });
}

bool isDepthwise(uint64_t groups, RankedTensorType image, RankedTensorType result) {
  auto count = static_cast<int64_t>(groups);
  return count > 1 && count == image.getDimSize(1) && count == result.getDimSize(1);
}
bool isDepthwise(Conv2DOp conv) {
  return isDepthwise(conv.getGroups(), conv.getInput().getType(), conv.getOutput().getType());
}

bool isDirectAndDense(Conv2DOp conv) {
  return conv.getGroups() == 1 && conv.getAlgorithm() == Algorithm::Direct && getLanes(conv) == Lanes::Channels;
}

/// The convolution that a value of a kernel follows from.
static Conv2DOp findConvolution(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op || isa<Conv2DOp>(op))
    return dyn_cast_or_null<Conv2DOp>(op);
  for (Value operand : op->getOperands())
    if (Conv2DOp conv = findConvolution(operand))
      return conv;
  return nullptr;
}

Conv2DOp getImageConvolution(Conv2DOp conv) {
  if (!isDepthwise(conv) || getLanes(conv) != Lanes::Channels)
    return nullptr;
  Conv2DOp image = findConvolution(conv.getInput());
  return image && isDirectAndDense(image) ? image : nullptr;
}

std::optional<Window> getPoolWindow(Operation *op) {
  return llvm::TypeSwitch<Operation *, std::optional<Window>>(op)
      .Case<MaxPoolOp, MaxPoolArgmaxOp, AveragePoolOp, MaxPoolGradientOp, AveragePoolGradientOp>(
          [](auto pool) { return pool.getWindow(); })
      .Default(std::nullopt);
}

bool isWrittenOut(const Window &window) { return window.y.kernel * window.x.kernel <= 16; }

std::string getStageName(StringRef base, StringRef purpose) {
  return purpose.empty() ? base.str() : (base + "." + purpose).str();
}

namespace {
/// Lists the stages of one operation that is called `base`.
class StageList {
public:
  StageList(Operation *op, StringRef base) : op(op), base(base) {}

  SmallVector<StageInfo> list() {
    addConvolution();
    addDense();
    addPooling();
    addReduction();
    addNormalization();
    addTraining();
    addShape();
    // All others are computed element by element.
    if (stages.empty())
      main();
    return std::move(stages);
  }

private:
  /// By family, as in compiler/Kernels/Definitions. Each adds nothing for an operation of another.
  void addConvolution();
  void addDense();
  void addPooling();
  void addReduction();
  void addNormalization();
  void addTraining();
  void addShape();

  void helper(StringRef purpose, SmallVector<std::string> loops, SmallVector<std::string> reduction = {}) {
    stages.push_back({getStageName(base, purpose), purpose.str(), op, loops, reduction});
  }
  void filledRows(StringRef purpose, Value image) {
    helper(purpose, getLoops(image), {"rx"});
    stages.back().replacedLoop = "x";
  }
  void main(SmallVector<std::string> reduction = {}) { helper("", getLoops(op->getResult(0)), reduction); }
  void winograd(Value weight);
  void matrixTiles(bool isPrepared);
  /// On matrix tiles: c counts the words of a block of channels, and in the products the output channels of one.
  void splitChannels() { helper("split", {"n", "c", "y", "x", "b"}); }

  Operation *op;
  StringRef base;
  SmallVector<StageInfo> stages;
  /// n is the output channel in its block, c the summed one.
  const SmallVector<std::string> blockedWeight{"n", "c", "y", "x", "b"};
};
} // namespace

/// t counts the tiles of all images; y and x are places in a tile's transform.
void StageList::winograd(Value weight) {
  if (!isPrepared(weight)) {
    helper("weight_rows", blockedWeight);
    helper("weight", blockedWeight);
  }
  helper("input_rows", {"t", "c", "y", "x"});
  helper("input", {"t", "c", "y", "x"});
  helper("products", {"b", "t", "c", "y", "x"}, {"rc"});
  helper("output_rows", {"b", "t", "c", "y", "x"});
  main();
}

void StageList::addConvolution() {
  llvm::TypeSwitch<Operation *>(op)
      .Case<Conv2DOp>([&](auto conv) {
        if (conv.getAlgorithm() == Algorithm::Winograd)
          return winograd(conv.getWeight());
        if (conv.getAlgorithm() == Algorithm::WinogradRows) {
          // t counts the rows of tiles of all images; y is a place in a tile's transform.
          if (!isPrepared(conv.getWeight()))
            helper("weight", blockedWeight);
          helper("input", {"t", "c", "y", "x"});
          helper("products", {"b", "t", "c", "y", "x"}, {"rc", "rx"});
          return main();
        }
        if (getParts(conv.getAlgorithm())) {
          if (getHalo(conv.getInput().getType()).empty())
            splitChannels();
          if (!isPrepared(conv.getWeight()))
            helper("weight", blockedWeight);
          helper("products", {"n", "c", "y", "x", "b"});
          return main();
        }
        Lanes lanes = getLanes(op);
        if (lanes == Lanes::Columns || getImageConvolution(conv))
          filledRows("pad", conv.getInput());
        else if (lanes == Lanes::Channels && conv.getWindow().isPadded())
          helper("pad", getLoops(conv.getInput()));
        if (!isPrepared(conv.getWeight()))
          helper("weight", blockedWeight);
        main({"rc", "ry", "rx"});
      })
      .Case<Conv2DInputGradientOp>([&](auto conv) {
        if (conv.getAlgorithm() == Algorithm::Winograd) {
          helper("flipped", blockedWeight);
          return winograd(conv.getWeight());
        }
        if (getParts(conv.getAlgorithm())) {
          splitChannels();
          helper("weight", blockedWeight);
          for (const Phase &phase : getPhases(conv.getWindow()))
            if (!phase.isEmpty())
              helper(getProductsPurpose(conv.getWindow(), phase), {"n", "c", "y", "x", "b"});
          return main();
        }
        Window window = getPhasedWindow(conv.getWindow());
        Lanes lanes = getLanes(op);
        if (lanes == Lanes::Columns)
          filledRows("pad", conv.getOutputGradient());
        else if (lanes == Lanes::Channels && needsPaddedGradient(conv.getWindow()))
          helper("pad", getLoops(conv.getOutputGradient()));
        helper("weight", blockedWeight);
        for (const Phase &phase : getPhases(window))
          if (!phase.isEmpty())
            helper(getPhasePurpose(window, phase), getLoops(conv.getInputGradient()), {"rc", "ry", "rx"});
        if (isStrided(window))
          main();
      })
      .Case<Conv2DWeightGradientOp>([&](auto conv) {
        if (conv.getAlgorithm() == Algorithm::Winograd) {
          for (StringRef operand : {"input", "gradient"}) {
            helper((operand + "_rows").str(), {"t", "c", "y", "x"});
            helper(operand, {"t", "c", "y", "x"});
          }
          helper("products", {"n", "c", "y", "x"}, {"rt"});
          helper("output_rows", {"n", "c", "y", "x"});
          return main();
        }
        if (getParts(conv.getAlgorithm())) {
          // n counts groups of pairs of images; b counts parts, and then blocks of output channels.
          for (StringRef purpose : {"words", "image", "gradient"})
            helper(purpose, {"n", "c", "y", "x", "b"});
          helper("products", blockedWeight);
          return main();
        }
        Lanes lanes = getLanes(op);
        if (lanes == Lanes::Columns) {
          filledRows("pad", conv.getInput());
          filledRows("gradient", conv.getOutputGradient());
        } else if (conv.getWindow().isPadded()) {
          helper("pad", getLoops(conv.getInput()));
        }
        if (lanes == Lanes::Channels)
          return main({"rn", "ry", "rx"});
        // l counts the lanes of a vector of columns or images.
        helper("lanes", {"n", "c", "y", "x", "l"}, {"rn", "ry", "rx"});
        main({"rl"});
      });
}

/// The rows of the first factor are x, the columns of the second n in a block.
void StageList::matrixTiles(bool isPrepared) {
  splitChannels();
  if (!isPrepared)
    helper("weight", {"n", "c", "b"});
  helper("products", {"n", "c", "y", "x", "b"});
  main();
}

void StageList::addDense() {
  llvm::TypeSwitch<Operation *>(op)
      .Case<DenseOp>([&](auto dense) {
        if (getParts(dense.getAlgorithm()))
          return matrixTiles(isPrepared(dense.getWeight()));
        main({"rc"});
      })
      .Case<MatMulOp>([&](auto matmul) {
        if (getParts(matmul.getAlgorithm()))
          return matrixTiles(/*isPrepared=*/false);
        helper("a", {"n", "rc"});
        helper("b", {"rc", "c"});
        main({"rc"});
      });
}

void StageList::addPooling() {
  llvm::TypeSwitch<Operation *>(op)
      .Case<MaxPoolOp, AveragePoolOp>([&](auto pool) {
        if (isWrittenOut(pool.getWindow()))
          main();
        else
          main({"ry", "rx"});
      })
      .Case<MaxPoolArgmaxOp>([&](auto pool) {
        // One loop over the codes: which of equal elements is the first must not depend on its order.
        if (isWrittenOut(pool.getWindow()))
          main();
        else
          main({"rcode"});
      });
}

void StageList::addReduction() {
  llvm::TypeSwitch<Operation *>(op)
      .Case<SumOp, MeanOp>([&](auto sum) {
        if (sum.getAxes().empty())
          main();
        else
          main(getReductionLoops(sum.getInput(), sum.getAxes()));
      })
      .Case<SoftmaxOp>([&](auto softmax) {
        SmallVector<std::string> loops = getLoops(softmax.getInput());
        std::string along = loops[softmax.getAxis()];
        loops.erase(loops.begin() + softmax.getAxis());
        helper("maximum", loops, {"r" + along});
        helper("exponential", getLoops(softmax.getInput()));
        helper("sum", loops, {"r" + along});
        main();
      })
      .Case<SoftmaxGradientOp>([&](auto softmax) {
        SmallVector<std::string> loops = getLoops(softmax.getOutput());
        std::string along = loops[softmax.getAxis()];
        loops.erase(loops.begin() + softmax.getAxis());
        helper("sum", loops, {"r" + along});
        main();
      });
}

void StageList::addNormalization() {
  llvm::TypeSwitch<Operation *>(op)
      .Case<BatchNormTrainingOp>([&](auto norm) {
        SmallVector<std::string> reduction = getReductionLoops(norm.getInput(), getStatisticsAxes(norm.getInput()));
        helper("mean", {"c"}, reduction);
        helper("variance", {"c"}, reduction);
        helper("statistics", {"c"});
        main();
      })
      .Case<BatchNormGradientOp>([&](auto norm) {
        SmallVector<std::string> reduction = getReductionLoops(norm.getInput(), getStatisticsAxes(norm.getInput()));
        helper("sums", {"c"}, reduction);
        main();
      });
}

void StageList::addTraining() {
  llvm::TypeSwitch<Operation *>(op)
      .Case<CrossEntropyOp>([&](auto) {
        helper("maximum", {"n"}, {"rc"});
        helper("sum", {"n"}, {"rc"});
        main({"rn"});
      })
      .Case<CrossEntropyGradientOp>([&](auto) {
        helper("maximum", {"n"}, {"rc"});
        helper("sum", {"n"}, {"rc"});
        main();
      })
      .Case<CountCorrectOp>([&](auto) {
        helper("prediction", {"n"}, {"rc"});
        main({"rn"});
      })
      .Case<MeanSquaredErrorOp>([&](auto loss) {
        int64_t rank = cast<RankedTensorType>(loss.getPrediction().getType()).getRank();
        main(getReductionLoops(loss.getPrediction(), llvm::to_vector(llvm::seq<int64_t>(0, rank))));
      })
      .Case<AdamOp>([&](auto) {
        helper("correction", {});
        stages.back().isComputedOnce = true;
        main();
      });
}

void StageList::addShape() {
  llvm::TypeSwitch<Operation *>(op)
      .Case<RepackOp>([&](auto repack) {
        Algorithm from = getStoredAlgorithm(repack.getInput().getType()),
                  to = getStoredAlgorithm(repack.getOutput().getType());
        if (from == to)
          helper("block", getLoops(repack.getInput()));
        else if (to == Algorithm::Winograd)
          helper("rows", getLoops(repack.getOutput()));
        main();
      });
}

SmallVector<StageInfo> getStages(Operation *op, StringRef base) { return StageList(op, base).list(); }

ResultStage getResultStage(OpResult result) {
  Operation *op = result.getOwner();
  unsigned index = result.getResultNumber();
  if (isa<BatchNormTrainingOp, BatchNormGradientOp>(op) && index > 0)
    return {isa<BatchNormTrainingOp>(op) ? "statistics" : "sums", index - 1, op->getNumResults() - 1};
  if (isa<MaxPoolArgmaxOp, SGDOp, AdamOp>(op))
    return {"", index, op->getNumResults()};
  return {"", 0, 1};
}

} // namespace cnnc::halide
