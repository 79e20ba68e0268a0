//===- ModelTable.h - The constant table that describes a model ---------===//

#ifndef CNNC_COMPILER_CODEGEN_MODELTABLE_H
#define CNNC_COMPILER_CODEGEN_MODELTABLE_H

#include "compiler/Codegen/Constants.h"
#include "compiler/Codegen/LowerToLLVM.h"
#include "compiler/Codegen/ParameterBlock.h"
#include "dialects/Halide/HalideDialect.h"

namespace cnnc {

/// Builds the cnn_model of runtime/include/cnn/model.h of one form, and all that it points to.
class ModelTable {
public:
  ModelTable(const ModelDescription &description, const ParameterBlock &block, mlir::ModuleOp module,
             Constants &constants);

  void setImage(llvm::StringRef symbol, uint64_t bytes) {
    image = constants.address(symbol);
    imageBytes = bytes;
  }
  /// The table for processors that this one's target does not fit.
  void setFallback(llvm::StringRef symbol) { fallback = constants.address(symbol); }
  /// Adds a program whose code is the function `symbol`.
  mlir::LogicalResult addEntry(halide::ProgramOp program, llvm::StringRef symbol);
  /// Adds the table as the global `symbol`.
  mlir::LogicalResult finish(llvm::StringRef symbol, mlir::LLVM::Linkage linkage);

private:
  mlir::FailureOr<Constant> makeTensor(llvm::StringRef name, mlir::ShapedType type, mlir::Location location);
  mlir::FailureOr<std::vector<Constant>> makeTensors(mlir::ValueRange buffers, mlir::ArrayAttr names);
  mlir::FailureOr<Constant> makeParameter(const PlacedParameter &placed);

  const ModelDescription &description;
  const ParameterBlock &block;
  mlir::ModuleOp module;
  Constants &constants;

  Constant image, fallback;
  uint64_t imageBytes = 0;
  std::vector<Constant> entries;
  int64_t batch = 1, arenaBytes = 0;
};

} // namespace cnnc

#endif
