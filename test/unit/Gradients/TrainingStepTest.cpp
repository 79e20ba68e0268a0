//===- TrainingStepTest.cpp - Whole training steps ----------------------===//
//
// The passes that write a training step, judged by what the step computes: the
// gradients against finite differences of the loss over every parameter, the
// updates against the optimiser applied to those gradients.
//
//===----------------------------------------------------------------------===//

#include "GradientCheck.h"

#include "compiler/Conversion/Passes.h"
#include "compiler/Transforms/Passes.h"
#include "dialects/Halide/HalideDialect.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace cnnc::test;
using cnnc::reference::Interpreter;
using cnnc::reference::Tensor;
namespace cnn = cnnc::cnn;

static constexpr double rate = 0.25;

/// Convolutions with and without batch norm, a skip, a concatenation, both poolings and dropout.
static const char *classifier = R"(
  cnn.parameter @conv1.weight : tensor<4x2x3x3xf32> = #cnn.he_normal<seed = 1>
  cnn.parameter @conv1.bias : tensor<4xf32> = #cnn.uniform<low = -0.5, high = 0.5, seed = 2>
  cnn.parameter @norm.scale : tensor<4xf32> = #cnn.uniform<low = 0.5, high = 1.5, seed = 3>
  cnn.parameter @norm.offset : tensor<4xf32> = #cnn.uniform<low = -0.5, high = 0.5, seed = 4>
  cnn.parameter state @norm.mean : tensor<4xf32> = #cnn.constant<0.0>
  cnn.parameter state @norm.variance : tensor<4xf32> = #cnn.constant<1.0>
  cnn.parameter @conv2.weight : tensor<4x2x3x3xf32> = #cnn.he_normal<seed = 5>
  cnn.parameter @dense.weight : tensor<3x32xf32> = #cnn.xavier_uniform<seed = 6>
  cnn.parameter @dense.bias : tensor<3xf32> = #cnn.constant<0.0>
  cnn.network @net(%image: tensor<4x2x8x8xf32>) -> tensor<4x3xf32>
      attributes {loss = #cnn.loss<cross_entropy>, optimizer = OPTIMIZER} {
    %w1 = cnn.read @conv1.weight : tensor<4x2x3x3xf32>
    %b1 = cnn.read @conv1.bias : tensor<4xf32>
    %scale = cnn.read @norm.scale : tensor<4xf32>
    %offset = cnn.read @norm.offset : tensor<4xf32>
    %mean = cnn.read @norm.mean : tensor<4xf32>
    %variance = cnn.read @norm.variance : tensor<4xf32>
    %w2 = cnn.read @conv2.weight : tensor<4x2x3x3xf32>
    %w3 = cnn.read @dense.weight : tensor<3x32xf32>
    %b3 = cnn.read @dense.bias : tensor<3xf32>
    %conv1 = cnn.conv2d %image, %w1, %b1 pads = [1, 1, 1, 1]
        : (tensor<4x2x8x8xf32>, tensor<4x2x3x3xf32>, tensor<4xf32>) -> tensor<4x4x8x8xf32>
    %relu = cnn.relu %conv1 : (tensor<4x4x8x8xf32>) -> tensor<4x4x8x8xf32>
    %pool1 = cnn.max_pool %relu kernel = [2, 2] strides = [2, 2]
        : (tensor<4x4x8x8xf32>) -> tensor<4x4x4x4xf32>
    %norm = cnn.batch_norm %pool1, %scale, %offset, %mean, %variance
        : (tensor<4x4x4x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<4x4x4x4xf32>
    %conv2 = cnn.conv2d %norm, %w2 pads = [1, 1, 1, 1] groups = 2
        : (tensor<4x4x4x4xf32>, tensor<4x2x3x3xf32>) -> tensor<4x4x4x4xf32>
    %skip = cnn.add %conv2, %norm : (tensor<4x4x4x4xf32>, tensor<4x4x4x4xf32>) -> tensor<4x4x4x4xf32>
    %tanh = cnn.tanh %skip : (tensor<4x4x4x4xf32>) -> tensor<4x4x4x4xf32>
    %both = cnn.concat %tanh, %pool1 axis = 1
        : (tensor<4x4x4x4xf32>, tensor<4x4x4x4xf32>) -> tensor<4x8x4x4xf32>
    %pool2 = cnn.average_pool %both kernel = [2, 2] strides = [2, 2]
        : (tensor<4x8x4x4xf32>) -> tensor<4x8x2x2xf32>
    %flat = cnn.flatten %pool2 : (tensor<4x8x2x2xf32>) -> tensor<4x32xf32>
    %dropped = cnn.dropout %flat rate = 0.3 : (tensor<4x32xf32>) -> tensor<4x32xf32>
    %dense = cnn.dense %dropped, %w3, %b3
        : (tensor<4x32xf32>, tensor<3x32xf32>, tensor<3xf32>) -> tensor<4x3xf32>
    %out = cnn.softmax %dense : (tensor<4x3xf32>) -> tensor<4x3xf32>
    cnn.return %out : tensor<4x3xf32>
  })";

