//===- Stages.cpp - Which stages and loops a kernel has -----------------===//

#include "dialects/Halide/Stages.h"

#include "llvm/ADT/StringMap.h"
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

static SmallVector<std::string> getLoops(Value value) {
  return getDimensionNames(cast<RankedTensorType>(value.getType()).getRank());
}

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

SmallVector<StageInfo> getStages(Operation *op, StringRef base) {
  SmallVector<StageInfo> stages;
  // A helper stage, named after the operation and its purpose.
  auto helper = [&](StringRef purpose, SmallVector<std::string> loops, SmallVector<std::string> reduction = {}) {
    stages.push_back({(base + "." + purpose).str(), op, loops, reduction});
  };
  auto main = [&](SmallVector<std::string> reduction = {}) {
    stages.push_back({base.str(), op, getLoops(op->getResult(0)), reduction});
  };
  llvm::TypeSwitch<Operation *>(op)
      .Case<Conv2DOp>([&](auto conv) {
        if (conv.getWindow().isPadded())
          helper("pad", getLoops(conv.getInput()));
        main({"rc", "ry", "rx"});
      })
      .Case<Conv2DInputGradientOp>([&](auto conv) {
        helper("pad", getLoops(conv.getOutputGradient()));
        helper("weight", getLoops(conv.getWeight()));
        main({"rc", "ry", "rx"});
      })
      .Case<Conv2DWeightGradientOp>([&](auto conv) {
        if (conv.getWindow().isPadded())
          helper("pad", getLoops(conv.getInput()));
        main({"rn", "ry", "rx"});
      })
      .Case<DenseOp>([&](auto dense) { main({"rc"}); })
      .Case<MatMulOp>([&](auto matmul) {
        helper("a", {"n", "rc"});
        helper("b", {"rc", "c"});
        main({"rc"});
      })
      .Case<MaxPoolOp, MaxPoolArgmaxOp, AveragePoolOp>([&](auto) { main({"ry", "rx"}); })
      .Case<MaxPoolGradientOp, AveragePoolGradientOp>([&](auto) { main({"ry", "rx"}); })
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
      })
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
      .Case<BatchNormTrainingOp>([&](auto norm) {
        SmallVector<std::string> reduction = getReductionLoops(norm.getInput(), getStatisticsAxes(norm.getInput()));
        helper("mean", {"c"}, reduction);
        helper("variance", {"c"}, reduction);
        main();
      })
      .Case<BatchNormGradientOp>([&](auto norm) {
        SmallVector<std::string> reduction = getReductionLoops(norm.getInput(), getStatisticsAxes(norm.getInput()));
        helper("offset", {"c"}, reduction);
        helper("scale", {"c"}, reduction);
        main();
      })
      .Default([&](Operation *) { main(); });
  // Further results of an operation that are not values of its main stage.
  if (isa<SGDOp, AdamOp>(op))
    for (unsigned result = 1; result < op->getNumResults(); ++result)
      helper(result == 1 ? (isa<AdamOp>(op) ? "first_moment" : "velocity") : "second_moment",
             getLoops(op->getResult(result)));
  if (isa<BatchNormTrainingOp>(op))
    for (StringRef name : {"batch_mean", "reciprocal_deviation", "new_mean", "new_variance"})
      helper(name, {"c"});
  if (isa<BatchNormGradientOp>(op))
    for (StringRef name : {"scale_gradient", "offset_gradient"})
      helper(name, {"c"});
  return stages;
}

llvm::DenseMap<Operation *, std::string> getStageBaseNames(KernelOp kernel) {
  llvm::DenseMap<Operation *, std::string> names;
  llvm::StringMap<unsigned> count;
  for (Operation &op : kernel.getAlgorithm().front().without_terminator()) {
    std::string name = op.getName().stripDialect().str();
    if (unsigned previous = count[name]++)
      name += "_" + std::to_string(previous);
    names[&op] = name;
  }
  return names;
}

SmallVector<StageInfo> getStages(KernelOp kernel) {
  llvm::DenseMap<Operation *, std::string> names = getStageBaseNames(kernel);
  SmallVector<StageInfo> stages;
  for (Operation &op : kernel.getAlgorithm().front().without_terminator())
    llvm::append_range(stages, getStages(&op, names[&op]));
  return stages;
}

} // namespace cnnc::halide
