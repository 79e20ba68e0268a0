//===- ObjectEmitter.cpp - From the LLVM dialect to machine code --------===//

#include "compiler/Codegen/ObjectEmitter.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm-c/Target.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"

using namespace mlir;

namespace cnnc {

static constexpr llvm::StringLiteral tripleName = "x86_64-unknown-linux-gnu";

std::unique_ptr<llvm::Module> translateToLLVMIR(OwningOpRef<ModuleOp> module, llvm::LLVMContext &context) {
  registerBuiltinDialectTranslation(*module->getContext());
  registerLLVMDialectTranslation(*module->getContext());
  std::string name = module->getName().value_or("model").str();
  std::unique_ptr<llvm::Module> result = translateModuleToLLVMIR(*module, context, name);
  if (result)
    result->setTargetTriple(llvm::Triple(tripleName));
  return result;
}

llvm::Error emitMachineCode(llvm::Module &module, MachineCode form, llvm::raw_pwrite_stream &stream) {
  // No other target: initialising all costs start-up time.
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86Target();
  LLVMInitializeX86TargetMC();
  LLVMInitializeX86AsmPrinter();

  std::string error;
  llvm::Triple triple(tripleName);
  const llvm::Target *target = llvm::TargetRegistry::lookupTarget(triple, error);
  if (!target)
    return llvm::createStringError(error);
  llvm::TargetOptions options;
  options.DataSections = options.FunctionSections = true;
  std::unique_ptr<llvm::TargetMachine> machine(
      target->createTargetMachine(triple, "x86-64", "", options, llvm::Reloc::PIC_));
  module.setDataLayout(machine->createDataLayout());

  llvm::legacy::PassManager passes;
  auto type = form == MachineCode::Object ? llvm::CodeGenFileType::ObjectFile : llvm::CodeGenFileType::AssemblyFile;
  if (machine->addPassesToEmitFile(passes, stream, /*DwoOut=*/nullptr, type))
    return llvm::createStringError("the target cannot emit this form of code");
  passes.run(module);
  return llvm::Error::success();
}

} // namespace cnnc
