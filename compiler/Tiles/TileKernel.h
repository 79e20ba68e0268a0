//===- TileKernel.h - Sums on matrix tiles ----------------------*- C++ -*-===//

#ifndef CNNC_COMPILER_TILES_TILEKERNEL_H
#define CNNC_COMPILER_TILES_TILEKERNEL_H

#include "dialects/CNN/CNNOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace cnnc {

/// The sums of an operation, or of a phase of it, that a stage of a Halide pipeline forms on matrix tiles: a function
/// of the embedded runtime (runtime/embedded/TileStage.h), which answers the pipeline's question what the stage reads
/// and finds the addresses, and one that is written for the operation, which the other calls.
class TileKernel {
public:
  virtual ~TileKernel() = default;

  /// The name of the stage's function (TileStage.h). Kernels of one name are the same.
  std::string getSymbol() const;

  /// The runtime's function, and what it is told.
  virtual llvm::StringRef getRuntimeFunction() const = 0;
  virtual llvm::SmallVector<int64_t> getRuntimeNumbers() const = 0;
  /// What else the written function depends on.
  virtual llvm::SmallVector<int64_t> getOwnNumbers() const = 0;
  /// Writes it into a module.
  virtual void write(mlir::ModuleOp module, llvm::StringRef name) const = 0;
};

/// Those of all operations inside of `op` whose algorithm is one on tiles.
std::vector<std::unique_ptr<TileKernel>> getTileKernels(mlir::Operation *op);

} // namespace cnnc

#endif