static const char *regression = R"(
  cnn.parameter @hidden.weight : tensor<5x3xf32> = #cnn.xavier_uniform<seed = 1>
  cnn.parameter @hidden.bias : tensor<5xf32> = #cnn.uniform<low = -0.5, high = 0.5, seed = 2>
  cnn.parameter @output.weight : tensor<2x5xf32> = #cnn.xavier_uniform<seed = 3>
  cnn.network @net(%x: tensor<4x3xf32>) -> tensor<4x2xf32>
      attributes {loss = #cnn.loss<mean_squared_error>, optimizer = OPTIMIZER} {
    %w1 = cnn.read @hidden.weight : tensor<5x3xf32>
    %b1 = cnn.read @hidden.bias : tensor<5xf32>
    %w2 = cnn.read @output.weight : tensor<2x5xf32>
    %0 = cnn.dense %x, %w1, %b1 : (tensor<4x3xf32>, tensor<5x3xf32>, tensor<5xf32>) -> tensor<4x5xf32>
    %1 = cnn.sigmoid %0 : (tensor<4x5xf32>) -> tensor<4x5xf32>
    %2 = cnn.dense %1, %w2 : (tensor<4x5xf32>, tensor<2x5xf32>) -> tensor<4x2xf32>
    cnn.return %2 : tensor<4x2xf32>
  })";

namespace {
/// A training step and the state it runs in.
struct Step {
  Network network;
  std::optional<Interpreter> interpreter;
  std::vector<Tensor> inputs;

  Step(StringRef model, StringRef optimizer, llvm::function_ref<void(OpPassManager &)> addPasses)
      : network(replace(model, optimizer)) {
    if (!network) {
      ADD_FAILURE() << network.getErrors();
      return;
    }
    PassManager passes(network.getContext());
    passes.addPass(cnn::createPrepareTraining());
    addPasses(passes);
    if (failed(passes.run(network.getModule()))) {
      ADD_FAILURE() << network.getErrors();
      return;
    }
    auto created = Interpreter::create(network.getModule());
    if (failed(created)) {
      ADD_FAILURE() << network.getErrors();
      return;
    }
    interpreter = std::move(*created);
    for (BlockArgument argument : getStep().getBody().getArguments()) {
      auto type = cast<RankedTensorType>(argument.getType());
      inputs.push_back(isa<FloatType>(type.getElementType()) ? makeRandom(type.getShape(), 50 + inputs.size())
                                                             : makeRandomLabels(type.getShape(), 60, 3));
    }
  }

  static std::string replace(StringRef model, StringRef optimizer) {
    auto [before, after] = model.split("OPTIMIZER");
    return (before + optimizer + after).str();
  }

  cnn::NetworkOp getStep() { return network.getNetwork("net_train_step"); }

