//===- KernelGroups.cpp - Which layers become one kernel ----------------===//

#include "compiler/Conversion/KernelGroups.h"

#include "dialects/Halide/KernelRole.h"
#include "dialects/Halide/Stages.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/FormatVariadic.h"

#include <queue>

using namespace mlir;
using namespace cnnc::cnn;

namespace cnnc {

using halide::getKernelRole;
using halide::KernelRole;

/// Whether an input element belongs to several windows.
static bool overlaps(const Window &window) {
  auto overlapsAlong = [](const WindowAxis &axis) { return axis.extent() > axis.stride; };
  return overlapsAlong(window.y) || overlapsAlong(window.x);
}
static bool hasOverlappingWindows(Operation *op) {
  std::optional<Window> window = halide::getPoolWindow(op);
  return window && overlaps(*window);
}

/// Whether a pooling is a reduction of its own, with more elements than are written out.
static bool hasLargeWindows(Operation *op) {
  std::optional<Window> window = halide::getPoolWindow(op);
  return window && !halide::isWrittenOut(*window);
}

/// Whether a value is the one row that a dense layer multiplies by its weight. The layer streams that weight, and takes
/// an element of the row beside it from wherever it lies.
static bool isRowOfDense(Operation *op, Value value) {
  auto dense = dyn_cast<DenseOp>(op);
  return dense && value == dense.getInput() && cast<RankedTensorType>(value.getType()).getDimSize(0) == 1;
}

static bool isContraction(Operation *op) { return getKernelRole(op) == KernelRole::Contraction; }

/// Whether a value is the image of a depthwise layer and one dense convolution gives it: the layer's kernel computes
/// it then, in the cache.
static bool isImageOfDepthwise(Operation *op, Value value, const KernelGroup &before) {
  auto depthwise = dyn_cast<Conv2DOp>(op);
  if (!depthwise || !halide::isDepthwise(depthwise) || halide::getLanes(op) != halide::Lanes::Channels ||
      value != depthwise.getInput() || llvm::count_if(before.ops, isContraction) != 1)
    return false;
  return llvm::all_of(before.ops, [](Operation *member) {
    auto conv = dyn_cast<Conv2DOp>(member);
    return getKernelRole(member) == KernelRole::Elementwise || (conv && halide::canGiveImage(conv));
  });
}

/// Whether an operation splits an image for a convolution on matrix tiles, as the kernel of another can do at its end.
static bool splitsResult(Operation *op, const KernelGroup &before) {
  auto repack = dyn_cast<RepackOp>(op);
  return repack && !getHalo(repack.getOutput().getType()).empty() &&
         llvm::all_of(before.ops, [](Operation *member) {
           auto conv = dyn_cast<Conv2DOp>(member);
           return conv ? getParts(conv.getAlgorithm()) != 0 : !isContraction(member);
         });
}

static int64_t getElementCount(Value value) { return cast<RankedTensorType>(value.getType()).getNumElements(); }

static std::string nameOf(Operation *op) { return op->getName().stripDialect().str(); }

namespace {

/// Joins groups along the values of one network, in one walk from the inputs to the results.
class Grouping {
public:
  Grouping(NetworkOp network, bool joinsDepthwise) : network(network), joinsDepthwise(joinsDepthwise) {}

  KernelGroups run() {
    for (Operation &op : network.getBody().front()) {
      position[&op] = position.size();
      KernelRole role = getKernelRole(&op);
      if (role == KernelRole::Structure || (role == KernelRole::Generated && !needsMemory(&op)))
        continue;
      groups.push_back(std::make_unique<KernelGroup>());
      add(*groups.back(), &op);
      fuseProducers(&op);
    }
    joinLosses();
    return finish();
  }

private:
  /// A generated value is inlined but where it is a result of the network itself.
  static bool needsMemory(Operation *op) {
    return llvm::any_of(op->getUsers(), [](Operation *user) { return isa<WriteOp, ReturnOp>(user); });
  }

  void add(KernelGroup &group, Operation *op) {
    group.ops.push_back(op);
    group.hasContraction |= isContraction(op);
    groupOf[op] = &group;
  }

