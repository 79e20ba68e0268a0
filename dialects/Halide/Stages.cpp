//===- Stages.cpp - Which stages and loops a kernel has -----------------===//

#include "dialects/Halide/Stages.h"

#include "llvm/ADT/StringMap.h"

using namespace mlir;

namespace cnnc::halide {

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

/// Whether the stage that holds `result` has a reduction.
static bool isReduced(OpResult result) {
  std::string purpose = getResultStage(result).purpose;
  return llvm::any_of(getStages(result.getOwner(), ""), [&](const StageInfo &stage) {
    return stage.purpose == purpose && stage.hasUpdate();
  });
}

SmallVector<OutputStage> getOutputStages(KernelOp kernel) {
  llvm::DenseMap<Operation *, std::string> names = getStageBaseNames(kernel);
  SmallVector<Value> values(kernel.getYield().getValues());
  llvm::StringMap<bool> taken;
  SmallVector<OutputStage> outputs;
  for (unsigned i = 0; i < values.size(); i += outputs.back().count) {
    outputs.push_back({"output" + std::to_string(i), i, 1, true});
    auto result = dyn_cast<OpResult>(values[i]);
    if (!result || isReduced(result))
      continue;
    ResultStage stage = getResultStage(result);
    bool isWhole = stage.element == 0 && i + stage.width <= values.size();
    for (unsigned element = 1; isWhole && element < stage.width; ++element)
      isWhole = values[i + element] == result.getOwner()->getResult(result.getResultNumber() + element);
    std::string name = getStageName(names[result.getOwner()], stage.purpose);
    if (isWhole && taken.try_emplace(name).second)
      outputs.back() = {name, i, stage.width, false};
  }
  return outputs;
}

SmallVector<StageInfo> getStages(KernelOp kernel) {
  llvm::DenseMap<Operation *, std::string> names = getStageBaseNames(kernel);
  SmallVector<StageInfo> stages;
  for (Operation &op : kernel.getAlgorithm().front().without_terminator())
    llvm::append_range(stages, getStages(&op, names[&op]));
  for (const OutputStage &output : getOutputStages(kernel)) {
    Value first = kernel.getYield().getValues()[output.first];
    if (output.isCopy)
      stages.push_back({output.name, "", nullptr, getLoops(cast<RankedTensorType>(first.getType())), {}});
  }
  return stages;
}

} // namespace cnnc::halide
