//===- ModelTest.cpp - Compiled models infer and train as they should ---===//

#include "CompiledModel.h"
#include "Networks.h"
#include "ReferenceModel.h"

#include <fstream>
#include <sstream>

using namespace mlir;
using namespace cnnc::test;
using cnnc::reference::Tensor;
namespace cnn = cnnc::cnn;

/// An epsilon that keeps Adam's step a smooth function of the gradient: with 1e-8, the sign of a
/// gradient that is zero but for rounding decides it.
static const char *const optimizers[] = {
    "#cnn.sgd<learning_rate = 0.1>",
    "#cnn.sgd<learning_rate = 0.1, momentum = 0.9, weight_decay = 0.01>",
    "#cnn.sgd<learning_rate = 0.1, momentum = 0.9, nesterov = true>",
    "#cnn.adam<learning_rate = 0.01, epsilon = 0.01>",
    "#cnn.adam<learning_rate = 0.01, epsilon = 0.01, weight_decay = 0.01>",
};

namespace {
class RandomNetworkTest : public testing::TestWithParam<int> {};
} // namespace

TEST_P(RandomNetworkTest, InfersAndTrains) {
  Dice dice(1000 + GetParam());
  std::string text = makeRandomNetwork(dice, optimizers[GetParam() % std::size(optimizers)]);
  SCOPED_TRACE(text);
  int64_t batch = 2 + GetParam() % 3;
  ReferenceModel reference(text, batch);
  ASSERT_TRUE(reference.interpreter);
  const cnn_model *model = compileModel(text, "--train --batch=" + std::to_string(batch));
  ASSERT_TRUE(model);
  EXPECT_EQ(model->batch, batch);
  checkTraining(model, reference, 4, GetParam() + 3);

  // The model that only infers, whose batch norms are folded into the layers before them.
  ReferenceModel initial(text, batch);
  const cnn_model *inference = compileModel(text, "--batch=" + std::to_string(batch));
  ASSERT_TRUE(inference);
  for (uint32_t threads : {1, 2}) {
    Session session(inference, threads);
    checkInference(session, initial, 50);
  }
}
/// `count` images from `first` on.
static Tensor sliceImages(const Tensor &images, int64_t first, int64_t count) {
  std::vector<int64_t> shape(images.getShape());
  int64_t row = images.getNumElements() / shape[0];
  shape[0] = count;
  return Tensor(shape, images.getValues().slice(first * row, count * row).vec());
}

