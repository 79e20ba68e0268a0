//===- KernelSet.h - The distinct kernels of a module, compiled ---------===//

#ifndef CNNC_COMPILER_CODEGEN_KERNELSET_H
#define CNNC_COMPILER_CODEGEN_KERNELSET_H

#include "compiler/Codegen/KernelCache.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"

namespace cnnc {

/// Kernels that differ only in name have one code.
struct DistinctKernel {
  halide::KernelOp kernel; // the first of them
  std::string digest, symbol;
  std::string code;        // once compiled
};

class KernelSet {
public:
  KernelSet(mlir::ModuleOp module, const Target &target);

  /// Compiles all kernels to `form`, in parallel on the context's threads, or finds them in the cache. Shows
  /// a line of progress if the standard error is a terminal.
  mlir::LogicalResult compile(KernelForm form, const KernelCache &cache);

  llvm::ArrayRef<DistinctKernel> getKernels() const { return kernels; }
  /// From the kernels' names to the symbols of their code.
  const llvm::StringMap<std::string> &getSymbols() const { return symbols; }

private:
  Target target;
  mlir::MLIRContext *context;
  std::vector<DistinctKernel> kernels;
  llvm::StringMap<std::string> symbols;
};

} // namespace cnnc

#endif