  /// The results of a step; what it wrote is forgotten unless `keep` is set.
  SmallVector<Tensor> run(bool keep = false) {
    llvm::StringMap<Tensor> before = interpreter->getParameters();
    auto results = interpreter->run(getStep(), inputs);
    if (!keep)
      interpreter->getParameters() = before;
    if (succeeded(results))
      return *results;
    ADD_FAILURE() << network.getErrors();
    return {};
  }

  /// The gradient of each parameter.
  llvm::StringMap<Tensor> getGradients() {
    llvm::StringMap<Tensor> gradients;
    SmallVector<Tensor> results = run();
    for (auto [index, result] : llvm::enumerate(results))
      if (auto parameter = getStep().getResultAttrOfType<FlatSymbolRefAttr>(index, "cnn.gradient_of"))
        gradients[parameter.getValue()] = result;
    return gradients;
  }
};
} // namespace

static void addGradients(OpPassManager &passes) { passes.addPass(cnn::createDifferentiate()); }

static void checkStep(StringRef model, size_t parameters) {
  Step step(model, "#cnn.sgd<learning_rate = 0.25>", addGradients);
  ASSERT_TRUE(step.interpreter);
  llvm::StringMap<Tensor> gradients = step.getGradients();
  EXPECT_EQ(gradients.size(), parameters);
  for (const auto &gradient : gradients) {
    SCOPED_TRACE(gradient.getKey().str());
    Tensor value = step.interpreter->getParameters().at(gradient.getKey());
    auto loss = [&](const Tensor &moved) {
      step.interpreter->getParameters()[gradient.getKey()] = moved;
      double result = step.run().front()[0];
      step.interpreter->getParameters()[gradient.getKey()] = value;
      return result;
    };
    auto probes = getProbes(value.getShape(), 1);
    Tensor found(probes.size()), expected(probes.size());
    for (auto [place, probe] : llvm::enumerate(probes)) {
      for (int64_t i = 0; i < value.getNumElements(); ++i)
        found[place] += gradient.getValue()[i] * probe[i];
      expected[place] = differentiate(loss, value, probe);
    }
    EXPECT_TRUE(areClose(found, expected, 1e-6));
  }
}

TEST(TrainingStep, GradientsOfAClassifier) { checkStep(classifier, 7); }
TEST(TrainingStep, GradientsOfARegression) { checkStep(regression, 3); }

/// The passes between differentiation and layouts change how gradients are computed, not what they are.
TEST(TrainingStep, SimplificationKeepsTheGradients) {
  Step plain(classifier, "#cnn.sgd<learning_rate = 0.25>", addGradients);
  Step simplified(classifier, "#cnn.sgd<learning_rate = 0.25>", [](OpPassManager &passes) {
    addGradients(passes);
    passes.addPass(createCSEPass());
    passes.addNestedPass<cnn::NetworkOp>(cnn::createSimplifyGradients());
    passes.addPass(createCanonicalizerPass());
    passes.addPass(cnn::createAssignLayouts());
  });
  ASSERT_TRUE(plain.interpreter && simplified.interpreter);
  auto expected = plain.getGradients(), found = simplified.getGradients();
  ASSERT_EQ(found.size(), 7u);
  for (const auto &gradient : expected)
    EXPECT_TRUE(areClose(found.at(gradient.getKey()), gradient.getValue(), 1e-12)) << gradient.getKey().str();
}

static void optimize(OpPassManager &passes) {
  addGradients(passes);
  passes.addPass(cnn::createAddOptimizer());
}

