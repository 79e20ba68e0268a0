//===- KernelTuner.h - Searches the schedules of one kernel -------------===//

#ifndef CNNC_COMPILER_TUNING_KERNELTUNER_H
#define CNNC_COMPILER_TUNING_KERNELTUNER_H

#include "compiler/Codegen/KernelCache.h"
#include "compiler/Tuning/LoadedModel.h"
#include "compiler/Tuning/TuningDatabase.h"

namespace cnnc {

struct TunedKernel {
  std::vector<Choices> contenders; // a few that make it faster, the fastest first
  TuningTimes times;               // the second of the first of them
};

/// Varies one number of the kernel's schedule after the other, each with the best numbers so far, until a round
/// finds nothing faster. `progress` hears what is tried next.
llvm::Expected<TunedKernel> tuneKernel(halide::KernelOp kernel, const RunSettings &settings, const KernelCache &cache,
                                       llvm::function_ref<void(llvm::StringRef)> progress);

} // namespace cnnc

#endif
