//===- Recomputation.cpp - Which launches run again to save memory ------===//

#include "compiler/Conversion/Recomputation.h"

#include "compiler/Conversion/KernelWork.h"
#include "compiler/Conversion/LaunchGraph.h"
#include "dialects/Halide/Buffers.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MathExtras.h"

#include <limits>

using namespace mlir;
using namespace cnnc::cnn;
using namespace cnnc::halide;

namespace cnnc {

static constexpr unsigned never = std::numeric_limits<unsigned>::max();

/// Time in operations: two cores (Zen 4, AVX-512) compute some 200 in the time in which memory gives them 20 bytes.
static double getCost(KernelOp kernel) {
  KernelWork work = getKernelWork(kernel);
  return static_cast<double>(work.operations) + 10.0 * static_cast<double>(work.bytes);
}

/// What a buffer takes in the arena.
static int64_t getArenaBytes(MemRefType type) { return llvm::alignTo(getByteSize(type), arenaAlignment); }

/// Whether nothing but new running statistics follows from an argument of a kernel.
static bool isRunningStatistic(BlockArgument argument) {
  return llvm::all_of(argument.getUses(), [](OpOperand &use) {
    auto norm = dyn_cast<BatchNormTrainingOp>(use.getOwner());
    return norm && (&use == &norm.getMeanMutable() || &use == &norm.getVarianceMutable());
  });
}

/// A launch that writes a parameter over its old value cannot read that again. Batch normalisation need not: it moves
/// its running statistics, and nothing else follows from them, so a second run may read any vector in their place.
static SmallVector<unsigned> findRepeatedInputs(LaunchOp launch, KernelOp kernel,
                                                const llvm::StringMap<Operation *> &writers) {
  auto isOverwritten = [&](Value input) {
    auto read = input.getDefiningOp<ReadOp>();
    return read && writers.lookup(read.getParameter()) == launch;
  };
  SmallVector<unsigned> repeated;
  for (auto [index, input] : llvm::enumerate(launch.getInputs())) {
    if (!isOverwritten(input)) {
      repeated.push_back(index);
      continue;
    }
    auto isSubstitute = [&](Value other) {
      return other.getDefiningOp<ReadOp>() && other.getType() == input.getType() && !isOverwritten(other);
    };
    auto substitute = llvm::find_if(launch.getInputs(), isSubstitute);
    if (!isRunningStatistic(kernel.getAlgorithm().getArgument(index)) || substitute == launch.getInputs().end())
      return {};
    repeated.push_back(substitute - launch.getInputs().begin());
  }
  return repeated;
}

Recomputation::Recomputation(NetworkOp network, const ArenaPlan &plan) {
  llvm::StringMap<Operation *> writers;
  for (WriteOp write : network.getBody().front().getOps<WriteOp>())
    writers[write.getParameter()] = getLaunch(write.getValue());
  llvm::DenseMap<Operation *, unsigned> positions;
  for (auto [index, launch] : llvm::enumerate(plan.order))
    positions[launch] = index;
  SymbolTable symbols(network->getParentOfType<ModuleOp>());
  llvm::DenseMap<mlir::Value, int64_t> arenaBytes;
  for (auto [value, type] : llvm::zip_equal(plan.values, plan.types))
    arenaBytes[value] = getArenaBytes(type);
  llvm::DenseMap<mlir::Value, unsigned> numbers;
  for (auto [index, planned] : llvm::enumerate(plan.order)) {
    LaunchOp op = planned;
    Launch launch;
    auto kernel = symbols.lookup<KernelOp>(op.getKernel());
    launch.cost = getCost(kernel);
    launch.validUntil = never;
    for (mlir::Value input : llvm::SmallSetVector<mlir::Value, 8>(op.getInputs().begin(), op.getInputs().end())) {
      if (auto found = numbers.find(input); found != numbers.end()) {
        launch.inputs.push_back(found->second);
        values[found->second].readers.push_back(index);
      } else if (auto read = input.getDefiningOp<ReadOp>()) {
        if (Operation *writer = writers.lookup(read.getParameter()); writer && writer != op)
          launch.validUntil = std::min(launch.validUntil, positions[writer]);
      }
    }
    for (mlir::Value result : op.getOutputs()) {
      launch.repeatedBytes += getArenaBytes(getStoredType(cast<RankedTensorType>(result.getType())));
      if (!liesInArena(result))
        continue;
      int64_t bytes = arenaBytes.at(result);
      launch.resultBytes += bytes;
      launch.results.push_back(numbers[result] = values.size());
      values.push_back({static_cast<unsigned>(index), bytes, {}});
    }
    launch.repeatedInputs = findRepeatedInputs(op, kernel, writers);
    // What runs with others for each part of the batch would run alone, for the whole.
    launch.canRepeat = op.getParts() == 1 && launch.repeatedInputs.size() == op.getInputs().size();
    launches.push_back(std::move(launch));
  }
}

int64_t Recomputation::getLeastBytes() const {
  int64_t least = 0;
  for (const Launch &launch : launches) {
    int64_t bytes = launch.resultBytes;
    for (unsigned input : launch.inputs)
      bytes += values[input].bytes;
    least = std::max(least, bytes);
  }
  return least;
}

std::optional<RecomputingOrder> Recomputation::findOrder(int64_t bytes) {
  limit = bytes;
  used = 0;
  order = {};
  hasRun.assign(launches.size(), false);
  for (Value &value : values)
    value.isKept = value.uses = 0;
  for (position = 0; position < launches.size(); ++position)
    if (!run(position))
      return std::nullopt;
  return std::move(order);
}

bool Recomputation::run(unsigned index) {
  const Launch &launch = launches[index];
  bool again = hasRun[index];
  // An order in which launches run five times on average saves memory, but nobody's day.
  if (again && (!launch.canRepeat || launch.validUntil < position || order.launches.size() > 5 * launches.size()))
    return false;
  for (unsigned input : launch.inputs) {
    if (!values[input].isKept && !run(values[input].launch))
      return false;
    ++values[input].uses;
  }
  while (used + (again ? launch.repeatedBytes : launch.resultBytes) > limit)
    if (!throwAway())
      return false;
  order.launches.push_back(index);
  if (again)
    order.cost += launch.cost;
  hasRun[index] = true;
  for (unsigned result : launch.results)
    if (!std::exchange(values[result].isKept, true))
      used += values[result].bytes;
  for (unsigned input : launch.inputs)
    --values[input].uses;
  return true;
}

std::vector<Recomputation::Outlook> Recomputation::look() const {
  std::vector<Outlook> outlooks;
  for (const Value &value : values) {
    const Launch &launch = launches[value.launch];
    Outlook outlook{never, value.readers.empty() ? 0 : value.readers.back(),
                    launch.canRepeat ? launch.validUntil : 0, launch.cost};
    if (auto next = llvm::lower_bound(value.readers, position); next != value.readers.end())
      outlook.next = *next;
    // Values stand in the order of their launches, so those of the inputs are there.
    for (unsigned input : launch.inputs)
      if (!values[input].isKept) {
        outlook.cost += outlooks[input].cost;
        outlook.validUntil = std::min(outlook.validUntil, outlooks[input].validUntil);
      }
    outlooks.push_back(outlook);
  }
  for (unsigned index : llvm::reverse(llvm::seq<unsigned>(0, values.size())))
    if (!values[index].isKept && hasRun[values[index].launch] && outlooks[index].next != never)
      for (unsigned input : launches[values[index].launch].inputs) {
        outlooks[input].next = std::min(outlooks[input].next, outlooks[index].next);
        outlooks[input].last = std::max(outlooks[input].last, outlooks[index].last);
      }
  return outlooks;
}

bool Recomputation::throwAway() {
  std::vector<Outlook> outlooks = look();
  Value *best = nullptr;
  double bestScore = 0.0;
  for (auto [value, outlook] : llvm::zip(values, outlooks)) {
    if (!value.isKept || value.uses > 0)
      continue;
    bool isDead = outlook.next == never;
    if (!isDead && outlook.validUntil < outlook.last)
      continue;
    double score =
        isDead ? 0.0 : outlook.cost / (static_cast<double>(value.bytes) * (outlook.next - position + 1));
    if (best && bestScore <= score)
      continue;
    best = &value;
    bestScore = score;
  }
  if (!best)
    return false;
  best->isKept = false;
  used -= best->bytes;
  return true;
}

} // namespace cnnc
