//===- ScheduleInterpreter.cpp - Applies a schedule region to Halide ----===//

#include "compiler/Kernels/ScheduleInterpreter.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cnnc::halide;
using Halide::RVar;
using Halide::Var;
using Halide::VarOrRVar;

namespace cnnc {

namespace {

/// What a stage handle stands for: a definition of a function and its loops by name.
struct StageHandle {
  Halide::Func function;
  int index; // 0: the pure definition, 1: the update
  std::map<std::string, VarOrRVar> loops;
  std::map<std::string, VarOrRVar> updateLoops; // of a pure definition: the loops of its update

  Halide::Stage stage() {
    return index == 0 ? Halide::Stage(function) : function.update(index - 1);
  }
};

struct LoopHandle {
  StageHandle *stage;
  VarOrRVar variable;
};

LogicalResult withKernel(InFlightDiagnostic diagnostic, KernelOp kernel) {
  diagnostic.attachNote(kernel.getLoc()) << "in the schedule of @" << kernel.getSymName();
  return diagnostic;
}

class Interpreter {
public:
  explicit Interpreter(Definition &definition) : definition(definition) {}

  LogicalResult run(KernelOp kernel) {
    if (kernel.getSchedule().empty())
      return success();
    for (Operation &directive : kernel.getSchedule().front()) {
      try {
        if (failed(apply(&directive)))
          return failure();
      } catch (const Halide::Error &error) {
        return withKernel(directive.emitError("cannot be applied: ") << getMessage(error), kernel);
      }
    }
    return expectCallsOutsideOfVectors(kernel);
  }

private:
  using Places = llvm::StringMap<ComputeAtOp>; ///< by the name of what is computed there
  bool isComputedInVectors(ComputeAtOp place, const Places &places);
  LogicalResult expectCallsOutsideOfVectors(KernelOp kernel);
  StageHandle &stage(Value value) { return *stages.at(value.getAsOpaquePointer()); }
  LoopHandle &loop(Value value) { return loops.at(value.getAsOpaquePointer()); }
  void bind(Value value, StageHandle handle) {
    stages[value.getAsOpaquePointer()] = std::make_unique<StageHandle>(std::move(handle));
  }
  void bind(Value value, StageHandle &stage, VarOrRVar variable) {
    loops.insert_or_assign(value.getAsOpaquePointer(), LoopHandle{&stage, variable});
  }
  std::vector<VarOrRVar> variables(OperandRange values) {
    std::vector<VarOrRVar> list;
    for (Value value : values)
      list.push_back(loop(value).variable);
    return list;
  }
  /// A new loop of the same kind (pure or reduction) as `like`.
  static VarOrRVar makeLoop(const VarOrRVar &like, const std::string &name) {
    return like.is_rvar ? VarOrRVar(RVar(name)) : VarOrRVar(Var(name));
  }

  LogicalResult apply(Operation *directive);
  LogicalResult apply(StageOp op);
  LogicalResult apply(UpdateOp op);
  LogicalResult apply(LoopOp op);
  LogicalResult apply(WrapOp op);
  LogicalResult apply(SplitOp op);
  LogicalResult apply(FuseOp op);
  LogicalResult apply(ReorderOp op);
  LogicalResult apply(RfactorOp op);
  LogicalResult apply(ComputeAtOp op) {
    return stage(op.getStage()).function.compute_at(level(op.getLoop())), success();
  }
  LogicalResult apply(StoreAtOp op) { return stage(op.getStage()).function.store_at(level(op.getLoop())), success(); }
  LogicalResult apply(ComputeRootOp op) { return stage(op.getStage()).function.compute_root(), success(); }
  LogicalResult apply(VectorizeOp op) { return on(op.getLoop()).vectorize(variable(op.getLoop())), success(); }
  LogicalResult apply(UnrollOp op) { return on(op.getLoop()).unroll(variable(op.getLoop())), success(); }
  LogicalResult apply(ParallelOp op) { return on(op.getLoop()).parallel(variable(op.getLoop())), success(); }
  LogicalResult apply(GpuBlocksOp op);
  LogicalResult apply(GpuThreadsOp op);
  LogicalResult apply(AlignBoundsOp op) {
    return function(op.getLoop()).align_bounds(variable(op.getLoop()).var, extent(op)), success();
  }
  LogicalResult apply(BoundExtentOp op) {
    return function(op.getLoop()).bound_extent(variable(op.getLoop()).var, extent(op)), success();
  }
  LogicalResult apply(AlignStorageOp op) {
    return function(op.getLoop()).align_storage(variable(op.getLoop()).var, extent(op)), success();
  }

