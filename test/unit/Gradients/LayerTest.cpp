//===- LayerTest.cpp - Every operation's gradient rule ------------------===//

#include "Cases.h"
#include "GradientCheck.h"
#include "gmock/gmock.h"

using namespace cnnc;
using namespace cnnc::test;

class LayerGradients : public testing::TestWithParam<std::string> {};

TEST_P(LayerGradients, EqualFiniteDifferences) {
  const Generator &generate = getGenerators().at(GetParam());
  // The statistics that batch_norm_training gives beside its output are no functions of the loss.
  bool onlyFirst = GetParam() == "cnn.batch_norm_training";
  for (uint64_t seed = 0; seed < 12; ++seed) {
    Dice dice(seed);
    Case made = generate(dice);
    checkGradients(made.operation, made.operands, seed, [&](unsigned result) { return !onlyFirst || result == 0; });
    if (HasFailure())
      break;
  }
}

static std::vector<std::string> getNames() {
  std::vector<std::string> names;
  for (const auto &[name, generator] : getGenerators())
    names.push_back(name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(, LayerGradients, testing::ValuesIn(getNames()), [](const auto &test) {
  return test.param.substr(std::string("cnn.").size());
});

TEST(Gradients, EveryRuleIsChecked) {
  mlir::MLIRContext context;
  context.loadDialect<cnn::CNNDialect>();
  std::vector<std::string> differentiable;
  for (mlir::RegisteredOperationName name : context.getRegisteredOperations())
    if (name.hasInterface<cnn::DifferentiableOpInterface>())
      differentiable.push_back(name.getStringRef().str());
  EXPECT_THAT(getNames(), testing::UnorderedElementsAreArray(differentiable));
}
