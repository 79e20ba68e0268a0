//===- KernelTrial.h - Variants of one kernel against each other --------===//

#ifndef CNNC_COMPILER_TUNING_KERNELTRIAL_H
#define CNNC_COMPILER_TUNING_KERNELTRIAL_H

#include "compiler/Tuning/KernelVariant.h"
#include "compiler/Tuning/LoadedModel.h"
#include "compiler/Tuning/TrialTensors.h"

namespace cnnc {

/// Runs compiled variants of one kernel in turn, each on operands that no cache holds, and returns the shortest
/// time of each in microseconds. Before that each one's results are compared with the first one's: nothing is
/// returned for a variant that differs.
llvm::Expected<std::vector<std::optional<double>>> runTrial(llvm::ArrayRef<const KernelVariant *> variants,
                                                            TrialTensors &tensors, const RunSettings &settings);

} // namespace cnnc

#endif
