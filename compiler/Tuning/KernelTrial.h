//===- KernelTrial.h - Variants of one kernel against each other --------===//

#ifndef CNNC_COMPILER_TUNING_KERNELTRIAL_H
#define CNNC_COMPILER_TUNING_KERNELTRIAL_H

#include "compiler/Tuning/KernelVariant.h"
#include "compiler/Tuning/LoadedModel.h"
#include "compiler/Tuning/TrialTensors.h"

namespace cnnc {

/// Compiled variants of one kernel, linked to run in turn on the same operands.
class KernelTrial {
public:
  static llvm::Expected<KernelTrial> create(llvm::ArrayRef<const KernelVariant *> variants,
                                            const RunSettings &settings);

  /// The results of each variant, one after the other, each as it is stored.
  llvm::Expected<std::vector<std::vector<llvm::SmallVector<char>>>> computeResults(const TrialTensors &tensors);
  /// Whether each variant's results are the first one's up to rounding.
  llvm::Expected<std::vector<bool>> compareResults(const TrialTensors &tensors);
  /// The shortest time of each variant in microseconds, on operands that no cache holds.
  llvm::Expected<std::vector<double>> measure(const TrialTensors &tensors);

private:
  KernelTrial(halide::KernelOp kernel, size_t variants, std::unique_ptr<LoadedModel> model)
      : kernel(kernel), variants(variants), model(std::move(model)) {}

  halide::KernelOp kernel;
  size_t variants;
  std::unique_ptr<LoadedModel> model;
};

} // namespace cnnc

#endif
