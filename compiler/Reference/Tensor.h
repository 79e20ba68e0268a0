//===- Tensor.h - The interpreter's values ------------------------------===//

#ifndef CNNC_COMPILER_REFERENCE_TENSOR_H
#define CNNC_COMPILER_REFERENCE_TENSOR_H

#include "dialects/CNN/CNNDialect.h"

namespace cnnc::reference {

/// A dense tensor in row-major order of its logical shape. Elements of every type are held as
/// doubles: 32-bit integers are exact, and floats are computed in double precision, so that the
/// interpreter's error is nothing beside that of the code it judges.
class Tensor {
public:
  /// All zeros.
  explicit Tensor(llvm::ArrayRef<int64_t> shape = {});
  Tensor(llvm::ArrayRef<int64_t> shape, std::vector<double> values);
  /// Zeros of the shape of a value's static tensor type.
  explicit Tensor(mlir::Value value);

  llvm::ArrayRef<int64_t> getShape() const { return shape; }
  int64_t getRank() const { return shape.size(); }
  int64_t getExtent(int64_t dimension) const { return shape[dimension]; }
  int64_t getNumElements() const { return values.size(); }
  llvm::ArrayRef<double> getValues() const { return values; }
  std::vector<double> &getValues() { return values; }

  double &operator[](int64_t position) { return values[position]; }
  double operator[](int64_t position) const { return values[position]; }

  /// The position of logical indices in row-major order.
  int64_t getPosition(llvm::ArrayRef<int64_t> indices) const {
    assert(indices.size() == shape.size() && "one index a dimension");
    int64_t position = 0;
    for (size_t dimension = 0; dimension < shape.size(); ++dimension)
      position = position * shape[dimension] + indices[dimension];
    return position;
  }
  double &at(llvm::ArrayRef<int64_t> indices) { return values[getPosition(indices)]; }
  double at(llvm::ArrayRef<int64_t> indices) const { return values[getPosition(indices)]; }

  /// Rounds every element to the nearest float, as storing it in memory would.
  void roundToFloat();

private:
  llvm::SmallVector<int64_t, 4> shape;
  std::vector<double> values;
};

/// Calls `visit` with all indices of `shape` in row-major order.
void forEachIndex(llvm::ArrayRef<int64_t> shape, llvm::function_ref<void(llvm::ArrayRef<int64_t>)> visit);

/// The values of an attribute: dense, splat or a resource. Fails, without a message, where its
/// element type is no integer or float, or the resource's data is missing. 8-bit elements without a
/// sign are codes and count from 0 to 255.
mlir::FailureOr<Tensor> getTensor(mlir::ElementsAttr attribute);

/// The tensor as an attribute of `type`, whose shape is the tensor's.
mlir::DenseElementsAttr getElements(const Tensor &tensor, mlir::RankedTensorType type);

/// The values that a parameter of `type` begins with: `initializer`'s own, or drawn from its
/// distribution as the runtime draws them (runtime/Random.h), element by element of the logical index.
mlir::FailureOr<Tensor> getInitialValues(mlir::Attribute initializer, mlir::RankedTensorType type);

} // namespace cnnc::reference

#endif
