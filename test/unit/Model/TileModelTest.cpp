//===- TileModelTest.cpp - Compiled models on matrix tiles ----------------===//

#include "ReferenceModel.h"

#include <regex>
#include <thread>

using namespace mlir;
using namespace cnnc::test;
using cnnc::reference::Tensor;
namespace cnn = cnnc::cnn;

static const char *const tileNetwork = R"(
cnn.parameter @w1 : tensor<24x3x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @b1 : tensor<24xf32> = #cnn.uniform<low = -0.5, high = 0.5, seed = 2>
cnn.parameter @w2 : tensor<40x24x3x3xf32> = #cnn.he_normal<seed = 3>
cnn.parameter @w3 : tensor<40x40x1x1xf32> = #cnn.he_normal<seed = 4>
cnn.parameter @w4 : tensor<48x40xf32> = #cnn.he_normal<seed = 5>
cnn.network @net(%x: tensor<?x3x19x19xf32>) -> tensor<?x48xf32>
    attributes {loss = #cnn.loss<cross_entropy>, optimizer = #cnn.sgd<learning_rate = 0.1>} {
  %w1 = cnn.read @w1 : tensor<24x3x3x3xf32>
  %b1 = cnn.read @b1 : tensor<24xf32>
  %w2 = cnn.read @w2 : tensor<40x24x3x3xf32>
  %w3 = cnn.read @w3 : tensor<40x40x1x1xf32>
  %a = cnn.conv2d %x, %w1, %b1 auto_pad = same_upper algorithm = bf16_x3 : (tensor<?x3x19x19xf32>, tensor<24x3x3x3xf32>, tensor<24xf32>) -> tensor<?x24x19x19xf32>
  %b = cnn.relu %a : (tensor<?x24x19x19xf32>) -> tensor<?x24x19x19xf32>
  %c = cnn.conv2d %b, %w2 strides = [2, 2] auto_pad = same_upper algorithm = bf16_x3 : (tensor<?x24x19x19xf32>, tensor<40x24x3x3xf32>) -> tensor<?x40x10x10xf32>
  %d = cnn.conv2d %c, %w3 algorithm = bf16_x6 : (tensor<?x40x10x10xf32>, tensor<40x40x1x1xf32>) -> tensor<?x40x10x10xf32>
  %e = cnn.add %d, %c : (tensor<?x40x10x10xf32>, tensor<?x40x10x10xf32>) -> tensor<?x40x10x10xf32>
  %f = cnn.mean %e axes = [2, 3] : (tensor<?x40x10x10xf32>) -> tensor<?x40xf32>
  %w4 = cnn.read @w4 : tensor<48x40xf32>
  %g = cnn.dense %f, %w4 algorithm = bf16_x3 : (tensor<?x40xf32>, tensor<48x40xf32>) -> tensor<?x48xf32>
  cnn.return %g : tensor<?x48xf32>
}
)";

/// Convolutions and dense layers on matrix tiles, and the same model where there are none, which uses the same
/// functions.
class TileNetwork : public testing::TestWithParam<bool> {
protected:
  void SetUp() override {
    if (!__builtin_cpu_supports("x86-64-v4"))
      GTEST_SKIP() << "this processor lacks instructions of x86-64-v4";
  }

  /// The form that the test is of.
  const cnn_model *compile(StringRef text, const std::string &options) {
    const cnn_model *model = compileModel(text, options + " --target=x86-64-v4+amx");
    EXPECT_TRUE(model && model->fallback && model->get_usable(model) == model);
    return GetParam() && model ? model->fallback : model;
  }
};
INSTANTIATE_TEST_SUITE_P(Forms, TileNetwork, testing::Bool(),
                         [](const auto &info) { return info.param ? "Fallback" : "Tiles"; });

/// With weights that are drawn and prepared, and two numbers of images.
TEST_P(TileNetwork, Infers) {
  const cnn_model *model = compile(tileNetwork, "--batch=1,3");
  ASSERT_TRUE(model);
  ReferenceModel reference(tileNetwork, 3);
  std::vector<Tensor> images = reference.makeInputs(cnn::Entry::Infer, 70);
  Session one(model, 1), two(model, 2);
  EXPECT_TRUE(one.infer(images) == two.infer(images)) << "two threads give other results";
  checkInference(one, reference, 71);
  // The system grants tiles to a process, also to a thread that somebody else has started.
  std::vector<Bytes> elsewhere;
  std::thread([&] { elsewhere = one.infer(images); }).join();
  EXPECT_TRUE(elsewhere == two.infer(images));
}

/// With known weights, which the compiler prepares for tiles.
TEST_P(TileNetwork, InfersWithKnownWeights) {
  std::regex drawn("(tensor<[^>]*>) = #cnn.(he_normal|uniform)<[^>]*>");
  std::string text = std::regex_replace(std::string(tileNetwork), drawn, "$1 = dense<0.0625> : $1");
  const cnn_model *model = compile(text, "--batch=3");
  ASSERT_TRUE(model);
  bool isWhole = model->image && model->image_bytes == model->parameter_bytes;
  EXPECT_EQ(isWhole, !GetParam());
  ReferenceModel reference(text, 3);
  Session session(model, 2);
  checkInference(session, reference, 72);
}

TEST_P(TileNetwork, Trains) {
  const cnn_model *model = compile(tileNetwork, "--train --batch=3");
  ASSERT_TRUE(model);
  ReferenceModel reference(tileNetwork, 3);
  checkTraining(model, reference, 2, 71);
}

/// A dense layer computes the weight of another, from one that `prepare` derives.
TEST_P(TileNetwork, InfersWithComputedWeight) {
  const char *text = R"(
cnn.parameter @v : tensor<48x40xf32> = #cnn.he_normal<seed = 5>
cnn.parameter @w : tensor<24x40xf32> = #cnn.he_normal<seed = 6>
cnn.network @net(%x: tensor<?x40xf32>) -> tensor<?x24xf32>
    attributes {loss = #cnn.loss<cross_entropy>, optimizer = #cnn.sgd<learning_rate = 0.1>} {
  %v = cnn.read @v : tensor<48x40xf32>
  %w = cnn.read @w : tensor<24x40xf32>
  %a = cnn.dense %x, %v algorithm = bf16_x3 : (tensor<?x40xf32>, tensor<48x40xf32>) -> tensor<?x48xf32>
  %vw = cnn.dense %w, %v algorithm = bf16_x3 : (tensor<24x40xf32>, tensor<48x40xf32>) -> tensor<24x48xf32>
  %b = cnn.dense %a, %vw algorithm = bf16_x3 : (tensor<?x48xf32>, tensor<24x48xf32>) -> tensor<?x24xf32>
  cnn.return %b : tensor<?x24xf32>
}
)";
  const cnn_model *model = compile(text, "--batch=3");
  ASSERT_TRUE(model);
  ReferenceModel reference(text, 3);
  Session session(model, 2);
  checkInference(session, reference, 73);
}
