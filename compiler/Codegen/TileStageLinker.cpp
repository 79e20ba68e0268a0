//===- TileStageLinker.cpp - Kernels with stages on matrix tiles ----------===//

#include "compiler/Codegen/TileStageLinker.h"

#include "compiler/Codegen/ObjectEmitter.h"
#include "compiler/Tiles/TileStage.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/Linker/Linker.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace mlir;

namespace cnnc {

/// After each call of a stage: if (status != 0) return status. Kernels and tasks of their loops alike return one, and
/// the runtime frees what a failed kernel has not.
static void returnStatus(llvm::Function &stage) {
  for (llvm::User *user : llvm::make_early_inc_range(stage.users())) {
    auto *call = cast<llvm::CallInst>(user);
    llvm::Instruction *behind = call->getNextNode();
    llvm::IRBuilder<> builder(behind);
    llvm::Value *failed = builder.CreateIsNotNull(call);
    llvm::Instruction *end = llvm::SplitBlockAndInsertIfThen(failed, behind, /*Unreachable=*/true);
    builder.SetInsertPoint(end);
    builder.CreateRet(call);
    end->eraseFromParent();
  }
}

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
    // Or of several operations with the same sums another one has brought it.
    if (llvm::Function *called = (*module)->getFunction(kernel->getSymbol()); called && called->isDeclaration())
      returnStatus(*called);
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
