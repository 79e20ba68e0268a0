//===- GraphTest.cpp - Files, opsets, and the graph's structure ---------===//

#include "ModelFile.h"

#include "dialects/CNN/CNNOps.h"
#include "gtest/gtest.h"

using namespace cnnc;
using namespace cnnc::test;

TEST(File, Missing) {
  ModelFile file;
  Imported imported = importFile(file.folder.path + "/none.onnx", file.context);
  ASSERT_EQ(imported.errors.size(), 1u);
  EXPECT_EQ(imported.errors[0], "cannot open the model: No such file or directory");
}

TEST(File, NoONNX) {
  ModelFile file;
  for (const char *content : {"", "not a model", "\x08\x08\x3a\xff"}) {
    Imported imported = importFile(file.folder.write("bad.onnx", content), file.context);
    ASSERT_EQ(imported.errors.size(), 1u);
    EXPECT_EQ(imported.errors[0], "this is no ONNX model, or a truncated one");
  }
}

TEST(File, EveryTruncationIsAnError) {
  ModelFile file;
  file.addWeights("w", {3, 2, 1, 1});
  file.addNode("Conv", {"x", "w"}, {"y"});
  std::string content = file.model.SerializeAsString();
  ASSERT_TRUE(importFile(file.folder.write("whole.onnx", content), file.context).module);
  for (size_t size = 0; size < content.size(); ++size) {
    Imported imported = importFile(file.folder.write("cut.onnx", content.substr(0, size)), file.context);
    // What is left may be a whole message without the opset that stands last.
    EXPECT_FALSE(imported.module) << size;
    EXPECT_EQ(imported.errors.size(), 1u) << size;
  }
}

TEST(File, EveryByteMayBeWrong) {
  ModelFile file;
  file.addWeights("w", {3, 2, 1, 1});
  setIntegers(file.addNode("Conv", {"x", "w"}, {"c"}), "strides", {2, 2});
  file.addIntegers("s", {0, -1});
  file.addNode("Reshape", {"c", "s"}, {"y"});
  const std::string content = file.model.SerializeAsString();
  for (size_t position = 0; position < content.size(); ++position)
    for (unsigned char value : {0x00, 0x01, 0x7f, 0x80, 0xff}) {
      std::string changed = content;
      changed[position] = static_cast<char>(value);
      Imported imported = importFile(file.folder.write("changed.onnx", changed), file.context);
      EXPECT_EQ(imported.errors.size(), imported.module ? 0u : 1u) << position << " " << int(value);
    }
}

TEST(File, UnknownFormat) {
  ModelFile file;
  Imported imported = importFile(file.folder.write("model.h5", "\x89HDF"), file.context);
  ASSERT_EQ(imported.errors.size(), 1u);
  EXPECT_EQ(imported.errors[0], "unknown model format: expects .mlir, .mlirbc or .onnx");
}

TEST(File, ContentTellsTheFormat) {
  ModelFile file;
  file.addNode("Relu", {"x"}, {"y"});
  EXPECT_TRUE(importFile(file.folder.write("model", file.model.SerializeAsString()), file.context).module);
}

TEST(Graph, Opset) {
  EXPECT_EQ(ModelFile(8).importError(), "expects a model of opset 9 to 28, found opset 8");
  EXPECT_EQ(ModelFile(99).importError(), "expects a model of opset 9 to 28, found opset 99");

  ModelFile other;
  other.model.mutable_opset_import(0)->set_domain("com.microsoft");
  EXPECT_EQ(other.importError(),
            "operators of com.microsoft are not supported: only the operators of ONNX itself are");
}

TEST(Graph, MissingInput) {
  ModelFile file;
  file.addNode("Add", {"x", "z"}, {"y"}, "sum");
  EXPECT_EQ(file.importError(),
            "Add node 'sum': its input 'z' is neither an input of the graph, nor an initializer, nor a node's output");
}

TEST(Graph, MissingOutput) {
  ModelFile file;
  file.addNode("Relu", {"x"}, {"z"});
  EXPECT_EQ(file.importError(), "output 'y': no node computes it");
}

TEST(Graph, NoOutput) {
  ModelFile file;
  file.graph.clear_output();
  EXPECT_EQ(file.importError(), "expects at least one output of the graph");
}

TEST(Graph, Cycle) {
  ModelFile file;
  file.addNode("Add", {"x", "b"}, {"a"}, "first");
  file.addNode("Relu", {"a"}, {"b"}, "second");
  file.addNode("Relu", {"b"}, {"y"}, "third");
  EXPECT_EQ(file.importError(), "Add node 'first': the graph has a cycle: second -> first -> second");
}

TEST(Graph, AnyOrder) {
  ModelFile file;
  file.addNode("Tanh", {"a"}, {"y"}, "second");
  file.addNode("Relu", {"x"}, {"a"}, "first");
  Imported imported = file.import();
  ASSERT_TRUE(imported.module);
  std::vector<std::string> names;
  imported.module->walk([&](mlir::Operation *op) { names.push_back(op->getName().getStringRef().str()); });
  EXPECT_EQ(names, (std::vector<std::string>{"cnn.relu", "cnn.tanh", "cnn.return", "cnn.network", "builtin.module"}));
}

TEST(Graph, LongChain) {
  ModelFile file;
  for (int i = 20000; i-- > 0;)
    file.addNode("Relu", {i == 0 ? "x" : "v" + std::to_string(i)}, {i == 19999 ? "y" : "v" + std::to_string(i + 1)});
  EXPECT_TRUE(file.import().module);
}

TEST(Graph, DuplicateNames) {
  ModelFile nodes;
  nodes.addNode("Relu", {"x"}, {"y"}, "first");
  nodes.addNode("Tanh", {"x"}, {"y"}, "second");
  EXPECT_EQ(nodes.importError(), "Tanh node 'second': its output 'y' is defined twice");

  ModelFile initializers;
  initializers.addWeights("w", {1});
  initializers.addWeights("w", {1});
  EXPECT_EQ(initializers.importError(), "initializer 'w' is defined twice");

  ModelFile inputs;
  inputs.addInput("x", {1});
  EXPECT_EQ(inputs.importError(), "input 'x' is defined twice");
}

TEST(Graph, InputTypes) {
  ModelFile integers;
  integers.graph.mutable_input(0)->mutable_type()->mutable_tensor_type()->set_elem_type(onnx::TensorProto::INT64);
  EXPECT_EQ(integers.importError(), "input 'x': expects elements of type FLOAT, found INT64");

  ModelFile height;
  height.graph.clear_input();
  height.addInput("x", {1, 2, -1, 4});
  EXPECT_EQ(height.importError(), "input 'x': only the batch (dimension 0) may stay open, found 'batch' as dimension 2");

  ModelFile empty;
  empty.graph.clear_input();
  empty.addInput("x", {1, 0});
  EXPECT_EQ(empty.importError(), "input 'x': expects positive extents, found 0 as dimension 1");

  ModelFile large;
  large.graph.clear_input();
  large.addInput("x", {int64_t(1) << 40, int64_t(1) << 40});
  EXPECT_EQ(large.importError(), "input 'x': is too large: 1099511627776x1099511627776");
}

TEST(Graph, InitializersAmongTheInputs) {
  ModelFile file;
  file.addInput("w", {3, 2, 1, 1});
  file.addWeights("w", {3, 2, 1, 1});
  file.addNode("Conv", {"x", "w"}, {"y"});
  Imported imported = file.import();
  ASSERT_TRUE(imported.module);
  auto network = *imported.module->getOps<cnn::NetworkOp>().begin();
  EXPECT_EQ(network.getNumArguments(), 1u);
}
