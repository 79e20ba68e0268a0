//===- Inference.h - Shape inference: what its implementations share ----===//

#ifndef CNNC_DIALECTS_CNN_INFERENCE_H
#define CNNC_DIALECTS_CNN_INFERENCE_H

#include "dialects/CNN/CNNOps.h"

namespace cnnc::cnn {

/// Collects the errors of one operation's shape inference at its location.
class InferenceErrors {
public:
  InferenceErrors(llvm::StringRef operation, std::optional<mlir::Location> location, mlir::MLIRContext *context)
      : operation(operation), location(location.value_or(mlir::UnknownLoc::get(context))) {}
  mlir::InFlightDiagnostic operator()() const {
    return mlir::emitError(location) << "'" << operation << "' op ";
  }

private:
  llvm::StringRef operation;
  mlir::Location location;
};

inline llvm::ArrayRef<int64_t> getShape(mlir::Value value) {
  return llvm::cast<mlir::RankedTensorType>(value.getType()).getShape();
}
inline mlir::RankedTensorType getTensorType(llvm::ArrayRef<int64_t> shape, mlir::Type element) {
  return mlir::RankedTensorType::get(shape, element);
}
/// A type of the same shape and element type without a layout.
inline mlir::RankedTensorType getPlainType(mlir::Value value) {
  auto type = llvm::cast<mlir::RankedTensorType>(value.getType());
  return mlir::RankedTensorType::get(type.getShape(), type.getElementType());
}

/// Fails unless `value` has exactly the shape `expected`; `what` names the operand in the message.
mlir::LogicalResult expectShape(EmitError emitError, llvm::StringRef what, mlir::Value value,
                                llvm::ArrayRef<int64_t> expected);

/// Infers the first operand's shape, which all others must have.
mlir::LogicalResult inferSameShape(const InferenceErrors &emitError, mlir::ValueRange operands,
                                   llvm::SmallVectorImpl<mlir::Type> &types);

/// Writes a shape as in a type: 64x1x5x5, ? for an open extent.
std::string printShape(llvm::ArrayRef<int64_t> shape);

/// The shape of a convolution's result; fails with a message where the operands do not fit.
mlir::FailureOr<llvm::SmallVector<int64_t>>
inferConvolutionShape(EmitError emitError, llvm::ArrayRef<int64_t> input, llvm::ArrayRef<int64_t> weight,
                      llvm::ArrayRef<int64_t> strides, llvm::ArrayRef<int64_t> pads,
                      llvm::ArrayRef<int64_t> dilations, Padding padding, int64_t groups, Algorithm algorithm);

} // namespace cnnc::cnn

#endif
