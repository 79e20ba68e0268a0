//===- ModelRun.h - A whole model's kernels in sequence -----------------===//

#ifndef CNNC_COMPILER_TUNING_MODELRUN_H
#define CNNC_COMPILER_TUNING_MODELRUN_H

#include "compiler/Codegen/KernelCache.h"
#include "compiler/Tuning/LoadedModel.h"

namespace cnnc {

/// Microseconds of each kernel, by name, in one run of every entry of a model.
using KernelTimes = llvm::StringMap<double>;

struct ModelTimes {
  std::vector<KernelTimes> ofModels;
  bool quiet; // other programs left this one enough undisturbed runs
};

/// The shortest times of the kernels of `planned` modules that differ in schedules alone. The models run in turn,
/// entry by entry, so they meet the same disturbances. The entry `prepare` counts where it runs after every step
/// of training, and not where it runs once.
llvm::Expected<ModelTimes> measureModels(llvm::ArrayRef<mlir::ModuleOp> planned, const RunSettings &settings,
                                         const KernelCache &cache);

} // namespace cnnc

#endif