/// Any number of images is put together from the variants: with the same bits as each batch alone, and, as no sum
/// is over images, with those of a model for one image.
TEST_P(RandomNetworkTest, VariantsGiveTheSame) {
  Dice dice(1000 + GetParam());
  std::string text = makeRandomNetwork(dice, optimizers[0]);
  SCOPED_TRACE(text);
  const cnn_model *variants = compileModel(text, "--batch=1,4 --math=exact");
  const cnn_model *single = compileModel(text, "--math=exact");
  const cnn_model *trained = compileModel(text, "--train --batch=4,1");
  ASSERT_TRUE(variants && single && trained);
  EXPECT_EQ(variants->batch, 4u);
  EXPECT_EQ(variants->parameter_bytes, single->parameter_bytes);
  EXPECT_EQ(trained->batch, 4u);

  ReferenceModel reference(text, 5);
  ASSERT_TRUE(reference.interpreter);
  std::vector<Tensor> images = reference.makeInputs(cnn::Entry::Infer, 70 + GetParam());
  ASSERT_EQ(images.size(), 1u);
  auto expected = reference.interpreter->run(reference.getEntry(cnn::Entry::Infer), images);
  ASSERT_TRUE(succeeded(expected));
  for (uint32_t threads : {1, 2}) {
    Session session(variants, threads), one(single, threads), training(trained, threads);
    std::vector<Bytes> together = session.infer(images), pieces, singly;
    for (auto [entry, first, count] : {std::tuple("infer", 0, 4), std::tuple("infer_1", 4, 1)})
      for (const Bytes &output : session.run(entry, {sliceImages(images[0], first, count)}))
        llvm::append_range(pieces.emplace_back(), output);
    ASSERT_EQ(together.size(), 1u);
    ASSERT_EQ(pieces.size(), 2u);
    llvm::append_range(pieces[0], pieces[1]);
    EXPECT_TRUE(together[0] == pieces[0]);
    EXPECT_TRUE(together[0] == one.infer(images)[0]) << "one image a call gives other bits";
    for (const Bytes &outputs : {together[0], training.infer(images)[0]}) {
      auto *values = reinterpret_cast<const float *>(outputs.data());
      Tensor found((*expected)[0].getShape(), std::vector<double>(values, values + outputs.size() / sizeof(float)));
      EXPECT_TRUE(areClose(found, (*expected)[0], 5e-5));
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, RandomNetworkTest, testing::Range(0, 6));

static std::string readExample(StringRef name) {
  std::stringstream contents;
  contents << std::ifstream(CNNC_EXAMPLES "/" + name.str() + ".mlir").rdbuf();
  return contents.str();
}

/// Kept for the backward pass: the results of tanh and of dropout behind it, which one kernel makes.
static const char *const dropoutNetwork = R"(
cnn.parameter @w1 : tensor<8x1x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @w2 : tensor<8x8x3x3xf32> = #cnn.he_normal<seed = 2>
cnn.parameter @w3 : tensor<8x8x3x3xf32> = #cnn.he_normal<seed = 3>
cnn.parameter @w4 : tensor<4x8xf32> = #cnn.he_normal<seed = 4>
cnn.network @net(%x: tensor<?x1x12x12xf32>) -> tensor<?x4xf32>
    attributes {loss = #cnn.loss<cross_entropy>, optimizer = #cnn.sgd<learning_rate = 0.1, momentum = 0.9>} {
  %w1 = cnn.read @w1 : tensor<8x1x3x3xf32>
  %w2 = cnn.read @w2 : tensor<8x8x3x3xf32>
  %w3 = cnn.read @w3 : tensor<8x8x3x3xf32>
  %w4 = cnn.read @w4 : tensor<4x8xf32>
  %a = cnn.conv2d %x, %w1 auto_pad = same_upper : (tensor<?x1x12x12xf32>, tensor<8x1x3x3xf32>) -> tensor<?x8x12x12xf32>
  %b = cnn.tanh %a : (tensor<?x8x12x12xf32>) -> tensor<?x8x12x12xf32>
  %c = cnn.dropout %b : (tensor<?x8x12x12xf32>) -> tensor<?x8x12x12xf32>
  %d = cnn.conv2d %c, %w2 auto_pad = same_upper : (tensor<?x8x12x12xf32>, tensor<8x8x3x3xf32>) -> tensor<?x8x12x12xf32>
  %e = cnn.tanh %d : (tensor<?x8x12x12xf32>) -> tensor<?x8x12x12xf32>
  %f = cnn.dropout %e : (tensor<?x8x12x12xf32>) -> tensor<?x8x12x12xf32>
  %g = cnn.conv2d %f, %w3 auto_pad = same_upper : (tensor<?x8x12x12xf32>, tensor<8x8x3x3xf32>) -> tensor<?x8x12x12xf32>
  %h = cnn.tanh %g : (tensor<?x8x12x12xf32>) -> tensor<?x8x12x12xf32>
  %i = cnn.mean %h axes = [2, 3] : (tensor<?x8x12x12xf32>) -> tensor<?x8xf32>
  %j = cnn.dense %i, %w4 : (tensor<?x8xf32>, tensor<4x8xf32>) -> tensor<?x4xf32>
  %k = cnn.softmax %j : (tensor<?x4xf32>) -> tensor<?x4xf32>
  cnn.return %k : tensor<?x4xf32>
}
)";

/// What has no room is computed again by the same kernels, so to the same bits: batch norms, whose running statistics
/// move once, and dropout, whose masks are drawn again.
TEST(MemoryLimit, TrainsTheSame) {
  for (const std::string &text : {readExample("residual"), std::string(dropoutNetwork)}) {
    SCOPED_TRACE(text);
    const cnn_model *keeping = compileModel(text, "--train --batch=8");
    ASSERT_TRUE(keeping);
    uint64_t limit = keeping->arena_bytes * 3 / 4;
    const cnn_model *limited = compileModel(text, "--train --batch=8 --memory-limit=" + std::to_string(limit));
    ASSERT_TRUE(limited);
    EXPECT_LE(limited->arena_bytes, limit);
    ReferenceModel reference(text, 8);
    Session expected(keeping, 2), found(limited, 2);
    for (int step = 0; step < 3; ++step) {
      std::vector<Tensor> inputs = reference.makeInputs(cnn::Entry::TrainStep, 10 * step);
      EXPECT_TRUE(expected.run("train_step", inputs) == found.run("train_step", inputs)) << "step " << step;
    }
    for (uint32_t index = 0; index < keeping->parameter_count; ++index)
      EXPECT_TRUE(expected.getParameter(index) == found.getParameter(index))
          << keeping->parameters[index].tensor.name;
  }
}

/// LeNet-5 in a batch whose images fill vectors: its training, and the bits of its inference beside one image a call's.
TEST(NarrowNetwork, InfersAndTrains) {
  std::string text = readExample("lenet5");
  ASSERT_FALSE(text.empty());
  text.insert(text.find('>', text.find("#cnn.adam<")), ", epsilon = 0.01");
  ReferenceModel reference(text, 32);
  ASSERT_TRUE(reference.interpreter);
  const cnn_model *model = compileModel(text, "--train --batch=32 --math=exact");
  const cnn_model *single = compileModel(text, "--math=exact");
  ASSERT_TRUE(model && single);
  std::vector<Tensor> images = reference.makeInputs(cnn::Entry::Infer, 80);
  Session together(model, 2), one(single, 1);
  EXPECT_TRUE(together.infer(images) == one.infer(images)) << "one image a call gives other bits";
  checkTraining(model, reference, 2, 5);
}

static const char *const wideNetwork = R"(
cnn.parameter @w1 : tensor<24x3x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @w2 : tensor<24x24x3x3xf32> = #cnn.he_normal<seed = 2>
cnn.parameter @w3 : tensor<5x24xf32> = #cnn.he_normal<seed = 3>
cnn.network @net(%x: tensor<?x3x96x96xf32>) -> tensor<?x5xf32>
    attributes {loss = #cnn.loss<cross_entropy>, optimizer = #cnn.sgd<learning_rate = 0.1>} {
  %w1 = cnn.read @w1 : tensor<24x3x3x3xf32>
  %w2 = cnn.read @w2 : tensor<24x24x3x3xf32>
  %w3 = cnn.read @w3 : tensor<5x24xf32>
  %a = cnn.conv2d %x, %w1 auto_pad = same_upper : (tensor<?x3x96x96xf32>, tensor<24x3x3x3xf32>) -> tensor<?x24x96x96xf32>
  %b = cnn.tanh %a : (tensor<?x24x96x96xf32>) -> tensor<?x24x96x96xf32>
  %c = cnn.conv2d %b, %w2 auto_pad = same_upper : (tensor<?x24x96x96xf32>, tensor<24x24x3x3xf32>) -> tensor<?x24x96x96xf32>
  %d = cnn.add %c, %b : (tensor<?x24x96x96xf32>, tensor<?x24x96x96xf32>) -> tensor<?x24x96x96xf32>
  %e = cnn.max_pool %d kernel = [3, 3] strides = [2, 2] : (tensor<?x24x96x96xf32>) -> tensor<?x24x47x47xf32>
  %f = cnn.mean %e axes = [2, 3] : (tensor<?x24x47x47xf32>) -> tensor<?x24xf32>
  %g = cnn.dense %f, %w3 : (tensor<?x24xf32>, tensor<5x24xf32>) -> tensor<?x5xf32>
  cnn.return %g : tensor<?x5xf32>
}
)";

