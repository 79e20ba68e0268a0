//===- ScheduleBuilder.cpp - Writes directives --------------------------===//

#include "compiler/Schedules/ScheduleBuilder.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

ScheduleBuilder::ScheduleBuilder(KernelOp kernel, const Target &target, const Choices &choices)
    // With the kernel's location, handles would be printed under the names of its layers.
    : kernel(kernel), target(target), builder(kernel.getContext()), location(builder.getUnknownLoc()),
      stages(halide::getStages(kernel)), names(getStageBaseNames(kernel)), choices(choices) {
  kernel.getSchedule().push_back(new Block);
  builder.setInsertionPointToStart(&kernel.getSchedule().front());
}

const StageInfo *ScheduleBuilder::findStage(StringRef name) const {
  auto it = llvm::find_if(stages, [&](const StageInfo &stage) { return stage.name == name; });
  return it == stages.end() ? nullptr : &*it;
}

int64_t ScheduleBuilder::choose(StringRef name, int64_t preferred, ArrayRef<int64_t> candidates) {
  Choice choice{name.str(), preferred, llvm::to_vector(candidates)};
  auto chosen = choices.find(choice.name);
  if (chosen != choices.end() && llvm::is_contained(candidates, chosen->second))
    choice.value = chosen->second;
  // Several results of a kernel are computed alike.
  if (llvm::none_of(asked, [&](const Choice &other) { return other.name == name; }))
    asked.push_back(choice);
  return choice.value;
}

Value ScheduleBuilder::stage(StringRef name) {
  Value &handle = scheduled[name];
  if (!handle)
    handle = StageOp::create(builder, location, StageType::get(builder.getContext()), builder.getStringAttr(name));
  return handle;
}
Value ScheduleBuilder::update(Value stage) {
  return UpdateOp::create(builder, location, StageType::get(builder.getContext()), stage);
}
Value ScheduleBuilder::loop(Value stage, StringRef name) {
  StringAttr attribute = builder.getStringAttr(name);
  Value &handle = loops[{stage, attribute}];
  if (!handle)
    handle = LoopOp::create(builder, location, LoopType::get(builder.getContext()), stage, attribute);
  return handle;
}
Value ScheduleBuilder::wrap(Value stage) {
  return WrapOp::create(builder, location, StageType::get(builder.getContext()), stage);
}
ScheduleBuilder::Split ScheduleBuilder::split(Value loop, int64_t factor, Tail tail) {
  Type type = LoopType::get(builder.getContext());
  auto op = SplitOp::create(builder, location, type, type, loop, builder.getI64IntegerAttr(factor),
                            TailAttr::get(builder.getContext(), tail));
  return {op.getOuter(), op.getInner()};
}
Value ScheduleBuilder::fuse(Value outer, Value inner) {
  return FuseOp::create(builder, location, LoopType::get(builder.getContext()), outer, inner);
}
void ScheduleBuilder::reorder(ArrayRef<Value> innermostFirst) {
  SmallVector<Value> loops;
  llvm::copy_if(innermostFirst, std::back_inserter(loops), [](Value loop) { return static_cast<bool>(loop); });
  if (loops.size() > 1)
    ReorderOp::create(builder, location, loops);
}
ScheduleBuilder::Partial ScheduleBuilder::rfactor(Value update, Value loop) {
  auto op = RfactorOp::create(builder, location, StageType::get(builder.getContext()),
                              LoopType::get(builder.getContext()), update, loop);
  return {op.getPartial(), op.getPartialLoop()};
}
void ScheduleBuilder::vectorize(Value loop) { VectorizeOp::create(builder, location, loop); }
void ScheduleBuilder::unroll(Value loop) { UnrollOp::create(builder, location, loop); }
void ScheduleBuilder::parallel(Value loop) { ParallelOp::create(builder, location, loop); }
void ScheduleBuilder::alignBounds(Value loop, int64_t extent) {
  AlignBoundsOp::create(builder, location, loop, extent);
}
void ScheduleBuilder::boundExtent(Value loop, int64_t extent) {
  BoundExtentOp::create(builder, location, loop, extent);
}
void ScheduleBuilder::alignStorage(Value loop, int64_t extent) {
  AlignStorageOp::create(builder, location, loop, extent);
}
void ScheduleBuilder::computeAt(Value stage, Value loop) { ComputeAtOp::create(builder, location, stage, loop); }
void ScheduleBuilder::storeAt(Value stage, Value loop) { StoreAtOp::create(builder, location, stage, loop); }
void ScheduleBuilder::computeRoot(Value stage) { ComputeRootOp::create(builder, location, stage); }
void ScheduleBuilder::gpuBlocks(ArrayRef<Value> loops) { GpuBlocksOp::create(builder, location, loops); }
void ScheduleBuilder::gpuThreads(ArrayRef<Value> loops) { GpuThreadsOp::create(builder, location, loops); }

ScheduleBuilder::Vector ScheduleBuilder::vectorizeLoop(Value stage, StringRef name, int64_t extent, Tail tail) {
  if (extent <= 1)
    return {nullptr, nullptr};
  Value whole = loop(stage, name);
  if (extent <= target.vectorFloats) {
    vectorize(whole);
    return {whole, nullptr};
  }
  auto [blocks, lanes] = split(whole, target.vectorFloats, tail);
  vectorize(lanes);
  return {lanes, blocks};
}

} // namespace cnnc