TEST(TrainingStep, SGDDescendsTheGradient) {
  Step gradients(classifier, "#cnn.sgd<learning_rate = 0.25>", addGradients);
  Step step(classifier, "#cnn.sgd<learning_rate = 0.25>", optimize);
  ASSERT_TRUE(gradients.interpreter && step.interpreter);
  auto descent = gradients.getGradients();
  ASSERT_EQ(descent.size(), 7u);
  llvm::StringMap<Tensor> before = step.interpreter->getParameters();
  step.run(/*keep=*/true);
  for (const auto &gradient : descent) {
    Tensor expected = before.at(gradient.getKey());
    for (int64_t i = 0; i < expected.getNumElements(); ++i)
      expected[i] -= rate * gradient.getValue()[i];
    EXPECT_TRUE(areClose(step.interpreter->getParameters().at(gradient.getKey()), expected, 1e-12));
  }
}

/// The first step of Adam is rate * g / (|g| + epsilon): its corrected moments are g and g^2.
TEST(TrainingStep, AdamsFirstStep) {
  StringRef optimizer = "#cnn.adam<learning_rate = 0.25, epsilon = 1.0e-3>";
  Step gradients(classifier, optimizer, addGradients), step(classifier, optimizer, optimize);
  ASSERT_TRUE(gradients.interpreter && step.interpreter);
  auto descent = gradients.getGradients();
  ASSERT_EQ(descent.size(), 7u);
  llvm::StringMap<Tensor> before = step.interpreter->getParameters();
  step.run(/*keep=*/true);
  for (const auto &gradient : descent) {
    Tensor expected = before.at(gradient.getKey());
    for (int64_t i = 0; i < expected.getNumElements(); ++i) {
      double g = gradient.getValue()[i];
      expected[i] -= rate * g / (std::abs(g) + 1e-3);
    }
    EXPECT_TRUE(areClose(step.interpreter->getParameters().at(gradient.getKey()), expected, 1e-9))
        << gradient.getKey().str();
  }
  EXPECT_EQ(step.interpreter->getParameters().at("training.step")[0], 1.0);
}

/// The whole way to kernels and launches, which the interpreter runs too.
TEST(TrainingStep, FusionKeepsTheStep) {
  StringRef optimizer = "#cnn.adam<learning_rate = 0.25>";
  Step plain(classifier, optimizer, optimize);
  Step fused(classifier, optimizer, [](OpPassManager &passes) {
    optimize(passes);
    passes.addPass(createCSEPass());
    passes.addNestedPass<cnn::NetworkOp>(cnn::createSimplifyGradients());
    passes.addPass(createCanonicalizerPass());
    passes.addPass(cnn::createAssignLayouts());
    passes.addPass(cnnc::createFuseKernels());
  });
  ASSERT_TRUE(plain.interpreter && fused.interpreter);
  EXPECT_FALSE(fused.network.getModule().getOps<cnnc::halide::KernelOp>().empty());
  for (int count = 0; count < 2; ++count) {
    SmallVector<Tensor> expected = plain.run(/*keep=*/true), found = fused.run(/*keep=*/true);
    ASSERT_EQ(found.size(), expected.size());
    for (auto [value, reference] : llvm::zip_equal(found, expected))
      EXPECT_TRUE(areClose(value, reference, 1e-9));
  }
  for (const auto &parameter : plain.interpreter->getParameters())
    EXPECT_TRUE(areClose(fused.interpreter->getParameters().at(parameter.getKey()), parameter.getValue(), 1e-9))
        << parameter.getKey().str();
}

/// Steps make the loss small, with every optimiser.
TEST(TrainingStep, DescendsToTheData) {
  for (StringRef optimizer :
       {"#cnn.sgd<learning_rate = 0.2>", "#cnn.sgd<learning_rate = 0.05, momentum = 0.9>",
        "#cnn.sgd<learning_rate = 0.05, momentum = 0.9, nesterov = true>", "#cnn.adam<learning_rate = 0.02>"}) {
    Step step(regression, optimizer, optimize);
    ASSERT_TRUE(step.interpreter);
    double first = step.run(/*keep=*/true).front()[0];
    for (int count = 0; count < 400; ++count)
      step.run(/*keep=*/true);
    EXPECT_LT(step.run().front()[0], 0.2 * first) << optimizer.str();
  }
}
