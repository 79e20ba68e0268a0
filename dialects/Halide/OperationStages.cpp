//===- OperationStages.cpp - The stages of one operation ----------------===//

#include "dialects/Halide/OperationStages.h"

#include "dialects/Halide/StageList.h"
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

SmallVector<std::string> getLoops(Value value) { return getLoops(cast<RankedTensorType>(value.getType())); }

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
