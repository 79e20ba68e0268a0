//===- ScheduleOps.cpp - The directives of a schedule -------------------===//

#include "dialects/CNN/OnTiles.h"
#include "dialects/Halide/Stages.h"

#include "llvm/ADT/SmallVectorExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"

#include <limits>

using namespace mlir;
using namespace cnnc::halide;

/// Writes "a, b, c" into a diagnostic.
static std::string join(ArrayRef<std::string> names) { return llvm::join(names, ", "); }

/// The stage that a handle stands for, or null behind an rfactor, whose loops only code generation
/// knows. Sets `isUpdate` for the handle of an update definition.
static std::optional<StageInfo> resolve(Value handle, bool &isUpdate) {
  isUpdate = false;
  if (auto update = handle.getDefiningOp<UpdateOp>()) {
    isUpdate = true;
    handle = update.getStage();
  }
  if (auto wrapper = handle.getDefiningOp<WrapOp>()) {
    bool isUpdateWrapped;
    std::optional<StageInfo> stage = resolve(wrapper.getStage(), isUpdateWrapped);
    if (stage)
      stage->reductionLoops.clear();
    return stage;
  }
  auto stage = handle.getDefiningOp<StageOp>();
  if (!stage)
    return std::nullopt;
  for (const StageInfo &info : getStages(stage->getParentOfType<KernelOp>()))
    if (info.name == stage.getName())
      return info;
  return std::nullopt;
}

LogicalResult StageOp::verify() {
  SmallVector<std::string> names;
  for (const StageInfo &info : getStages((*this)->getParentOfType<KernelOp>())) {
    if (info.name == getName())
      return success();
    names.push_back(info.name);
  }
  return emitOpError("expects a stage of the kernel (") << join(names) << "), found '" << getName() << "'";
}

LogicalResult UpdateOp::verify() {
  bool isUpdate;
  auto stage = resolve(getStage(), isUpdate);
  if (isUpdate || (stage && !stage->hasUpdate()))
    return emitOpError("expects a stage with a reduction");
  return success();
}

LogicalResult LoopOp::verify() {
  bool isUpdate;
  auto stage = resolve(getStage(), isUpdate);
  if (!stage)
    return success();
  SmallVector<std::string> names = isUpdate ? stage->getUpdateLoops() : stage->loops;
  if (isUpdate)
    llvm::append_range(names, stage->reductionLoops);
  if (llvm::is_contained(names, getName()))
    return success();
  return emitOpError("expects a loop of stage '") << stage->name << "' (" << join(names) << "), found '" << getName()
                                                  << "'";
}

/// Halide counts in 32 bits.
static LogicalResult expectPositive(Operation *op, StringRef what, int64_t number) {
  constexpr int64_t most = std::numeric_limits<int32_t>::max();
  if (number < 1 || number > most)
    return op->emitOpError("expects ") << what << " from 1 to " << most << ", found " << number;
  return success();
}

LogicalResult SplitOp::verify() { return expectPositive(*this, "a factor", getFactor()); }
LogicalResult AlignBoundsOp::verify() { return expectPositive(*this, "an extent", getExtent()); }
LogicalResult BoundExtentOp::verify() { return expectPositive(*this, "an extent", getExtent()); }
LogicalResult AlignStorageOp::verify() { return expectPositive(*this, "an extent", getExtent()); }

//===----------------------------------------------------------------------===//
// What directives say of each other's handles
//===----------------------------------------------------------------------===//

namespace {

/// The most iterations that are written out, as lanes or as copies of the body: far above what is fast, and
/// far below where LLVM takes minutes (4096 lanes) or runs out of stack (100,000 copies).
constexpr int64_t mostCopies = 256;

/// Goes through a schedule as code generation does. A loop that was replaced is gone, one that was
/// mapped (to lanes, copies of its body, threads or a GPU) is no longer serial, and nothing is said
/// twice: of two directives for the same thing Halide would take the last and be silent.
class ScheduleVerifier {
public:
  LogicalResult verify(Operation *op) {
    if (auto handle = dyn_cast<StageOp>(op))
      return claimName(op, {Value(), handle.getNameAttr()}, "stage");
    if (auto handle = dyn_cast<LoopOp>(op)) {
      definitions[handle.getLoop()] = handle.getStage();
      return claimName(op, {handle.getStage(), handle.getNameAttr()}, "loop");
    }
    if (auto handle = dyn_cast<UpdateOp>(op))
      return claimName(op, {handle.getStage(), op->getName().getIdentifier()}, "update");
    if (auto handle = dyn_cast<WrapOp>(op))
      return failure(failed(expectPure(op, handle.getStage())) ||
                     failed(claimName(op, {handle.getStage(), op->getName().getIdentifier()}, "wrapper")));
    return failure(failed(verifyLoops(op)) || failed(verifyDirective(op)));
  }

private:
  using Name = std::pair<Value, Attribute>;

