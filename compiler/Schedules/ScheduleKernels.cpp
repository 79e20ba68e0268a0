//===- ScheduleKernels.cpp - The pass that writes schedules -------------===//

#include "compiler/Schedules/Passes.h"
#include "compiler/Schedules/Schedule.h"

using namespace mlir;

namespace cnnc {
#define GEN_PASS_DEF_SCHEDULEKERNELS
#include "compiler/Schedules/Passes.h.inc"

namespace {
struct ScheduleKernels : impl::ScheduleKernelsBase<ScheduleKernels> {
  using ScheduleKernelsBase::ScheduleKernelsBase;

  void runOnOperation() override {
    llvm::Expected<Target> machine = Target::parse(target);
    if (!machine) {
      getOperation().emitError() << llvm::toString(machine.takeError());
      return signalPassFailure();
    }
    for (auto kernel : getOperation().getOps<halide::KernelOp>())
      scheduleKernel(kernel, *machine);
  }
};
} // namespace

} // namespace cnnc
