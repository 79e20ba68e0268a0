//===- LowerToLLVM.h - Programs and parameters to the LLVM dialect ------===//

#ifndef CNNC_COMPILER_CODEGEN_LOWERTOLLVM_H
#define CNNC_COMPILER_CODEGEN_LOWERTOLLVM_H

#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringMap.h"

namespace cnnc {

/// What a model says of itself beside its networks.
struct ModelDescription {
  std::string name;     // an identifier of C
  std::string target;   // as --target takes it
  std::string compiler; // name and version
  std::string fallback; // the target of the programs without tiles; empty where there are none
};

/// Writes the entry object of a model: the functions that run its programs, and the table
/// `<name>_model` that runtime/include/cnn/model.h describes, with all that it points to. `module` holds
/// halide.program, halide.kernel and cnn.parameter; programs without tiles get a table of their own, to which the
/// other refers. `kernelSymbols` maps the kernels' names to the symbols
/// of their code. `image` is the beginning of the parameter block; of `emptyImage` bytes instead, all zero, where
/// somebody fills it at run time. Null after a diagnostic.
mlir::OwningOpRef<mlir::ModuleOp> lowerToLLVM(mlir::ModuleOp module, const ModelDescription &description,
                                              const llvm::StringMap<std::string> &kernelSymbols,
                                              std::optional<mlir::AsmResourceBlob> image, uint64_t emptyImage = 0);

} // namespace cnnc

#endif
