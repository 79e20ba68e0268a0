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
#include <mutex>

using namespace mlir;

namespace cnnc {

std::unique_ptr<llvm::Module> translateToLLVMIR(OwningOpRef<ModuleOp> module, llvm::LLVMContext &context,
                                                const Target &target) {
  registerBuiltinDialectTranslation(*module->getContext());
  registerLLVMDialectTranslation(*module->getContext());
  std::string name = module->getName().value_or("model").str();
  std::unique_ptr<llvm::Module> result = translateModuleToLLVMIR(*module, context, name);
  if (result)
    result->setTargetTriple(target.getTriple());
  return result;
}

static void initializeX86() {
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86Target();
  LLVMInitializeX86TargetMC();
  LLVMInitializeX86AsmPrinter();
}
static void initializeAArch64() {
  LLVMInitializeAArch64TargetInfo();
  LLVMInitializeAArch64Target();
  LLVMInitializeAArch64TargetMC();
  LLVMInitializeAArch64AsmPrinter();
}

llvm::Error emitMachineCode(llvm::Module &module, MachineCode form, llvm::raw_pwrite_stream &stream) {
  const llvm::Triple &triple = module.getTargetTriple();
  // No other target: initialising all costs start-up time. Kernels are compiled in parallel.
  static std::once_flag isX86Ready, isAArch64Ready;
  if (triple.isAArch64())
    std::call_once(isAArch64Ready, initializeAArch64);
  else
    std::call_once(isX86Ready, initializeX86);

  std::string error;
  const llvm::Target *target = llvm::TargetRegistry::lookupTarget(triple, error);
  if (!target)
    return llvm::createStringError(error);
  llvm::TargetOptions options;
  options.DataSections = options.FunctionSections = true;
  std::unique_ptr<llvm::TargetMachine> machine(
      target->createTargetMachine(triple, triple.isX86() ? "x86-64" : "generic", "", options, llvm::Reloc::PIC_));
  module.setDataLayout(machine->createDataLayout());

  llvm::legacy::PassManager passes;
  auto type = form == MachineCode::Object ? llvm::CodeGenFileType::ObjectFile : llvm::CodeGenFileType::AssemblyFile;
  if (machine->addPassesToEmitFile(passes, stream, /*DwoOut=*/nullptr, type))
    return llvm::createStringError("the target cannot emit this form of code");
  passes.run(module);
  return llvm::Error::success();
}

llvm::Expected<MemoryFile> emitObject(llvm::Module &module) {
  return MemoryFile::create([&](llvm::raw_pwrite_stream &stream) {
    return emitMachineCode(module, MachineCode::Object, stream);
  });
}

} // namespace cnnc
