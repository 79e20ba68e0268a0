//===- ParameterBlock.h - Where a model's parameters lie ----------------===//
//
// One block of memory holds the stored forms of all parameters, each at a
// multiple of 64 bytes. Parameters whose values are known come first: their
// bytes are the model's image. The others are drawn when a model is loaded.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_CODEGEN_PARAMETERBLOCK_H
#define CNNC_COMPILER_CODEGEN_PARAMETERBLOCK_H

#include "dialects/CNN/CNNOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace cnnc {

/// What is aligned for the widest vectors and for cache lines: parameters, the image, slices.
constexpr uint64_t bufferAlignment = 64;

/// A parameter's place in the block.
struct PlacedParameter {
  cnn::ParameterOp parameter;
  mlir::RankedTensorType type;
  uint64_t offset = 0, bytes = 0;
  /// The values, or null where `distribution` says how they are drawn.
  mlir::ElementsAttr values = {};
  cnn::Distribution distribution{cnn::Distribution::Kind::Constant, 0.0, 0.0, 0};
};

class ParameterBlock {
public:
  /// Places the parameters of a module. Fails with a diagnostic where an initialiser has no values that
  /// can be stored.
  static mlir::FailureOr<ParameterBlock> place(mlir::ModuleOp module);

  /// In the order of the module.
  llvm::ArrayRef<PlacedParameter> getParameters() const { return parameters; }
  const PlacedParameter &find(llvm::StringRef name) const;
  uint64_t getBytes() const { return bytes; }
  uint64_t getImageBytes() const { return imageBytes; }

  /// Writes the first getImageBytes() bytes of the block: known values in stored order, zeros between.
  mlir::LogicalResult writeImage(llvm::MutableArrayRef<char> image) const;

private:
  std::vector<PlacedParameter> parameters;
  uint64_t bytes = 0, imageBytes = 0;
};

} // namespace cnnc

#endif
