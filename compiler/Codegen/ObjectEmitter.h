//===- ObjectEmitter.h - From the LLVM dialect to machine code ----------===//

#ifndef CNNC_COMPILER_CODEGEN_OBJECTEMITTER_H
#define CNNC_COMPILER_CODEGEN_OBJECTEMITTER_H

#include "compiler/Codegen/MemoryFile.h"
#include "compiler/Schedules/Target.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

namespace cnnc {

/// Translates a module of the LLVM dialect, which is used up: constants may be large.
std::unique_ptr<llvm::Module> translateToLLVMIR(mlir::OwningOpRef<mlir::ModuleOp> module, llvm::LLVMContext &context,
                                                const Target &target);

enum class MachineCode { Object, Assembly };

/// Compiles a module for the target that it was translated for, position independent and without instructions that
/// only some processors of its architecture have.
llvm::Error emitMachineCode(llvm::Module &module, MachineCode form, llvm::raw_pwrite_stream &stream);
/// Its object as a file, which the linker can read.
llvm::Expected<MemoryFile> emitObject(llvm::Module &module);

} // namespace cnnc

#endif
