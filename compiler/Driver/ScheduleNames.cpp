//===- ScheduleNames.cpp - Names of stages and loops in printed schedules =//

#include "compiler/Driver/ScheduleNames.h"

#include "dialects/Halide/HalideDialect.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace cnnc {

void nameSchedules(ModuleOp module) {
  for (auto kernel : module.getOps<halide::KernelOp>()) {
    if (kernel.getSchedule().empty())
      continue;
    DenseMap<Value, std::string> names;
    for (Operation &op : kernel.getSchedule().front()) {
      std::string name =
          llvm::TypeSwitch<Operation *, std::string>(&op)
              .Case<halide::StageOp, halide::LoopOp>([](auto handle) { return handle.getName().str(); })
              .Case<halide::UpdateOp>([&](auto update) { return names[update.getStage()] + "_update"; })
              .Case<halide::WrapOp>([&](auto wrap) { return names[wrap.getStage()] + "_wrap"; })
              .Case<halide::FuseOp>([&](auto fuse) { return names[fuse.getOuter()] + "_" + names[fuse.getInner()]; })
              .Case<halide::SplitOp>([&](auto split) { return names[split.getLoop()]; })
              .Case<halide::RfactorOp>([&](auto rfactor) { return names[rfactor.getUpdate()] + "_partial"; })
              .Default([](Operation *) { return std::string("handle"); });
      for (Value result : op.getResults())
        names[result] = name;
      std::replace(name.begin(), name.end(), '.', '_');
      op.setLoc(NameLoc::get(StringAttr::get(module.getContext(), name)));
    }
  }
}

} // namespace cnnc