  /// The operations that must run before an operand is there: its definition, or for a value that is
  /// generated in place those of its operands.
  template <typename Function> void forEachProducer(Operation *op, Function visit) {
    for (Value operand : op->getOperands()) {
      Operation *producer = operand.getDefiningOp();
      if (!producer)
        continue;
      if (groupOf.contains(producer))
        visit(producer, operand);
      else if (getKernelRole(producer) == KernelRole::Generated)
        forEachProducer(producer, visit);
    }
  }

  void fuseProducers(Operation *op) {
    llvm::SmallSetVector<Value, 4> operands;
    for (Value operand : op->getOperands())
      if (Operation *producer = operand.getDefiningOp(); producer && groupOf.contains(producer))
        operands.insert(operand);
    // A kernel joins one contraction: that whose value is computed last, so that the others' are there.
    SmallVector<Value> ordered = operands.takeVector();
    llvm::stable_sort(ordered, [&](Value a, Value b) { return rank(a) > rank(b); });
    for (Value operand : ordered) {
      Operation *producer = operand.getDefiningOp();
      if (groupOf[producer] == groupOf[op])
        continue;
      std::string reason = whyNotFused(op, producer, operand);
      if (reason.empty())
        merge(groupOf[producer], groupOf[op]);
      else
        notFused.push_back({op, producer, reason});
    }
  }
  std::pair<bool, unsigned> rank(Value value) {
    Operation *producer = value.getDefiningOp();
    return {groupOf[producer]->hasContraction, position[producer]};
  }

  std::string whyNotFused(Operation *op, Operation *producer, Value value) {
    const KernelGroup &before = *groupOf[producer], &after = *groupOf[op];
    KernelRole role = getKernelRole(op), producerRole = getKernelRole(producer);
    // To read an element again costs nothing, to compute it again does.
    bool isCopy = llvm::all_of(before.ops, [](Operation *op) { return getKernelRole(op) == KernelRole::Copy; });
    if (isCopy && isRowOfDense(op, value))
      return "";
    bool isImage = joinsDepthwise && isImageOfDepthwise(op, value, before);
    if ((role == KernelRole::Contraction && !isImage) || (role == KernelRole::Update && !isCopy) ||
        role == KernelRole::Join)
      return llvm::formatv("{0} starts a kernel", nameOf(op));
    // Batch normalisation ends with a pass over its input, which an activation or an addition joins.
    bool endsElementwise = isa<BatchNormTrainingOp>(producer) && role == KernelRole::Elementwise;
    bool isSplit = splitsResult(op, before);
    if ((producerRole == KernelRole::Reduction && !endsElementwise) || producerRole == KernelRole::Update ||
        (producerRole == KernelRole::Pooling && !isSplit))
      return llvm::formatv("{0} ends a kernel", nameOf(producer));
    // Words are read from memory.
    if (!cnn::getHalo(cast<RankedTensorType>(value.getType())).empty())
      return llvm::formatv("{0} gives a split image", nameOf(producer));
    unsigned users = llvm::SmallPtrSet<Operation *, 4>(value.user_begin(), value.user_end()).size();
    if (users > 1)
      return llvm::formatv("its value has {0} users", users);
    if (hasOverlappingWindows(op))
      return llvm::formatv("the windows of {0} overlap", nameOf(op));
    if (before.hasContraction && !isImage) {
      std::string contraction = nameOf(*llvm::find_if(before.ops, isContraction));
      if (role != KernelRole::Elementwise && role != KernelRole::Pooling && !isSplit)
        return llvm::formatv("{0} does not fuse after {1}", nameOf(op), contraction);
      if (role == KernelRole::Pooling && llvm::count_if(before.ops, isContraction) > 1)
        return llvm::formatv("the kernel computes two of {0}", contraction);
      if (hasLargeWindows(op))
        return llvm::formatv("the windows of {0} are large", nameOf(op));
      if (after.hasContraction)
        return llvm::formatv("a kernel computes one {0}", contraction);
    }
    if ((role == KernelRole::Elementwise || role == KernelRole::Copy) && !isCopy &&
        getElementCount(op->getResult(0)) > getElementCount(value))
      return llvm::formatv("its value is repeated in {0}", nameOf(op));
    if (reaches(before, after, /*direct=*/false))
      return "another kernel lies between them";
    return "";
  }

