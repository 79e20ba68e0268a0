//===- KernelVariant.h - A kernel scheduled in one of several ways ------===//

#ifndef CNNC_COMPILER_TUNING_KERNELVARIANT_H
#define CNNC_COMPILER_TUNING_KERNELVARIANT_H

#include "compiler/Codegen/KernelCache.h"
#include "compiler/Schedules/Choices.h"
#include "mlir/IR/OwningOpRef.h"

namespace cnnc {

/// A copy of a kernel with some numbers of its schedule chosen.
struct KernelVariant {
  /// The cost model's choices where `choices` has none.
  KernelVariant(halide::KernelOp kernel, const Target &target, Choices choices);

  mlir::OwningOpRef<halide::KernelOp> kernel;
  Choices choices;
  llvm::SmallVector<Choice> asked; // in this schedule
  std::string digest, symbol;
  std::string code; // once compiled; empty where the schedule is not possible
};

/// Compiles the variants in parallel, or finds them in the cache. A schedule that Halide rejects is no error.
void compileVariants(llvm::ArrayRef<KernelVariant *> variants, const Target &target, const KernelCache &cache);

} // namespace cnnc

#endif
