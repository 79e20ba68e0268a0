//===- ExternalDataTest.cpp - Weights beside the model ------------------===//

#include "ModelFile.h"

#include "dialects/CNN/CNNOps.h"
#include "llvm/Support/FileSystem.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::test;

/// A model whose convolution reads its 1x2x1x1 weights from outside.
static void addExternalConvolution(ModelFile &file, std::vector<std::pair<std::string, std::string>> entries) {
  onnx::TensorProto &weights = file.addWeights("w", {1, 2, 1, 1});
  weights.clear_raw_data();
  weights.set_data_location(onnx::TensorProto::EXTERNAL);
  for (auto &[key, value] : entries) {
    onnx::StringStringEntryProto &entry = *weights.add_external_data();
    entry.set_key(key);
    entry.set_value(value);
  }
  file.addNode("Conv", {"x", "w"}, {"y"}, "conv");
}

static std::string importError(std::vector<std::pair<std::string, std::string>> entries) {
  ModelFile file;
  file.folder.write("weights.bin", std::string(8, '\0'));
  addExternalConvolution(file, std::move(entries));
  std::string error = file.importError();
  StringRef message = error;
  EXPECT_TRUE(message.consume_front("Conv node 'conv': tensor 'w': ")) << error;
  return message.str();
}

TEST(ExternalData, ValuesAtAnOffset) {
  ModelFile file;
  const float values[] = {0.0f, 5.0f, 6.0f};
  // One byte in front, so that the values are not aligned in the file.
  for (size_t shift : {0, 1}) {
    ModelFile file;
    file.folder.write("weights.bin", std::string(shift, 'x') + std::string(reinterpret_cast<const char *>(values), 12));
    addExternalConvolution(file, {{"location", "weights.bin"}, {"offset", std::to_string(4 + shift)}, {"length", "8"}});
    Imported imported = file.import();
    ASSERT_TRUE(imported.module);
    auto parameter = imported.module->lookupSymbol<cnn::ParameterOp>("w");
    auto data = llvm::cast<DenseF32ResourceElementsAttr>(parameter.getInitializer()).tryGetAsArrayRef();
    ASSERT_TRUE(data);
    EXPECT_EQ(data->vec(), (std::vector<float>{5.0f, 6.0f}));
  }
}

TEST(ExternalData, Missing) {
  EXPECT_EQ(importError({{"location", "none.bin"}}),
            "cannot open its external data 'none.bin': No such file or directory");
  EXPECT_EQ(importError({}), "expects the 'location' of its external data");
}

TEST(ExternalData, TooShort) {
  EXPECT_EQ(importError({{"location", "weights.bin"}, {"offset", "4"}}),
            "expects 8 bytes at offset 4 of 'weights.bin', found a file of 8 bytes");
  EXPECT_EQ(importError({{"location", "weights.bin"}, {"offset", "18446744073709551615"}}),
            "expects 8 bytes at offset 18446744073709551615 of 'weights.bin', found a file of 8 bytes");
}

TEST(ExternalData, WrongNumbers) {
  EXPECT_EQ(importError({{"location", "weights.bin"}, {"length", "4"}}),
            "expects 8 bytes for shape 1x2x1x1, found 4 in its external data");
  EXPECT_EQ(importError({{"location", "weights.bin"}, {"offset", "-1"}}),
            "expects a number as 'offset' of its external data, found '-1'");
}

TEST(ExternalData, OutsideTheFolder) {
  EXPECT_EQ(importError({{"location", "/etc/passwd"}}),
            "expects external data inside the model's folder, found '/etc/passwd'");
  TemporaryFolder other;
  other.write("weights.bin", std::string(8, '\0'));
  std::string relative = "../" + StringRef(other.path).rsplit('/').second.str() + "/weights.bin";
  EXPECT_EQ(importError({{"location", relative}}),
            "expects external data inside the model's folder, found '" + relative + "'");

  ModelFile link;
  ASSERT_FALSE(llvm::sys::fs::create_link(other.path + "/weights.bin", link.folder.path + "/link.bin"));
  addExternalConvolution(link, {{"location", "link.bin"}});
  EXPECT_EQ(link.importError(), "Conv node 'conv': tensor 'w': expects external data inside the model's folder, found "
                                "'link.bin'");
}