  /// Whether `from` must run before `to` because of another group between them (or, with `direct`, at
  /// all). One kernel of both would wait for itself.
  bool reaches(const KernelGroup &from, const KernelGroup &to, bool direct) {
    llvm::SmallPtrSet<const KernelGroup *, 16> seen;
    SmallVector<const KernelGroup *> pending{&to};
    while (!pending.empty()) {
      const KernelGroup *group = pending.pop_back_val();
      bool found = false;
      for (Operation *op : group->ops)
        forEachProducer(op, [&](Operation *producer, Value) {
          const KernelGroup *previous = groupOf[producer];
          if (previous == &from)
            found |= direct || group != &to;
          else if (previous != group && seen.insert(previous).second)
            pending.push_back(previous);
        });
      if (found)
        return true;
    }
    return false;
  }

  void merge(KernelGroup *from, KernelGroup *into) {
    for (Operation *op : std::exchange(from->ops, {}))
      add(*into, op);
    llvm::sort(into->ops, [&](Operation *a, Operation *b) { return position[a] < position[b]; });
  }

  /// The loss, its gradient and the count of hits read the same logits: one kernel.
  void joinLosses() {
    SmallVector<Operation *> losses;
    for (Operation &op : network.getBody().front())
      if (isa<CrossEntropyOp, CrossEntropyGradientOp, CountCorrectOp>(op))
        losses.push_back(&op);
    auto getLogits = [](Operation *op) { return op->getOperand(isa<CrossEntropyGradientOp>(op) ? 1 : 0); };
    for (auto [index, first] : llvm::enumerate(losses))
      for (Operation *second : ArrayRef(losses).drop_front(index + 1)) {
        KernelGroup *a = groupOf[first], *b = groupOf[second];
        if (a != b && getLogits(first) == getLogits(second) && !reaches(*a, *b, /*direct=*/false) &&
            !reaches(*b, *a, /*direct=*/true))
          merge(b, a);
      }
  }

  /// Groups in an order in which they can run, each as early in the network's own order as it can.
  KernelGroups finish() {
    llvm::DenseMap<KernelGroup *, unsigned> waitingFor;
    llvm::DenseMap<KernelGroup *, llvm::SmallSetVector<KernelGroup *, 4>> users;
    auto later = [&](KernelGroup *a, KernelGroup *b) { return position[a->ops.back()] > position[b->ops.back()]; };
    std::priority_queue<KernelGroup *, std::vector<KernelGroup *>, decltype(later)> ready(later);
    for (auto &group : groups) {
      for (Operation *op : group->ops)
        forEachProducer(op, [&](Operation *producer, Value) {
          if (groupOf[producer] != group.get() && users[groupOf[producer]].insert(group.get()))
            ++waitingFor[group.get()];
        });
      if (!group->ops.empty() && !waitingFor.lookup(group.get()))
        ready.push(group.get());
    }
    KernelGroups result{{}, std::move(notFused)};
    while (!ready.empty()) {
      KernelGroup *group = ready.top();
      ready.pop();
      for (KernelGroup *user : users[group])
        if (--waitingFor[user] == 0)
          ready.push(user);
      result.groups.push_back(*group);
    }
    return result;
  }

  NetworkOp network;
  bool joinsDepthwise;
  std::vector<std::unique_ptr<KernelGroup>> groups;
  std::vector<NotFused> notFused;
  llvm::DenseMap<Operation *, KernelGroup *> groupOf;
  llvm::DenseMap<Operation *, unsigned> position;
};

} // namespace

KernelGroups groupIntoKernels(NetworkOp network, bool joinsDepthwise) {
  return Grouping(network, joinsDepthwise).run();
}

} // namespace cnnc