  static LogicalResult fail(Operation *op, const Twine &message, Operation *earlier, const Twine &note) {
    InFlightDiagnostic error = op->emitOpError(message);
    error.attachNote(earlier->getLoc()) << note;
    return error;
  }

  LogicalResult claimName(Operation *op, Name name, StringRef what) {
    auto [entry, isNew] = named.try_emplace(name, op);
    if (isNew)
      return success();
    return fail(op, "expects one handle for each " + what + ", found a second", entry->second, "the first");
  }

  /// Stages are placed and wrapped whole.
  static LogicalResult expectPure(Operation *op, Value stage) {
    return stage.getDefiningOp<UpdateOp>() ? op->emitOpError("expects a stage, found its update") : success();
  }

  LogicalResult verifyLoops(Operation *op) {
    SmallVector<Value> loops = llvm::filter_to_vector(
        op->getOperands(), [](Value operand) { return isa<LoopType>(operand.getType()); });
    for (auto [index, loop] : llvm::enumerate(loops)) {
      if (Operation *earlier = replaced.lookup(loop))
        return fail(op, "expects loops that are still there", earlier, "this replaced one of them");
      if (definitions.lookup(loop) != definitions.lookup(loops.front()))
        return op->emitOpError("expects loops of one definition");
      if (llvm::is_contained(ArrayRef(loops).take_front(index), loop))
        return op->emitOpError("expects each loop once");
    }
    return success();
  }

  LogicalResult expectSerial(Operation *op, Value loop) {
    Operation *earlier = mapped.lookup(loop);
    return earlier ? fail(op, "expects a loop that is still serial", earlier, "this mapped it") : success();
  }

  LogicalResult replace(Operation *op, ValueRange loops) {
    for (Value loop : loops) {
      if (failed(expectSerial(op, loop)))
        return failure();
      replaced[loop] = op;
    }
    for (Value result : op->getResults())
      definitions[result] = definitions.lookup(loops.front());
    return success();
  }

  LogicalResult map(Operation *op, ValueRange loops) {
    for (Value loop : loops) {
      if (failed(expectSerial(op, loop)))
        return failure();
      auto split = loop.getDefiningOp<SplitOp>();
      if (split && loop == split.getInner() && isa<VectorizeOp, UnrollOp>(op) &&
          static_cast<int64_t>(split.getFactor()) > mostCopies)
        return op->emitOpError("expects a loop of at most ")
               << mostCopies << " iterations, found " << split.getFactor();
      mapped[loop] = op;
    }
    return success();
  }

  using Places = llvm::DenseMap<Value, Operation *>;

  static LogicalResult place(Operation *op, Value stage, Places &placed) {
    if (failed(expectPure(op, stage)))
      return failure();
    auto [entry, isNew] = placed.try_emplace(stage, op);
    return isNew ? success() : fail(op, "expects a stage without a place", entry->second, "this placed it");
  }

  template <typename PlaceAtOp> LogicalResult placeAt(PlaceAtOp op, Places &placed) {
    Value consumer = definitions.lookup(op.getLoop());
    if (auto update = consumer ? consumer.getDefiningOp<UpdateOp>() : UpdateOp())
      consumer = update.getStage();
    if (consumer == op.getStage())
      return op.emitOpError("expects a loop of another stage");
    return place(op, op.getStage(), placed);
  }

  LogicalResult factor(RfactorOp op) {
    if (!op.getUpdate().getDefiningOp<UpdateOp>() || definitions.lookup(op.getLoop()) != op.getUpdate())
      return op.emitOpError("expects an update and a loop of it");
    definitions[op.getPartialLoop()] = op.getPartial();
    return expectSerial(op, op.getLoop());
  }