/// A batch that no cache holds runs part by part, in less memory: to the bits of one image a call.
TEST(BlockedBatch, InfersTheSame) {
  const cnn_model *together = compileModel(wideNetwork, "--batch=32 --math=exact");
  const cnn_model *single = compileModel(wideNetwork, "--math=exact");
  ASSERT_TRUE(together && single);
  EXPECT_LT(together->arena_bytes, 32 * single->arena_bytes / 2);
  ReferenceModel reference(wideNetwork, 32);
  std::vector<Tensor> images = reference.makeInputs(cnn::Entry::Infer, 90);
  Session one(single, 1);
  std::vector<Bytes> expected = one.infer(images);
  for (uint32_t threads : {1, 2}) {
    Session session(together, threads);
    EXPECT_TRUE(session.infer(images) == expected) << threads << " threads";
  }
}

namespace {
class ExampleTest : public testing::TestWithParam<const char *> {};
} // namespace

TEST_P(ExampleTest, InfersAndTrains) {
  std::string text = readExample(GetParam());
  ASSERT_FALSE(text.empty());
  size_t adam = text.find("#cnn.adam<");
  if (adam != std::string::npos)
    text.insert(text.find('>', adam), ", epsilon = 0.01");
  ReferenceModel reference(text, 2);
  ASSERT_TRUE(reference.interpreter);
  // Of the residual network's two images a ReLU's input or other is always so near to 0 that its sign, and with
  // it a gradient, turns with the rounding of Winograd's algorithm.
  bool isExact = StringRef(GetParam()) == "residual";
  const cnn_model *model = compileModel(text, isExact ? "--train --batch=2 --math=exact" : "--train --batch=2");
  ASSERT_TRUE(model);
  checkTraining(model, reference, 2, 5);
}
INSTANTIATE_TEST_SUITE_P(Examples, ExampleTest,
                         testing::Values("exercise", "fashion_mnist_cnn", "lenet5", "mlp", "residual"),
                         [](const auto &info) { return std::string(info.param); });
