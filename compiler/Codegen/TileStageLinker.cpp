//===- TileStageLinker.cpp - Kernels with stages on matrix tiles ----------===//

#include "compiler/Codegen/TileStageLinker.h"

#include "compiler/Codegen/ObjectEmitter.h"
#include "compiler/Tiles/TileStage.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/Linker/Linker.h"

using namespace mlir;

namespace cnnc {

llvm::Expected<std::string> joinTileStages(StringRef bitcode, ArrayRef<std::unique_ptr<TileKernel>> kernels,
                                           const Target &target, KernelForm form) {
  llvm::LLVMContext llvmContext;
  auto module = llvm::parseBitcodeFile({bitcode, "kernel"}, llvmContext);
  if (!module)
    return module.takeError();
  // Kernels are compiled in parallel, each in a context of its own.
  MLIRContext context(MLIRContext::Threading::DISABLED);
  for (const std::unique_ptr<TileKernel> &kernel : kernels) {
    auto stage = writeTileStage(&context, *kernel);
    auto code = succeeded(stage) ? translateToLLVMIR(std::move(*stage), llvmContext, target) : nullptr;
    if (!code)
      return llvm::createStringError("a stage on matrix tiles cannot be lowered");
    code->setDataLayout((*module)->getDataLayout());
    code->setTargetTriple((*module)->getTargetTriple());
    if (llvm::Linker::linkModules(**module, std::move(code)))
      return llvm::createStringError("a stage on matrix tiles cannot be linked");
  }
  SmallString<0> text;
  llvm::raw_svector_ostream stream(text);
  if (form == KernelForm::LLVMAssembly) {
    (*module)->print(stream, nullptr);
    return text.str().str();
  }
  auto machine = form == KernelForm::Assembly ? MachineCode::Assembly : MachineCode::Object;
  if (llvm::Error error = emitMachineCode(**module, machine, stream))
    return error;
  return text.str().str();
}

} // namespace cnnc