  /// Whether a stage is that of an operation on matrix tiles, or else one that is computed for it.
  bool isOnTiles(Value stage, bool isMain) {
    bool isUpdate = false, isOnTiles = false;
    std::optional<StageInfo> info = resolve(stage, isUpdate);
    if (info && info->op && info->purpose.empty() == isMain)
      cnnc::cnn::forEachOnTiles(info->op, [&](auto) { isOnTiles = true; });
    return isOnTiles;
  }

  /// A result's memory ends with its last element, and what tiles read for a stage with its last block.
  LogicalResult split(SplitOp op) {
    auto stage = definitions.lookup(op.getLoop()).getDefiningOp<StageOp>();
    if (op.getTail() == Tail::RoundUp && stage &&
        llvm::any_of(getOutputStages(op->getParentOfType<KernelOp>()),
                     [&](const OutputStage &output) { return output.name == stage.getName(); }))
      return op.emitOpError("expects a tail inside of the result: shift_inwards, guard or predicate");
    if (op.getTail() == Tail::RoundUp && stage && isOnTiles(stage.getStage(), /*isMain=*/true))
      return op.emitOpError("expects a tail inside of the sums on matrix tiles: shift_inwards, guard or predicate");
    return replace(op, op.getLoop());
  }

  /// Bounds are those of a dimension.
  LogicalResult bound(Operation *op, Value loop) {
    auto name = loop.getDefiningOp<LoopOp>();
    if (!name || name.getStage().getDefiningOp<UpdateOp>())
      return op->emitOpError("expects a loop of a pure definition that is not split");
    if (isOnTiles(name.getStage(), /*isMain=*/false))
      return op->emitOpError("expects a stage that matrix tiles neither read nor write");
    return success();
  }

  LogicalResult verifyDirective(Operation *op) {
    return llvm::TypeSwitch<Operation *, LogicalResult>(op)
        .Case([&](SplitOp loop) { return split(loop); })
        .Case([&](FuseOp fuse) { return replace(fuse, fuse->getOperands()); })
        .Case<VectorizeOp, UnrollOp, ParallelOp, GpuBlocksOp, GpuThreadsOp>(
            [&](auto) { return map(op, op->getOperands()); })
        .Case([&](ComputeRootOp root) { return place(op, root.getStage(), computed); })
        .Case([&](ComputeAtOp at) { return placeAt(at, computed); })
        .Case([&](StoreAtOp at) { return placeAt(at, stored); })
        .Case([&](RfactorOp rfactor) { return factor(rfactor); })
        .Case<AlignBoundsOp, BoundExtentOp, AlignStorageOp>([&](auto op) { return bound(op, op.getLoop()); })
        .Default(success());
  }

  llvm::DenseMap<Name, Operation *> named;
  llvm::DenseMap<Value, Operation *> replaced, mapped; // loops
  Places computed, stored;                             // stages
  llvm::DenseMap<Value, Value> definitions;            // loops to the handles whose loops they are
};

} // namespace

namespace cnnc::halide {

LogicalResult verifySchedule(Block &schedule) {
  ScheduleVerifier verifier;
  for (Operation &directive : schedule)
    if (failed(verifier.verify(&directive)))
      return failure();
  return success();
}

static std::string getHandleName(Value handle) {
  if (!handle.getDefiningOp())
    return "handle";
  return llvm::TypeSwitch<Operation *, std::string>(handle.getDefiningOp())
      .Case<StageOp, LoopOp>([](auto named) { return named.getName().str(); })
      .Case([](UpdateOp update) { return getHandleName(update.getStage()) + "_update"; })
      .Case([](WrapOp wrap) { return getHandleName(wrap.getStage()) + "_wrap"; })
      .Case([](FuseOp fuse) { return getHandleName(fuse.getOuter()) + "_" + getHandleName(fuse.getInner()); })
      .Case([](SplitOp split) { return getHandleName(split.getLoop()); })
      .Case([](RfactorOp rfactor) { return getHandleName(rfactor.getUpdate()) + "_partial"; });
}

void nameHandles(Operation *directive, OpAsmSetValueNameFn setName) {
  for (Value handle : directive->getResults()) {
    std::string name = getHandleName(handle);
    llvm::replace(name, '.', '_');
    setName(handle, name);
  }
}

} // namespace cnnc::halide
