//===- ModelTest.cpp - Compiled models infer and train as they should ---===//
//
// A model compiled by cnnc and run through cnn/model.h, against the reference interpreter on the same
// network, differentiated but neither simplified nor laid out nor fused.
//
//===----------------------------------------------------------------------===//

#include "CompiledModel.h"
#include "Networks.h"

#include "../support/Network.h"

#include "compiler/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include <fstream>
#include <regex>
#include <sstream>
#include <thread>

using namespace mlir;
using namespace cnnc::test;
using cnnc::reference::Interpreter;
using cnnc::reference::Tensor;
namespace cnn = cnnc::cnn;

namespace {
/// The network and its training step as the interpreter runs them.
struct Reference {
  Network network;
  std::optional<Interpreter> interpreter;

  Reference(StringRef text, int64_t batch) : network(text) {
    if (!network) {
      ADD_FAILURE() << network.getErrors() << text.str();
      return;
    }
    PassManager passes(network.getContext());
    passes.addPass(cnn::createFixBatch({batch, {}}));
    passes.addPass(cnn::createPrepareTraining());
    passes.addPass(cnn::createDifferentiate());
    passes.addPass(cnn::createAddOptimizer());
    if (failed(passes.run(network.getModule()))) {
      ADD_FAILURE() << network.getErrors();
      return;
    }
    auto created = Interpreter::create(network.getModule());
    if (succeeded(created))
      interpreter = std::move(*created);
    else
      ADD_FAILURE() << network.getErrors();
  }

  cnn::NetworkOp getEntry(cnn::Entry entry) {
    for (auto found : network.getModule().getOps<cnn::NetworkOp>())
      if (found.getEntry() == entry)
        return found;
    return {};
  }

  /// Random images, and labels below 4, for the entry.
  std::vector<Tensor> makeInputs(cnn::Entry entry, uint64_t seed) {
    std::vector<Tensor> inputs;
    for (BlockArgument argument : getEntry(entry).getBody().getArguments()) {
      auto type = cast<RankedTensorType>(argument.getType());
      inputs.push_back(type.getElementType().isF32() ? makeRandom(type.getShape(), seed + inputs.size())
                                                     : makeRandomLabels(type.getShape(), seed + inputs.size(), 4));
    }
    return inputs;
  }
};

} // namespace

/// The results of an entry against the interpreter's, by name.
static void compareOutputs(Session &session, StringRef name, const std::vector<Bytes> &outputs, cnn::NetworkOp network,
                           ArrayRef<Tensor> expected) {
  const cnn_entry_info *entry = session.getEntry(name);
  ASSERT_TRUE(entry);
  ASSERT_EQ(outputs.size(), expected.size());
  for (auto [index, value] : llvm::enumerate(expected)) {
    EXPECT_EQ(network.getOutputName(index), entry->outputs[index].name);
    EXPECT_TRUE(areClose(toTensor(outputs[index], entry->outputs[index]), value, 5e-5)) << entry->outputs[index].name;
  }
}

static void checkInference(Session &session, Reference &reference, uint64_t seed) {
  std::vector<Tensor> inputs = reference.makeInputs(cnn::Entry::Infer, seed);
  cnn::NetworkOp network = reference.getEntry(cnn::Entry::Infer);
  auto expected = reference.interpreter->run(network, inputs);
  ASSERT_TRUE(succeeded(expected)) << reference.network.getErrors();
  compareOutputs(session, "infer", session.run("infer", inputs), network, *expected);
}

/// What a step changed, against the change that the interpreter made: to 5e-4 of the largest change,
/// and to what a float can tell of the value itself.
static void compareChange(const Tensor &before, const Tensor &found, const Tensor &expected) {
  ASSERT_EQ(found.getShape(), expected.getShape());
  double largest = 0.0, magnitude = 0.0, error = 0.0;
  for (int64_t i = 0; i < expected.getNumElements(); ++i) {
    largest = std::max(largest, std::abs(expected[i] - before[i]));
    magnitude = std::max(magnitude, std::abs(expected[i]));
    double difference = std::abs(found[i] - expected[i]);
    error = std::max(error, difference == difference ? difference : std::numeric_limits<double>::infinity());
  }
  EXPECT_LE(error, 5e-4 * largest + 2e-7 * magnitude) << "largest change " << largest;
}

