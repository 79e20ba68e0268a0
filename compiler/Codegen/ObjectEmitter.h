//===- ObjectEmitter.h - From the LLVM dialect to machine code ----------===//

#ifndef CNNC_COMPILER_CODEGEN_OBJECTEMITTER_H
#define CNNC_COMPILER_CODEGEN_OBJECTEMITTER_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

namespace cnnc {

/// Translates a module of the LLVM dialect, which is used up: constants may be large.
std::unique_ptr<llvm::Module> translateToLLVMIR(mlir::OwningOpRef<mlir::ModuleOp> module, llvm::LLVMContext &context);

enum class MachineCode { Object, Assembly };

/// Compiles a module for x86-64, position independent.
llvm::Error emitMachineCode(llvm::Module &module, MachineCode form, llvm::raw_pwrite_stream &stream);

} // namespace cnnc

#endif
