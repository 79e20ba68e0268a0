//===- EmulatedTileStages.cpp - Matrix tiles on any processor -------------===//

#include "test/unit/support/EmulatedTileStages.h"

#include "compiler/Codegen/ObjectEmitter.h"
#include "compiler/Tiles/TileStage.h"
#include "runtime/embedded/TileStage.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/Support/TargetSelect.h"

using namespace mlir;

namespace cnnc::test {

EmulatedTileStages::EmulatedTileStages() = default;
EmulatedTileStages::~EmulatedTileStages() = default;

void *EmulatedTileStages::compileStage(const TileKernel &kernel) {
  static const bool isInitialized = !llvm::InitializeNativeTarget() && !llvm::InitializeNativeTargetAsmPrinter();
  auto module = writeTileStage(&context, kernel, TileEngine::Memory);
  if (!isInitialized || failed(module))
    return nullptr;
  auto llvmContext = std::make_unique<llvm::LLVMContext>();
  auto code = translateToLLVMIR(std::move(*module), *llvmContext, llvm::cantFail(Target::parse("x86-64-v4")));
  auto jit = llvm::cantFail(llvm::orc::LLJITBuilder().create());
  llvm::orc::ExecutorSymbolDef stage(llvm::orc::ExecutorAddr::fromPtr(&cnn_tile_stage),
                                     llvm::JITSymbolFlags::Exported);
  llvm::cantFail(
      jit->getMainJITDylib().define(llvm::orc::absoluteSymbols({{jit->mangleAndIntern("cnn_tile_stage"), stage}})));
  llvm::cantFail(jit->addIRModule({std::move(code), std::move(llvmContext)}));
  compiled.push_back(std::move(jit));
  return llvm::cantFail(compiled.back()->lookup(kernel.getSymbol())).toPtr<void *>();
}

std::map<std::string, Halide::JITExtern> EmulatedTileStages::compile(const std::vector<TileKernel> &kernels) {
  auto buffer = Halide::type_of<struct halide_buffer_t *>();
  Halide::Type number = Halide::Int(32);
  Halide::ExternSignature signature(number, false, {buffer, buffer, number, number, number, number, buffer});
  std::map<std::string, Halide::JITExtern> stages;
  for (const TileKernel &kernel : kernels) {
    void *function = compileStage(kernel);
    if (!function)
      llvm::report_fatal_error("a stage on matrix tiles cannot be compiled");
    stages.emplace(kernel.getSymbol(), Halide::ExternCFunction(function, signature));
  }
  return stages;
}

} // namespace cnnc::test