  Halide::Stage on(Value value) { return loop(value).stage->stage(); }
  VarOrRVar variable(Value value) { return loop(value).variable; }
  Halide::LoopLevel level(Value value) { return {function(value), variable(value)}; }
  Halide::Func &function(Value value) { return loop(value).stage->function; }
  static int extent(auto op) { return static_cast<int>(op.getExtent()); }

  Definition &definition;
  std::map<const void *, std::unique_ptr<StageHandle>> stages;
  std::map<const void *, LoopHandle> loops;
};

} // namespace

/// The loops of a definition, the innermost first.
static ArrayRef<Halide::Internal::Dim> getLoops(const StageHandle &stage) {
  Halide::Internal::Function function = stage.function.function();
  const Halide::Internal::Definition &definition =
      stage.index == 0 ? function.definition() : function.update(stage.index - 1);
  return definition.schedule().dims();
}

/// Whether a loop, or another around it, is vectorised.
static bool isInVectors(const LoopHandle &loop) {
  // Halide calls a loop after those that it was split from, outer.inner.
  std::string name = loop.variable.name();
  ArrayRef<Halide::Internal::Dim> around = getLoops(*loop.stage).drop_while([&](const Halide::Internal::Dim &dim) {
    return dim.var != name && !StringRef(dim.var).ends_with("." + name);
  });
  return llvm::any_of(around, [](const Halide::Internal::Dim &dim) {
    return dim.for_type == Halide::Internal::ForType::Vectorized;
  });
}

bool Interpreter::isComputedInVectors(ComputeAtOp place, const Places &places) {
  // From consumer to consumer; two that are placed in each other are Halide's to refuse.
  for (size_t depth = 0; place && depth < places.size(); ++depth) {
    const LoopHandle &consumer = loop(place.getLoop());
    if (isInVectors(consumer))
      return true;
    place = places.lookup(consumer.stage->function.name());
  }
  return false;
}

/// An external stage is one call: Halide would make it for one lane of a vector and take that for all of them.
LogicalResult Interpreter::expectCallsOutsideOfVectors(KernelOp kernel) {
  Places places;
  for (auto place : kernel.getSchedule().front().getOps<ComputeAtOp>())
    places[stage(place.getStage()).function.name()] = place;
  for (auto place : kernel.getSchedule().front().getOps<ComputeAtOp>())
    if (stage(place.getStage()).function.is_extern() && isComputedInVectors(place, places))
      return withKernel(place.emitOpError("expects a place outside of vectorised loops: the stage is one call, not one "
                                          "for each lane"),
                        kernel);
  return success();
}

LogicalResult Interpreter::apply(Operation *directive) {
  return llvm::TypeSwitch<Operation *, LogicalResult>(directive)
      .Case<StageOp, UpdateOp, LoopOp, WrapOp, SplitOp, FuseOp, ReorderOp, RfactorOp, ComputeAtOp, StoreAtOp,
            ComputeRootOp, VectorizeOp, UnrollOp, ParallelOp, GpuBlocksOp, GpuThreadsOp, AlignBoundsOp, BoundExtentOp,
            AlignStorageOp>([&](auto op) { return apply(op); });
}

LogicalResult Interpreter::apply(StageOp op) {
  Stage *stage = definition.findStage(op.getName());
  StageHandle handle{stage->function, 0, {}, {}};
  for (const Var &variable : stage->loops)
    handle.loops.emplace(variable.name(), variable);
  handle.updateLoops = handle.loops;
  for (const auto &[name, variable] : stage->reductionLoops)
    handle.updateLoops.emplace(name, variable);
  bind(op.getStage(), std::move(handle));
  return success();
}

LogicalResult Interpreter::apply(UpdateOp op) {
  StageHandle &pure = stage(op.getStage());
  bind(op.getUpdate(), {pure.function, 1, pure.updateLoops, {}});
  return success();
}

LogicalResult Interpreter::apply(LoopOp op) {
  StageHandle &handle = stage(op.getStage());
  auto it = handle.loops.find(op.getName().str());
  if (it == handle.loops.end())
    return op.emitOpError("expects a loop of the stage that is still there, found '") << op.getName() << "'";
  bind(op.getLoop(), handle, it->second);
  return success();
}

LogicalResult Interpreter::apply(WrapOp op) {
  StageHandle &inner = stage(op.getStage());
  StageHandle wrapper{inner.function.in(), 0, {}, {}};
  for (const Var &variable : wrapper.function.args())
    wrapper.loops.emplace(variable.name(), variable);
  bind(op.getWrapper(), std::move(wrapper));
  return success();
}

static Halide::TailStrategy getTail(Tail tail) {
  switch (tail) {
  case Tail::Auto:
    return Halide::TailStrategy::Auto;
  case Tail::ShiftInwards:
    return Halide::TailStrategy::ShiftInwards;
  case Tail::GuardWithIf:
    return Halide::TailStrategy::GuardWithIf;
  case Tail::Predicate:
    return Halide::TailStrategy::Predicate;
  case Tail::RoundUp:
    return Halide::TailStrategy::RoundUp;
  }
  return Halide::TailStrategy::Auto;
}

/// The loops of a split are called after the split one: c gives co and ci.
LogicalResult Interpreter::apply(SplitOp op) {
  LoopHandle old = loop(op.getLoop());
  std::string name = old.variable.name();
  // Halide names the loops of a reduction stage$r.
  for (const auto &[known, variable] : old.stage->loops)
    if (variable.name() == name)
      name = known;
  // Halide finds the loop of a compute_at by its variable: those of an update need their own.
  std::string prefix = old.stage->index == 0 ? "" : "update_";
  VarOrRVar outer = makeLoop(old.variable, prefix + name + "o"), inner = makeLoop(old.variable, prefix + name + "i");
  old.stage->stage().split(old.variable, outer, inner, static_cast<int>(op.getFactor()), getTail(op.getTail()));
  old.stage->loops.erase(name);
  old.stage->loops.emplace(name + "o", outer);
  old.stage->loops.emplace(name + "i", inner);
  bind(op.getOuter(), *old.stage, outer);
  bind(op.getInner(), *old.stage, inner);
  return success();
}

LogicalResult Interpreter::apply(FuseOp op) {
  LoopHandle outer = loop(op.getOuter()), inner = loop(op.getInner());
  std::string name = outer.variable.name() + "_" + inner.variable.name();
  VarOrRVar fused = makeLoop(outer.variable, name);
  outer.stage->stage().fuse(inner.variable, outer.variable, fused);
  outer.stage->loops.emplace(name, fused);
  bind(op.getFused(), *outer.stage, fused);
  return success();
}

LogicalResult Interpreter::apply(ReorderOp op) {
  if (op.getLoops().empty())
    return success();
  on(op.getLoops().front()).reorder(variables(op.getLoops()));
  return success();
}

LogicalResult Interpreter::apply(RfactorOp op) {
  StageHandle &update = stage(op.getUpdate());
  LoopHandle summed = loop(op.getLoop());
  if (!summed.variable.is_rvar)
    return op.emitOpError("expects a reduction loop");
  Var partialLoop("u");
  Halide::Func partial = update.stage().rfactor(summed.variable.rvar, partialLoop);
  StageHandle handle{partial, 0, {}, {}};
  for (const Var &variable : partial.args())
    handle.loops.emplace(variable.name(), variable);
  handle.updateLoops = handle.loops;
  // What is left of the reduction belongs to the partial sums.
  std::string kept;
  for (const auto &[name, variable] : update.loops)
    if (variable.is_rvar && variable.name() != summed.variable.name())
      handle.updateLoops.emplace(name, variable);
    else if (variable.is_rvar)
      kept = name;
  for (auto it = update.loops.begin(); it != update.loops.end();)
    it = it->second.is_rvar && it->first != kept ? update.loops.erase(it) : std::next(it);
  bind(op.getPartial(), std::move(handle));
  bind(op.getPartialLoop(), stage(op.getPartial()), partialLoop);
  return success();
}

LogicalResult Interpreter::apply(GpuBlocksOp op) {
  for (Value value : op.getLoops())
    on(value).gpu_blocks(variable(value));
  return success();
}

LogicalResult Interpreter::apply(GpuThreadsOp op) {
  for (Value value : op.getLoops())
    on(value).gpu_threads(variable(value));
  return success();
}

std::string getMessage(const Halide::Error &error) {
  StringRef text = StringRef(error.what()).trim();
  text.consume_front("Error: ");
  return text.str();
}

LogicalResult applySchedule(KernelOp kernel, Definition &definition) { return Interpreter(definition).run(kernel); }

} // namespace cnnc
