//===- ParameterBlock.h - Where a model's parameters lie ----------------===//
//
// One block of memory holds the stored forms of all parameters, each at a
// multiple of bufferAlignment. Parameters whose values are known come first: their
// bytes are the model's image. What is derived follows, then those that are
// drawn when a model is loaded. Where there are none of these, what is derived
// can be computed at compile time and be in the image too.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_CODEGEN_PARAMETERBLOCK_H
#define CNNC_COMPILER_CODEGEN_PARAMETERBLOCK_H

#include "compiler/Codegen/EntryPoint.h"
#include "dialects/CNN/CNNOps.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinOps.h"
#include "runtime/BufferAlignment.h"

namespace cnnc {

/// What parameters, the image and slices are aligned to. The runtime would copy an image of less.
using ::cnn::runtime::bufferAlignment;

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
  /// Places the parameters of a module, and of those that are derived the ones that a form's programs use. Fails with
  /// a diagnostic where an initialiser has no values that can be stored.
  static mlir::FailureOr<ParameterBlock> place(mlir::ModuleOp module, Form form = Form::Main);

  /// In the order of the module.
  llvm::ArrayRef<PlacedParameter> getParameters() const { return parameters; }
  const PlacedParameter &find(llvm::StringRef name) const;
  uint64_t getBytes() const { return bytes; }
  /// Of the known values, with which the block begins.
  uint64_t getImageBytes() const { return imageBytes; }
  /// The image's size where it holds what is derived too: the whole block, or 0 where nothing is derived or not
  /// all of it follows from known values.
  uint64_t getPreparedImageBytes() const { return derived && !drawn ? bytes : 0; }

  /// The known values in stored order, zeros between; the same for all forms.
  mlir::FailureOr<mlir::AsmResourceBlob> makeImage() const;

private:
  std::vector<PlacedParameter> parameters;
  uint64_t bytes = 0, imageBytes = 0;
  bool derived = false, drawn = false;
};

} // namespace cnnc

#endif
