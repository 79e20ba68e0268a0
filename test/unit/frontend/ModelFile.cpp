//===- ModelFile.cpp - ONNX models for tests, and what the importer says ===//

#include "ModelFile.h"

#include "frontend/Frontend.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace cnnc::test {

TemporaryFolder::TemporaryFolder() {
  SmallString<128> unique;
  if (llvm::sys::fs::createUniqueDirectory("frontend-tests", unique))
    llvm::report_fatal_error("cannot make a temporary folder");
  path = unique.str();
}

TemporaryFolder::~TemporaryFolder() { llvm::sys::fs::remove_directories(path); }

std::string TemporaryFolder::write(StringRef name, StringRef content) const {
  std::string file = path + "/" + name.str();
  std::error_code error;
  llvm::raw_fd_ostream(file, error) << content;
  return file;
}

Imported importFile(StringRef path, MLIRContext &context) {
  Imported result;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() == DiagnosticSeverity::Error)
      result.errors.push_back(diagnostic.str());
    return success();
  });
  result.module = importModel(path, &context);
  return result;
}

ModelFile::ModelFile(int64_t opset) : graph(*model.mutable_graph()), context(MLIRContext::Threading::DISABLED) {
  model.set_ir_version(8);
  model.add_opset_import()->set_version(opset);
  graph.set_name("test");
  addInput("x", {-1, 2, 4, 4});
  graph.add_output()->set_name("y");
}

onnx::NodeProto &ModelFile::addNode(StringRef op, std::vector<std::string> inputs, std::vector<std::string> outputs,
                                    StringRef name) {
  onnx::NodeProto &node = *graph.add_node();
  node.set_op_type(op.str());
  node.set_name(name.str());
  for (std::string &input : inputs)
    node.add_input(std::move(input));
  for (std::string &output : outputs)
    node.add_output(std::move(output));
  return node;
}

onnx::TensorProto &ModelFile::addWeights(StringRef name, std::vector<int64_t> shape) {
  onnx::TensorProto &tensor = *graph.add_initializer();
  tensor.set_name(name.str());
  tensor.set_data_type(onnx::TensorProto::FLOAT);
  size_t bytes = sizeof(float);
  for (int64_t extent : shape) {
    tensor.add_dims(extent);
    bytes *= extent;
  }
  tensor.set_raw_data(std::string(bytes, '\0'));
  return tensor;
}

onnx::TensorProto &ModelFile::addIntegers(StringRef name, std::vector<int64_t> values) {
  onnx::TensorProto &tensor = *graph.add_initializer();
  tensor.set_name(name.str());
  tensor.set_data_type(onnx::TensorProto::INT64);
  tensor.add_dims(values.size());
  for (int64_t value : values)
    tensor.add_int64_data(value);
  return tensor;
}

onnx::ValueInfoProto &ModelFile::addInput(StringRef name, std::vector<int64_t> shape) {
  onnx::ValueInfoProto &input = *graph.add_input();
  input.set_name(name.str());
  onnx::TypeProto::Tensor &type = *input.mutable_type()->mutable_tensor_type();
  type.set_elem_type(onnx::TensorProto::FLOAT);
  type.mutable_shape();
  for (int64_t extent : shape) {
    if (extent < 0)
      type.mutable_shape()->add_dim()->set_dim_param("batch");
    else
      type.mutable_shape()->add_dim()->set_dim_value(extent);
  }
  return input;
}

Imported ModelFile::import() { return importFile(folder.write("model.onnx", model.SerializeAsString()), context); }

std::string ModelFile::importError() {
  Imported imported = import();
  if (imported.errors.size() > 1)
    return "several errors";
  if (imported.errors.empty())
    return "no error";
  return imported.module ? "an error, but a module" : imported.errors.front();
}

void setInteger(onnx::NodeProto &node, StringRef name, int64_t value) {
  onnx::AttributeProto &attribute = *node.add_attribute();
  attribute.set_name(name.str());
  attribute.set_type(onnx::AttributeProto::INT);
  attribute.set_i(value);
}

void setIntegers(onnx::NodeProto &node, StringRef name, std::vector<int64_t> values) {
  onnx::AttributeProto &attribute = *node.add_attribute();
  attribute.set_name(name.str());
  attribute.set_type(onnx::AttributeProto::INTS);
  for (int64_t value : values)
    attribute.add_ints(value);
}

void setString(onnx::NodeProto &node, StringRef name, StringRef value) {
  onnx::AttributeProto &attribute = *node.add_attribute();
  attribute.set_name(name.str());
  attribute.set_type(onnx::AttributeProto::STRING);
  attribute.set_s(value.str());
}

} // namespace cnnc::test
