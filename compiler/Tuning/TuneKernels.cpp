//===- TuneKernels.cpp - The pass that measures schedules ---------------===//

#include "compiler/Tuning/ApplyTuning.h"
#include "compiler/Tuning/ModelTuner.h"
#include "compiler/Tuning/Passes.h"
#include "llvm/Support/Threading.h"

using namespace mlir;

namespace cnnc {
#define GEN_PASS_DEF_TUNEKERNELS
#include "compiler/Tuning/Passes.h.inc"

namespace {
struct TuneKernelsPass : impl::TuneKernelsBase<TuneKernelsPass> {
  using TuneKernelsBase::TuneKernelsBase;

  llvm::Error tune() {
    llvm::Expected<Target> machine = Target::parse(target);
    if (!machine)
      return machine.takeError();
    llvm::Expected<TuningDatabase> known = TuningDatabase::load(database, *machine);
    if (!known)
      return known.takeError();
    RunSettings settings{*machine, threads ? threads : llvm::hardware_concurrency().compute_thread_count(), runtime};
    KernelCache kernels = cache.empty() ? KernelCache() : KernelCache(cache);
    if (llvm::Error error = tuneModel(getOperation(), *known, settings, kernels, compiler))
      return error;
    applyTuning(getOperation(), *known, *machine);
    return llvm::Error::success();
  }

  void runOnOperation() override {
    if (llvm::Error error = tune()) {
      emitError(FileLineColLoc::get(&getContext(), database, 0, 0)) << llvm::toString(std::move(error));
      signalPassFailure();
    }
  }
};
} // namespace

} // namespace cnnc
