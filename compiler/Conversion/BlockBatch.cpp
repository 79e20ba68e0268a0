//===- BlockBatch.cpp - The first layers part by part of the batch ------===//

#include "compiler/Conversion/Divisors.h"
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

/// A network whose launches are looked at from the first on.
class BatchBlocker {
public:
  BatchBlocker(NetworkOp network, KernelTable &kernels, int64_t cache)
      : network(network), kernels(kernels), cache(cache) {}

  void run() {
    if (network.getArgumentTypes().empty())
      return;
    auto argument = cast<RankedTensorType>(network.getArgumentTypes().front());
    batch = argument.getRank() > 0 ? argument.getDimSize(0) : 1;
    SmallVector<LaunchOp> first = findFirst();
    if (first.size() < 2)
      return;
    int64_t images = largestDivisor(batch, cache / 2 / mostBytes);
    if (images == batch)
      return;
    llvm::MapVector<KernelOp, SmallVector<LaunchOp>> launches;
    for (LaunchOp launch : first)
      launches[getKernel(launch)].push_back(launch);
    for (auto &[kernel, users] : launches)
      split(kernel, users, batch / images);
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

  /// The launches before the first that is not worth it: one that is not of images alone, whose whole batch fits the
  /// cache, or whose weights with those before do not fit half of it.
  SmallVector<LaunchOp> findFirst() {
    SmallVector<LaunchOp> first;
    llvm::SmallDenseSet<Value> weights;
    int64_t weightBytes = 0;
    for (LaunchOp launch : network.getBody().front().getOps<LaunchOp>()) {
      int64_t bytes = 0; // of an image
      auto inputs = llvm::to_vector(launch.getInputs()), outputs = llvm::to_vector_of<Value>(launch.getOutputs());
      for (Value value : llvm::concat<Value>(inputs, outputs)) {
        int64_t size = getByteSize(getStoredType(cast<RankedTensorType>(value.getType())));
        if (isBatch(value))
          bytes += size / batch;
        else if (value.getDefiningOp<ReadOp>() && weights.insert(value).second)
          weightBytes += size;
        else if (!value.getDefiningOp<ReadOp>())
          return first;
      }
      if (!isImagewise(launch) || weightBytes > cache / 2 || bytes * batch <= cache)
        return first;
      mostBytes = std::max(mostBytes, bytes);
      first.push_back(launch);
    }
    return first;
  }

  /// Whether a launch computes each image of its results from that image alone.
  bool isImagewise(LaunchOp launch) const {
    Block &algorithm = getKernel(launch).getAlgorithm().front();
    for (auto [input, argument] : llvm::zip_equal(launch.getInputs(), algorithm.getArguments())) {
      // A parameter for each image has no part for some.
      auto type = cast<RankedTensorType>(input.getType());
      if (!isBatch(input) && type.getRank() == 4 && type.getDimSize(0) == batch &&
          !llvm::all_of(argument.getUsers(), llvm::IsaPred<Conv2DOp>))
        return false;
    }
    return llvm::all_of(algorithm.without_terminator(), [&](Operation &op) {
      auto type = cast<RankedTensorType>(op.getResult(0).getType());
      return cnnc::isImagewise(&op) && type.getRank() == 4 && type.getDimSize(0) == batch;
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
  int64_t cache, batch = 1, mostBytes = 0;
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
