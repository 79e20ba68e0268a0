//===- Tensor.h - Tensors whose values the file states ------------------===//

#ifndef CNNC_FRONTEND_ONNX_TENSOR_H
#define CNNC_FRONTEND_ONNX_TENSOR_H

#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MemoryBuffer.h"

#include <memory>

namespace onnx {
class ModelProto;
class TensorProto;
} // namespace onnx

namespace cnnc {

using EmitError = llvm::function_ref<mlir::InFlightDiagnostic()>;

/// The number of elements of a static shape; none if it is negative or passes 2^40, which no tensor
/// of a network does.
std::optional<int64_t> countElements(llvm::ArrayRef<int64_t> shape);

/// The name of an onnx::TensorProto::DataType, such as FLOAT.
std::string getTypeName(int32_t type);

/// A tensor whose values are known at import: row-major, little-endian. Copies share the data.
struct Tensor {
  int32_t type; // onnx::TensorProto::DataType
  llvm::SmallVector<int64_t> shape;
  llvm::ArrayRef<char> data;
  std::shared_ptr<const void> owner; // keeps `data` alive

  template <typename T> llvm::ArrayRef<T> as() const {
    return {reinterpret_cast<const T *>(data.data()), data.size() / sizeof(T)};
  }
};

/// Reads the tensors of one model, from the model's own file or from external files in its folder.
class TensorReader {
public:
  TensorReader(llvm::StringRef modelPath, std::shared_ptr<const onnx::ModelProto> model);

  /// The tensor of a part of the model; `emitError` begins a message that names it.
  mlir::FailureOr<Tensor> read(const onnx::TensorProto &source, EmitError emitError);

private:
  mlir::FailureOr<Tensor> readExternal(const onnx::TensorProto &source, Tensor tensor, size_t size,
                                       EmitError emitError);
  std::shared_ptr<const llvm::MemoryBuffer> open(llvm::StringRef location, EmitError emitError);

  std::string folder;
  std::shared_ptr<const onnx::ModelProto> model;
  llvm::StringMap<std::shared_ptr<const llvm::MemoryBuffer>> externalFiles;
};

} // namespace cnnc

#endif
