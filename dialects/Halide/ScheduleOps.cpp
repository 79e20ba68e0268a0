//===- ScheduleOps.cpp - Verification of schedules ----------------------===//

#include "dialects/Halide/Stages.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace cnnc::halide;

/// Writes "a, b, c" into a diagnostic.
static std::string join(ArrayRef<std::string> names) { return llvm::join(names, ", "); }

/// The stage that a handle stands for, or null behind wrappers and rfactors, whose loops only code
/// generation knows. Sets `isUpdate` for the handle of an update definition.
static std::optional<StageInfo> resolve(Value handle, bool &isUpdate) {
  isUpdate = false;
  if (auto update = handle.getDefiningOp<UpdateOp>()) {
    isUpdate = true;
    handle = update.getStage();
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
  SmallVector<std::string> names = stage->loops;
  if (isUpdate)
    llvm::append_range(names, stage->reductionLoops);
  if (llvm::is_contained(names, getName()))
    return success();
  return emitOpError("expects a loop of stage '") << stage->name << "' (" << join(names) << "), found '" << getName()
                                                  << "'";
}
