//===- Values.h - What the names of an ONNX graph stand for -------------===//

#ifndef CNNC_FRONTEND_ONNX_VALUES_H
#define CNNC_FRONTEND_ONNX_VALUES_H

#include "dialects/CNN/CNNOps.h"
#include "frontend/ONNX/Tensor.h"

namespace cnnc {

/// The values of a graph by name: tensors known at import, which become parameters when a layer reads
/// them, and results of layers.
class Values {
public:
  /// `parameters` builds before the network, `layers` at the end of its body.
  Values(llvm::StringRef path, TensorReader &reader, mlir::OpBuilder parameters, mlir::OpBuilder &layers)
      : path(path), reader(reader), parameters(parameters), layers(layers) {}

  /// An initialiser: a trainable parameter, read from the file when it is first used.
  void addInitializer(const onnx::TensorProto &initializer);
  /// A constant of the graph: no gradient reaches it.
  void addConstant(llvm::StringRef name, Tensor tensor);
  void addValue(llvm::StringRef name, mlir::Value value) { entries[name].value = value; }
  /// Gives a value a second name. A tensor gets a parameter of its own: exporters write equal
  /// initialisers of different layers as one initialiser and `Identity` nodes.
  void addAlias(llvm::StringRef name, llvm::StringRef of);

  bool contains(llvm::StringRef name) const { return entries.contains(name); }
  bool isConstant(llvm::StringRef name) const;

  mlir::FailureOr<Tensor> readTensor(const onnx::TensorProto &source, EmitError emitError) {
    return reader.read(source, emitError);
  }
  /// The tensor of that name; fails with a message if it is computed by layers.
  mlir::FailureOr<Tensor> getTensor(llvm::StringRef name, EmitError emitError);
  /// The SSA value of that name; null after a message. `state`: what training keeps but no gradient
  /// reaches.
  mlir::Value getValue(llvm::StringRef name, bool state, EmitError emitError);

private:
  struct Entry {
    mlir::Value value;
    std::optional<Tensor> tensor;
    const onnx::TensorProto *source = nullptr; // of an initialiser that is not read yet
    bool trainable = false;
    cnn::ParameterOp parameter;
  };
  mlir::Value materialize(llvm::StringRef name, Entry &entry, EmitError emitError);

  llvm::StringRef path;
  TensorReader &reader;
  mlir::OpBuilder parameters;
  mlir::OpBuilder &layers;
  llvm::StringMap<Entry> entries;
};

} // namespace cnnc

#endif
