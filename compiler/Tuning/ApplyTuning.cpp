//===- ApplyTuning.cpp - Schedules that were measured -------------------===//

#include "compiler/Tuning/ApplyTuning.h"

#include "compiler/Schedules/Schedule.h"
#include "compiler/Tuning/Passes.h"
#include "llvm/Support/FileSystem.h"

using namespace mlir;

namespace cnnc {
#define GEN_PASS_DEF_APPLYTUNING
#include "compiler/Tuning/Passes.h.inc"

void applyTuning(ModuleOp module, const TuningDatabase &database, const Target &target) {
  for (auto kernel : module.getOps<halide::KernelOp>())
    if (const Tuning *tuning = database.find(TuningDatabase::getKey(kernel, target)))
      scheduleKernel(kernel, target, tuning->choices);
}

namespace {
struct ApplyTuningPass : impl::ApplyTuningBase<ApplyTuningPass> {
  using ApplyTuningBase::ApplyTuningBase;

  void runOnOperation() override {
    auto fail = [&](llvm::Error error) {
      emitError(FileLineColLoc::get(&getContext(), database, 0, 0)) << llvm::toString(std::move(error));
      signalPassFailure();
    };
    llvm::Expected<Target> machine = Target::parse(target);
    if (!machine)
      return fail(machine.takeError());
    if (!llvm::sys::fs::exists(database))
      return fail(llvm::createStringError("there is no tuning database; cnnc --tune makes one"));
    llvm::Expected<TuningDatabase> known = TuningDatabase::load(database, *machine);
    if (!known)
      return fail(known.takeError());
    applyTuning(getOperation(), *known, *machine);
  }
};
} // namespace

} // namespace cnnc
