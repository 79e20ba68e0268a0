//===- ImportTest.cpp - Parameters, names and locations -----------------===//

#include "ModelFile.h"

#include "dialects/CNN/CNNOps.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::test;

static cnn::NetworkOp getNetwork(Imported &imported) {
  return *imported.module->getOps<cnn::NetworkOp>().begin();
}

TEST(Import, ParameterKeepsNameAndValues) {
  ModelFile file;
  onnx::TensorProto &weights = file.addWeights("conv.weight", {1, 2, 1, 1});
  const float values[] = {1.5f, -2.0f};
  weights.set_raw_data(values, sizeof(values));
  file.addNode("Conv", {"x", "conv.weight"}, {"y"}, "conv");
  Imported imported = file.import();
  ASSERT_TRUE(imported.module);
  file.model.Clear(); // the module keeps its own data
  auto parameter = imported.module->lookupSymbol<cnn::ParameterOp>("conv.weight");
  ASSERT_TRUE(parameter);
  EXPECT_FALSE(parameter.getState());
  auto data = llvm::cast<DenseF32ResourceElementsAttr>(parameter.getInitializer()).tryGetAsArrayRef();
  ASSERT_TRUE(data);
  EXPECT_EQ(data->vec(), (std::vector<float>{1.5f, -2.0f}));
}

TEST(Import, TypedFieldHoldsValues) {
  ModelFile file;
  onnx::TensorProto &bias = file.addWeights("b", {2, 1, 1});
  bias.clear_raw_data();
  bias.add_float_data(3.0f);
  bias.add_float_data(4.0f);
  file.addNode("Add", {"x", "b"}, {"y"});
  Imported imported = file.import();
  ASSERT_TRUE(imported.module);
  auto parameter = imported.module->lookupSymbol<cnn::ParameterOp>("b");
  auto data = llvm::cast<DenseF32ResourceElementsAttr>(parameter.getInitializer()).tryGetAsArrayRef();
  EXPECT_EQ(data->vec(), (std::vector<float>{3.0f, 4.0f}));
}

TEST(Import, RunningStatisticsAreState) {
  ModelFile file;
  for (const char *name : {"scale", "offset", "mean", "variance"})
    file.addWeights(name, {2});
  file.addNode("BatchNormalization", {"x", "scale", "offset", "mean", "variance"}, {"y"});
  Imported imported = file.import();
  ASSERT_TRUE(imported.module);
  for (auto [name, state] : {std::pair("scale", false), {"offset", false}, {"mean", true}, {"variance", true}})
    EXPECT_EQ(imported.module->lookupSymbol<cnn::ParameterOp>(name).getState(), state) << name;
}

TEST(Import, IdentityOfAnInitializerIsAnotherParameter) {
  ModelFile file;
  file.addWeights("bias", {2, 1, 1});
  file.addNode("Identity", {"bias"}, {"bias2"}, "copy");
  file.addNode("Add", {"x", "bias"}, {"a"}, "first");
  file.addNode("Add", {"a", "bias2"}, {"y"}, "second");
  Imported imported = file.import();
  ASSERT_TRUE(imported.module);
  EXPECT_TRUE(imported.module->lookupSymbol<cnn::ParameterOp>("bias"));
  EXPECT_TRUE(imported.module->lookupSymbol<cnn::ParameterOp>("bias2"));
}

TEST(Import, UnusedInitializersAreLeftOut) {
  ModelFile file;
  file.addWeights("unused", {2}).set_data_type(onnx::TensorProto::DOUBLE);
  file.addNode("Relu", {"x"}, {"y"});
  Imported imported = file.import();
  ASSERT_TRUE(imported.module);
  EXPECT_TRUE(imported.module->getOps<cnn::ParameterOp>().empty());
}

TEST(Import, LocationsNameTheNodes) {
  ModelFile file;
  file.addNode("Relu", {"x"}, {"a"}, "activation");
  file.addNode("Tanh", {"a"}, {"y"}, "");
  Imported imported = file.import();
  ASSERT_TRUE(imported.module);
  std::vector<std::string> names;
  for (Operation &op : getNetwork(imported).getBody().front().without_terminator()) {
    names.push_back(cnn::getLayerName(&op));
    auto place = op.getLoc()->findInstanceOf<FileLineColLoc>();
    ASSERT_TRUE(place);
    EXPECT_EQ(place.getFilename().str(), file.folder.path + "/model.onnx");
  }
  EXPECT_EQ(names, (std::vector<std::string>{"activation", "y"}));
}

TEST(Import, InputAndOutputNames) {
  ModelFile file;
  file.addNode("Relu", {"x"}, {"y"});
  Imported imported = file.import();
  ASSERT_TRUE(imported.module);
  cnn::NetworkOp network = getNetwork(imported);
  EXPECT_EQ(network.getSymName(), "model");
  EXPECT_EQ(network.getInputName(0), "x");
  EXPECT_EQ(network.getOutputName(0), "y");
}

TEST(Import, NetworkAvoidsTheParametersNames) {
  ModelFile file;
  file.addWeights("model", {1});
  file.addNode("Add", {"x", "model"}, {"y"});
  Imported imported = file.import();
  ASSERT_TRUE(imported.module);
  EXPECT_EQ(getNetwork(imported).getSymName(), "model_network");
}

TEST(Import, WrongWeights) {
  ModelFile size;
  size.addWeights("w", {3, 2, 1, 1}).set_raw_data("short");
  size.addNode("Conv", {"x", "w"}, {"y"}, "conv");
  EXPECT_EQ(size.importError(), "Conv node 'conv': tensor 'w': expects 24 bytes for shape 3x2x1x1, found 5");

  ModelFile type;
  type.addWeights("w", {3, 2, 1, 1}).set_data_type(onnx::TensorProto::FLOAT16);
  type.addNode("Conv", {"x", "w"}, {"y"}, "conv");
  EXPECT_EQ(type.importError(), "Conv node 'conv': tensor 'w': elements of type FLOAT16 are not supported, only "
                                "FLOAT (and INT64 for shapes)");

  ModelFile integers;
  integers.addIntegers("i", {1, 2});
  integers.addNode("Add", {"x", "i"}, {"y"}, "sum");
  EXPECT_EQ(integers.importError(), "Add node 'sum': tensor 'i': expects elements of type FLOAT, found INT64");

  ModelFile negative;
  negative.addWeights("w", {1}).set_dims(0, -1);
  negative.addNode("Add", {"x", "w"}, {"y"}, "sum");
  EXPECT_EQ(negative.importError(),
            "Add node 'sum': tensor 'w': expects a shape of non-negative and reasonable extents, found -1");
}
