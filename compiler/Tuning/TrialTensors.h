//===- TrialTensors.h - Operands of a kernel that is measured -----------===//

#ifndef CNNC_COMPILER_TUNING_TRIALTENSORS_H
#define CNNC_COMPILER_TUNING_TRIALTENSORS_H

#include "dialects/Halide/HalideDialect.h"
#include <memory>

namespace cnnc {

/// Copies of a kernel's inputs and results, as many as the last-level cache cannot hold: who takes one after the
/// other finds every operand cold, as weights are in a run of a whole model. Floats are fixed random numbers in
/// [-1, 1), whole numbers (labels, codes of arg max) zero.
class TrialTensors {
public:
  explicit TrialTensors(halide::KernelOp kernel);

  size_t getCopies() const { return copies.size(); }
  llvm::ArrayRef<const void *> getInputs(size_t copy) const { return copies[copy % copies.size()].inputs; }
  llvm::ArrayRef<void *> getOutputs(size_t copy) const { return copies[copy % copies.size()].outputs; }

private:
  struct Copy {
    std::unique_ptr<char, void (*)(void *)> memory{nullptr, &std::free};
    llvm::SmallVector<const void *> inputs;
    llvm::SmallVector<void *> outputs;
  };

  std::vector<Copy> copies;
};

/// Whether a result is the same up to rounding: of floats the largest difference is at most 1e-4 of the largest
/// element; of codes of arg max one in a thousand may differ, where two elements are equal up to rounding.
bool agree(mlir::RankedTensorType type, const void *expected, const void *found);

} // namespace cnnc

#endif
