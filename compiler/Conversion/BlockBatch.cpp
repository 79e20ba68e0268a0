//===- BlockBatch.cpp - Layers part by part of the batch ----------------===//

#include "compiler/Conversion/BatchSegments.h"
#include "compiler/Conversion/KernelTable.h"
#include "compiler/Conversion/Passes.h"
#include "dialects/CNN/Layout.h"
#include "dialects/Halide/Buffers.h"
#include "dialects/Halide/KernelRole.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cnnc::cnn;
using namespace cnnc::halide;

namespace cnnc {

using halide::getKernelRole;
using halide::KernelRole;
#define GEN_PASS_DEF_BLOCKBATCH
#include "compiler/Conversion/Passes.h.inc"

/// Whether each image of an operation's results depends on that image alone.
static bool isImagewise(Operation *op) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<Conv2DOp, MaxPoolOp, AveragePoolOp, RepackOp>([](auto) { return true; })
      .Case<ConcatOp, cnn::SliceOp, PadOp>([](auto op) { return op.getAxis() != 0; })
      .Default([](Operation *op) {
        return getKernelRole(op) == KernelRole::Elementwise && isa<InferTypeOpInterface>(op) && !isa<DropoutOp>(op);
      });
}

namespace {

class BatchBlocker {
public:
  BatchBlocker(NetworkOp network, KernelTable &kernels, int64_t cache)
      : network(network), kernels(kernels), cache(cache) {}

  void run() {
    if (network.getArgumentTypes().empty())
      return;
    auto argument = cast<RankedTensorType>(network.getArgumentTypes().front());
    batch = argument.getRank() > 0 ? argument.getDimSize(0) : 1;
    auto launches = llvm::to_vector(llvm::map_range(network.getBody().front().getOps<LaunchOp>(),
                                                    [&](LaunchOp launch) { return getTraffic(launch); }));
    for (const BatchSegment &segment : findBatchSegments(launches, batch, cache)) {
      if (segment.parts == 1)
        continue;
      llvm::MapVector<KernelOp, SmallVector<LaunchOp>> users;
      for (const LaunchTraffic &traffic : ArrayRef(launches).slice(segment.begin, segment.end - segment.begin))
        users[getKernel(traffic.launch)].push_back(traffic.launch);
      for (auto &[kernel, itsUsers] : users)
        split(kernel, itsUsers, segment.parts);
    }
  }

private:
  /// A batch of images, one after another.
  bool isBatch(Value value) const {
    auto type = cast<RankedTensorType>(value.getType());
    return !value.getDefiningOp<ReadOp>() && type.getRank() == 4 && type.getDimSize(0) == batch &&
           getStoredOrder(type).dimensions.front() == 0;
  }

  KernelOp getKernel(LaunchOp launch) const {
    return SymbolTable::lookupNearestSymbolFrom<KernelOp>(launch, launch.getKernelAttr());
  }

  LaunchTraffic getTraffic(LaunchOp launch) const {
    LaunchTraffic traffic{launch, hasParts(launch), {}, {}};
    for (Value input : launch.getInputs())
      (input.getDefiningOp<ReadOp>() ? traffic.weights : traffic.inputs).insert(input);
    return traffic;
  }

  /// Whether a launch computes each image of its results from that image alone, and from parameters.
  bool hasParts(LaunchOp launch) const {
    Block &algorithm = getKernel(launch).getAlgorithm().front();
    auto isWeight = [](OpOperand &use) {
      auto conv = dyn_cast<Conv2DOp>(use.getOwner());
      return conv && use == conv.getWeightMutable();
    };
    for (auto [input, argument] : llvm::zip_equal(launch.getInputs(), algorithm.getArguments())) {
      bool isParameter = static_cast<bool>(input.getDefiningOp<ReadOp>());
      // One for each image has no part for some, but a convolution's weight may look like one.
      auto type = cast<RankedTensorType>(input.getType());
      bool looksLikeImages = type.getRank() == 4 && type.getDimSize(0) == batch;
      if (isParameter ? looksLikeImages && !llvm::all_of(argument.getUses(), isWeight)
                      : !isBatch(input) || llvm::any_of(argument.getUses(), isWeight))
        return false;
    }
    return llvm::all_of(launch->getResults(), [&](Value output) { return isBatch(output); }) &&
           llvm::all_of(algorithm.without_terminator(), [&](Operation &op) {
             auto type = cast<RankedTensorType>(op.getResult(0).getType());
             return isImagewise(&op) && type.getRank() == 4 && type.getDimSize(0) == batch;
           });
  }

  /// Gives the launches of a kernel, which are alike, one for a part.
  void split(KernelOp whole, ArrayRef<LaunchOp> launches, int64_t parts) {
    KernelOp part = whole.clone();
    Block &algorithm = part.getAlgorithm().front();
    auto setPartType = [&](Value value) {
      value.setType(getPartType(cast<RankedTensorType>(value.getType()), parts));
    };
    for (auto [input, argument] : llvm::zip_equal(LaunchOp(launches.front()).getInputs(), algorithm.getArguments()))
      if (isBatch(input))
        setPartType(argument);
    for (Operation &op : algorithm.without_terminator())
      llvm::for_each(op.getResults(), setPartType);
    part.setFunctionType(FunctionType::get(part.getContext(), algorithm.getArgumentTypes(),
                                           part.getYield().getOperandTypes()));
    std::string name = part.getSymName().str();
    bool isShared = false;
    whole->getParentOfType<ModuleOp>().walk([&](LaunchOp user) {
      isShared |= user.getKernel() == name && !llvm::is_contained(launches, user);
    });
    if (!isShared)
      kernels.erase(whole);
    StringRef kernel = kernels.insert(part, name).getSymName();
    for (LaunchOp launch : launches) {
      launch.setKernel(kernel);
      launch.setParts(parts);
    }
  }

  NetworkOp network;
  KernelTable &kernels;
  int64_t cache, batch = 1;
};

struct BlockBatchPass : impl::BlockBatchBase<BlockBatchPass> {
  using BlockBatchBase::BlockBatchBase;

  void runOnOperation() override {
    KernelTable kernels(getOperation());
    for (NetworkOp network : getOperation().getOps<NetworkOp>())
      if (network.getEntry() == Entry::Infer)
        BatchBlocker(network, kernels, cache).run();
  }
};

} // namespace
} // namespace cnnc
