//===- InferenceTest.cpp - Passes keep what a network computes ----------===//

#include "../support/Network.h"
#include "../support/Tensors.h"

#include "compiler/Conversion/Passes.h"
#include "compiler/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace cnnc::test;
using cnnc::reference::Interpreter;
using cnnc::reference::Tensor;
namespace cnn = cnnc::cnn;

/// Batch norms after a grouped convolution, a convolution with a bias and a dense layer, and one
/// that cannot be folded, as the sum before it is no weighted layer.
static const char *model = R"(
  cnn.parameter @conv1.weight : tensor<4x1x3x3xf32> = #cnn.constant<0.0>
  cnn.parameter @conv2.weight : tensor<4x4x1x1xf32> = #cnn.constant<0.0>
  cnn.parameter @conv2.bias : tensor<4xf32> = #cnn.constant<0.0>
  cnn.parameter @dense.weight : tensor<4x4xf32> = #cnn.constant<0.0>
  cnn.parameter @scale : tensor<4xf32> = #cnn.constant<0.0>
  cnn.parameter @offset : tensor<4xf32> = #cnn.constant<0.0>
  cnn.parameter state @mean : tensor<4xf32> = #cnn.constant<0.0>
  cnn.parameter state @variance : tensor<4xf32> = #cnn.constant<0.0>
  cnn.network @net(%x: tensor<2x2x6x6xf32>) -> tensor<2x4xf32> {
    %w1 = cnn.read @conv1.weight : tensor<4x1x3x3xf32>
    %w2 = cnn.read @conv2.weight : tensor<4x4x1x1xf32>
    %b2 = cnn.read @conv2.bias : tensor<4xf32>
    %w3 = cnn.read @dense.weight : tensor<4x4xf32>
    %scale = cnn.read @scale : tensor<4xf32>
    %offset = cnn.read @offset : tensor<4xf32>
    %mean = cnn.read @mean : tensor<4xf32>
    %variance = cnn.read @variance : tensor<4xf32>
    %0 = cnn.conv2d %x, %w1 pads = [1, 1, 1, 1] groups = 2
        : (tensor<2x2x6x6xf32>, tensor<4x1x3x3xf32>) -> tensor<2x4x6x6xf32>
    %1 = cnn.batch_norm %0, %scale, %offset, %mean, %variance epsilon = 0.01
        : (tensor<2x4x6x6xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<2x4x6x6xf32>
    %2 = cnn.relu %1 : (tensor<2x4x6x6xf32>) -> tensor<2x4x6x6xf32>
    %3 = cnn.conv2d %2, %w2, %b2
        : (tensor<2x4x6x6xf32>, tensor<4x4x1x1xf32>, tensor<4xf32>) -> tensor<2x4x6x6xf32>
    %4 = cnn.batch_norm %3, %scale, %offset, %mean, %variance
        : (tensor<2x4x6x6xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<2x4x6x6xf32>
    %5 = cnn.add %4, %2 : (tensor<2x4x6x6xf32>, tensor<2x4x6x6xf32>) -> tensor<2x4x6x6xf32>
    %6 = cnn.batch_norm %5, %scale, %offset, %mean, %variance
        : (tensor<2x4x6x6xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<2x4x6x6xf32>
    %7 = cnn.max_pool %6 kernel = [2, 2] strides = [2, 2]
        : (tensor<2x4x6x6xf32>) -> tensor<2x4x3x3xf32>
    %8 = cnn.mean %7 axes = [2, 3] : (tensor<2x4x3x3xf32>) -> tensor<2x4xf32>
    %9 = cnn.dropout %8 : (tensor<2x4xf32>) -> tensor<2x4xf32>
    %10 = cnn.dense %9, %w3 : (tensor<2x4xf32>, tensor<4x4xf32>) -> tensor<2x4xf32>
    %11 = cnn.batch_norm %10, %scale, %offset, %mean, %variance
        : (tensor<2x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
    %12 = cnn.softmax %11 : (tensor<2x4xf32>) -> tensor<2x4xf32>
    cnn.return %12 : tensor<2x4xf32>
  })";

/// Gives every parameter random values, known at compile time; variances are positive.
static void setValues(ModuleOp module) {
  uint64_t seed = 1;
  for (auto parameter : module.getOps<cnn::ParameterOp>()) {
    auto type = cast<RankedTensorType>(parameter.getType());
    bool isVariance = parameter.getSymName() == "variance";
    Tensor values = makeRandom(type.getShape(), seed++, isVariance ? 0.5 : -1.0, isVariance ? 1.5 : 1.0);
    parameter.setInitializerAttr(cnnc::reference::getElements(values, type));
  }
}

/// Compares the network with itself after passes; `tolerance` is what rounding may change.
static void checkResultsKept(llvm::function_ref<void(OpPassManager &)> addPasses, double tolerance) {
  Network plain(model), changed(model);
  ASSERT_TRUE(plain && changed) << plain.getErrors();
  setValues(plain.getModule());
  setValues(changed.getModule());
  PassManager passes(changed.getContext());
  addPasses(passes);
  ASSERT_TRUE(succeeded(passes.run(changed.getModule()))) << changed.getErrors();
  Tensor x = makeRandom({2, 2, 6, 6}, 100);
  auto expected = plain.run(x), found = changed.run(x);
  ASSERT_TRUE(expected.size() == 1 && found.size() == 1);
  EXPECT_TRUE(areClose(found[0], expected[0], tolerance));
}

/// The folded values are stored as floats.
TEST(Inference, FoldingBatchNorm) {
  checkResultsKept([](OpPassManager &passes) { passes.addPass(cnn::createFoldBatchNorm()); }, 1e-5);
}
TEST(Inference, FoldingBatchNormLeavesOne) {
  Network network(model);
  ASSERT_TRUE(network);
  setValues(network.getModule());
  PassManager passes(network.getContext());
  passes.addPass(cnn::createFoldBatchNorm());
  ASSERT_TRUE(succeeded(passes.run(network.getModule())));
  EXPECT_EQ(llvm::range_size(network.getNetwork().getBody().getOps<cnn::BatchNormOp>()), 1u);
}

TEST(Inference, Canonicalising) {
  checkResultsKept([](OpPassManager &passes) { passes.addPass(createCanonicalizerPass()); }, 0.0);
}
TEST(Inference, AssigningLayouts) {
  checkResultsKept([](OpPassManager &passes) { passes.addPass(cnn::createAssignLayouts()); }, 0.0);
}
TEST(Inference, Fusing) {
  checkResultsKept(
      [](OpPassManager &passes) {
        passes.addPass(createCanonicalizerPass());
        passes.addPass(cnn::createAssignLayouts());
        passes.addPass(cnnc::createFuseKernels());
      },
      0.0);
}