/// Some training steps on one thread and on two, which must agree to the last bit. The interpreter
/// makes each step from the state that the compiled model was in, so that rounding does not add up.
static void checkTraining(const cnn_model *model, Reference &reference, int steps, int64_t seed) {
  Session one(model, 1), two(model, 2);
  for (const auto &parameter : one.getParameters()) {
    ASSERT_TRUE(reference.interpreter->getParameters().contains(parameter.getKey())) << parameter.getKey().str();
    EXPECT_TRUE(areClose(parameter.getValue(), reference.interpreter->getParameters()[parameter.getKey()], 1e-6))
        << parameter.getKey().str() << " begins with other values";
  }
  EXPECT_EQ(reference.interpreter->getParameters().size(), model->parameter_count);
  if (reference.interpreter->getParameters().contains("training.seed"))
    for (Session *session : {&one, &two})
      session->setParameter("training.seed", Tensor({}, {double(seed)}));
  cnn::NetworkOp network = reference.getEntry(cnn::Entry::TrainStep);
  ASSERT_TRUE(network);
  llvm::StringMap<bool> changed;
  for (int step = 0; step < steps; ++step) {
    SCOPED_TRACE("step " + std::to_string(step));
    llvm::StringMap<Tensor> before = one.getParameters();
    for (const auto &parameter : before)
      reference.interpreter->getParameters()[parameter.getKey()] = parameter.getValue();
    std::vector<Tensor> inputs = reference.makeInputs(cnn::Entry::TrainStep, 100 * seed + 10 * step);
    auto expected = reference.interpreter->run(network, inputs);
    ASSERT_TRUE(succeeded(expected)) << reference.network.getErrors();
    std::vector<Bytes> outputs = one.run("train_step", inputs);
    EXPECT_TRUE(outputs == two.run("train_step", inputs)) << "two threads give other results";
    compareOutputs(one, "train_step", outputs, network, *expected);
    for (uint32_t index = 0; index < model->parameter_count; ++index) {
      const cnn_tensor_info &info = model->parameters[index].tensor;
      SCOPED_TRACE(info.name);
      Bytes after = one.getParameter(index);
      EXPECT_TRUE(after == two.getParameter(index)) << "two threads give other values";
      Tensor value = toTensor(after, info);
      compareChange(before[info.name], value, reference.interpreter->getParameters()[info.name]);
      if (value.getValues() != before[info.name].getValues())
        changed[info.name] = true;
    }
  }
  // No comparison above was one of nothing with nothing.
  for (uint32_t index = 0; index < model->parameter_count; ++index)
    if (model->parameters[index].trainable)
      EXPECT_TRUE(changed.contains(model->parameters[index].tensor.name))
          << model->parameters[index].tensor.name << " never changed";
  if (reference.interpreter->getParameters().contains("training.step"))
    EXPECT_EQ(one.getParameters()["training.step"][0], steps);
  checkInference(one, reference, seed + 7);
}

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
  Reference reference(text, batch);
  ASSERT_TRUE(reference.interpreter);
  const cnn_model *model = compileModel(text, "--train --batch=" + std::to_string(batch));
  ASSERT_TRUE(model);
  EXPECT_EQ(model->batch, batch);
  checkTraining(model, reference, 4, GetParam() + 3);

  // The model that only infers, whose batch norms are folded into the layers before them.
  Reference initial(text, batch);
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

  Reference reference(text, 5);
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
    Reference reference(text, 8);
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
  Reference reference(text, 32);
  ASSERT_TRUE(reference.interpreter);
  const cnn_model *model = compileModel(text, "--train --batch=32 --math=exact");
  const cnn_model *single = compileModel(text, "--math=exact");
  ASSERT_TRUE(model && single);
  std::vector<Tensor> images = reference.makeInputs(cnn::Entry::Infer, 80);
  Session together(model, 2), one(single, 1);
  EXPECT_TRUE(together.infer(images) == one.infer(images)) << "one image a call gives other bits";
  checkTraining(model, reference, 2, 5);
}

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
  Reference reference(tileNetwork, 3);
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
  std::string text = std::regex_replace(std::string(tileNetwork), std::regex("(tensor<[^>]*>) = #cnn.(he_normal|uniform)<[^>]*>"),
                                        "$1 = dense<0.0625> : $1");
  const cnn_model *model = compile(text, "--batch=3");
  ASSERT_TRUE(model);
  bool isWhole = model->image && model->image_bytes == model->parameter_bytes;
  EXPECT_EQ(isWhole, !GetParam());
  Reference reference(text, 3);
  Session session(model, 2);
  checkInference(session, reference, 72);
}

TEST_P(TileNetwork, Trains) {
  const cnn_model *model = compile(tileNetwork, "--train --batch=3");
  ASSERT_TRUE(model);
  Reference reference(tileNetwork, 3);
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
  Reference reference(text, 3);
  Session session(model, 2);
  checkInference(session, reference, 73);
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
  Reference reference(wideNetwork, 32);
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
  Reference reference(text, 2);
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
