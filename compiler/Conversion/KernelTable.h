//===- KernelTable.h - The distinct kernels of a module -----------------===//

#ifndef CNNC_COMPILER_CONVERSION_KERNELTABLE_H
#define CNNC_COMPILER_CONVERSION_KERNELTABLE_H

#include "dialects/Halide/HalideDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

namespace cnnc {

/// Adds kernels to a module, each distinct one once.
class KernelTable {
public:
  explicit KernelTable(mlir::ModuleOp module);

  /// The kernel of the module that computes the same as `kernel`, a kernel outside of any module;
  /// that itself, under the name `base`, `base_1`, ..., if there is none yet.
  halide::KernelOp insert(halide::KernelOp kernel, llvm::StringRef base);

  /// The kernel that copies a tensor into another of the same shape.
  halide::KernelOp getCopy(mlir::Location location, mlir::RankedTensorType from, mlir::RankedTensorType to);

  /// Takes a kernel out of the module.
  void erase(halide::KernelOp kernel);

private:
  mlir::ModuleOp module;
  llvm::StringMap<halide::KernelOp> kernels; // by their algorithm's text
  llvm::StringSet<> taken;
};

} // namespace cnnc

#endif
