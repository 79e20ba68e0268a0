//===- TileStageCompiler.cpp - Stages on matrix tiles, in memory ----------===//

#include "test/unit/support/TileStageCompiler.h"

#include "compiler/Codegen/ObjectEmitter.h"
#include "compiler/Tiles/TileStage.h"
#include "runtime/embedded/TileStage.h"
#include "runtime/embedded/TransposeWords.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/Support/TargetSelect.h"

using namespace mlir;

namespace cnnc::test {

TileStageCompiler::TileStageCompiler() = default;
TileStageCompiler::~TileStageCompiler() = default;

void *TileStageCompiler::compileStage(const TileKernel &kernel) {
  static const bool isInitialized = !llvm::InitializeNativeTarget() && !llvm::InitializeNativeTargetAsmPrinter();
  auto module = writeTileStage(&context, kernel);
  if (!isInitialized || failed(module))
    return nullptr;
  auto llvmContext = std::make_unique<llvm::LLVMContext>();
  auto code = translateToLLVMIR(std::move(*module), *llvmContext, llvm::cantFail(Target::parse("x86-64-v4+amx")));
  auto jit = llvm::cantFail(llvm::orc::LLJITBuilder().create());
  auto define = [&](StringRef name, auto *function) {
    llvm::orc::ExecutorSymbolDef symbol(llvm::orc::ExecutorAddr::fromPtr(function), llvm::JITSymbolFlags::Exported);
    llvm::cantFail(jit->getMainJITDylib().define(llvm::orc::absoluteSymbols({{jit->mangleAndIntern(name), symbol}})));
  };
  define("cnn_tile_convolution", &cnn_tile_convolution);
  define("cnn_tile_weight_gradient", &cnn_tile_weight_gradient);
  llvm::cantFail(jit->addIRModule({std::move(code), std::move(llvmContext)}));
  compiled.push_back(std::move(jit));
  return llvm::cantFail(compiled.back()->lookup(kernel.getSymbol())).toPtr<void *>();
}

std::map<std::string, Halide::JITExtern>
TileStageCompiler::compile(ArrayRef<std::unique_ptr<TileKernel>> kernels) {
  auto buffer = Halide::type_of<struct halide_buffer_t *>();
  Halide::ExternSignature transposition(Halide::Int(32), false, {buffer, buffer});
  Halide::ExternSignature signature(Halide::Int(32), false, {buffer, buffer, buffer});
  std::map<std::string, Halide::JITExtern> stages;
  stages.emplace("cnn_transpose_words",
                 Halide::ExternCFunction(reinterpret_cast<void *>(&cnn_transpose_words), transposition));
  for (const std::unique_ptr<TileKernel> &kernel : kernels) {
    void *function = compileStage(*kernel);
    if (!function)
      llvm::report_fatal_error("a stage on matrix tiles cannot be compiled");
    stages.emplace(kernel->getSymbol(), Halide::ExternCFunction(function, signature));
  }
  return stages;
}

} // namespace cnnc::test
