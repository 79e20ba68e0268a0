//===- ModelFile.h - ONNX models for tests, and what the importer says --===//

#ifndef CNNC_TEST_UNIT_FRONTEND_MODELFILE_H
#define CNNC_TEST_UNIT_FRONTEND_MODELFILE_H

#include "frontend/ONNX/onnx.pb.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

#include <string>
#include <vector>

namespace cnnc::test {

/// A folder that goes when the test ends.
class TemporaryFolder {
public:
  TemporaryFolder();
  ~TemporaryFolder();
  std::string write(llvm::StringRef name, llvm::StringRef content) const;
  std::string path;
};

/// What an import gave: a module, or the errors, one string each, without the path.
struct Imported {
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::vector<std::string> errors;
};
Imported importFile(llvm::StringRef path, mlir::MLIRContext &context);

/// Builds an ONNX model of opset 13 with an input x of type tensor<?x2x4x4xf32> and an output y.
class ModelFile {
public:
  explicit ModelFile(int64_t opset = 13);

  onnx::NodeProto &addNode(llvm::StringRef op, std::vector<std::string> inputs, std::vector<std::string> outputs,
                           llvm::StringRef name = "layer");
  /// A tensor of zeros.
  onnx::TensorProto &addWeights(llvm::StringRef name, std::vector<int64_t> shape);
  onnx::TensorProto &addIntegers(llvm::StringRef name, std::vector<int64_t> values);
  onnx::ValueInfoProto &addInput(llvm::StringRef name, std::vector<int64_t> shape);

  /// Writes the model into the folder and imports it.
  Imported import();
  /// The one error of the import; the text "no error" if there is none.
  std::string importError();

  onnx::ModelProto model;
  onnx::GraphProto &graph;
  mlir::MLIRContext context;
  TemporaryFolder folder;
};

void setInteger(onnx::NodeProto &node, llvm::StringRef name, int64_t value);
void setIntegers(onnx::NodeProto &node, llvm::StringRef name, std::vector<int64_t> values);
void setString(onnx::NodeProto &node, llvm::StringRef name, llvm::StringRef value);

} // namespace cnnc::test

#endif
