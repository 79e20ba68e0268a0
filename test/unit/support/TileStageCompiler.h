//===- TileStageCompiler.h - Stages on matrix tiles, in memory --*- C++ -*-===//

#ifndef CNNC_TEST_UNIT_SUPPORT_TILESTAGECOMPILER_H
#define CNNC_TEST_UNIT_SUPPORT_TILESTAGECOMPILER_H

#include "compiler/Tiles/TileKernel.h"
#include "mlir/IR/MLIRContext.h"
#include <Halide.h>

namespace llvm::orc {
class LLJIT;
}

namespace cnnc::test {

/// Compiles the stages of a pipeline that are sums on matrix tiles, for this process. They run where
/// processorRuns("x86-64-v4+amx") was asked before: with the library tile_instructions on any processor with AVX-512.
class TileStageCompiler {
public:
  TileStageCompiler();
  ~TileStageCompiler();

  /// Compiles the stages, and keeps them as long as the object.
  std::map<std::string, Halide::JITExtern> compile(llvm::ArrayRef<std::unique_ptr<TileKernel>> kernels);

private:
  void *compileStage(const TileKernel &kernel);

  mlir::MLIRContext context;
  std::vector<std::unique_ptr<llvm::orc::LLJIT>> compiled;
};

} // namespace cnnc::test

#endif
