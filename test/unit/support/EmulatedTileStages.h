//===- EmulatedTileStages.h - Matrix tiles on any processor -----*- C++ -*-===//

#ifndef CNNC_TEST_UNIT_SUPPORT_EMULATEDTILESTAGES_H
#define CNNC_TEST_UNIT_SUPPORT_EMULATEDTILESTAGES_H

#include "compiler/Tiles/TileKernel.h"
#include "mlir/IR/MLIRContext.h"
#include <Halide.h>

namespace llvm::orc {
class LLJIT;
}

namespace cnnc::test {

/// The stages of a pipeline that are sums on matrix tiles, with memory in the place of those.
class EmulatedTileStages {
public:
  EmulatedTileStages();
  ~EmulatedTileStages();

  /// Compiles the stages, and keeps them as long as the object.
  std::map<std::string, Halide::JITExtern> compile(const std::vector<TileKernel> &kernels);

private:
  void *compileStage(const TileKernel &kernel);

  mlir::MLIRContext context;
  std::vector<std::unique_ptr<llvm::orc::LLJIT>> compiled;
};

} // namespace cnnc::test

#endif
