//===- KernelTunerTest.cpp - Correct first, then fast -------------------===//

#include "compiler/Tuning/KernelTuner.h"
#include "Kernels.h"
#include "compiler/Tuning/Disturbance.h"
#include "compiler/Tuning/KernelTrial.h"

using namespace mlir;
using namespace cnnc;

using KernelTunerTest = test::TuningTest;

/// Whether an answer to one of the questions that `initial` asks leaves no need to ask for `name`.
static bool isSpared(const KernelVariant &initial, StringRef name, const Target &target) {
  return llvm::any_of(initial.asked, [&](const Choice &choice) {
    return llvm::any_of(choice.candidates, [&](int64_t answer) {
      KernelVariant variant(*initial.kernel, target, {{choice.name, answer}});
      return llvm::none_of(variant.asked, [&](const Choice &asked) { return asked.name == name; });
    });
  });
}

/// Every number is varied that the answers before it leave open, in the order of the family, with others between
/// them that an answer brings in, as rows do once images are not what threads share; what is found are other schedules,
/// whose numbers all count.
TEST_F(KernelTunerTest, VariesEveryNumber) {
  halide::KernelOp kernel = parse(test::convolution);
  KernelVariant initial(kernel, settings.target, {});
  std::vector<std::string> tried;
  auto tuned = tuneKernel(kernel, settings, KernelCache(), [&](StringRef name) { tried.push_back(name.str()); });
  ASSERT_TRUE(static_cast<bool>(tuned)) << llvm::toString(tuned.takeError());
  auto place = tried.begin();
  for (const Choice &choice : initial.asked) {
    auto found = std::find(place, tried.end(), choice.name);
    if (found != tried.end())
      place = found + 1;
    else
      EXPECT_TRUE(isSpared(initial, choice.name, settings.target)) << choice.name;
  }
  EXPECT_GT(tuned->times.before, 0.0);
  EXPECT_LE(tuned->contenders.size(), 6u);
  for (const Choices &choices : tuned->contenders) {
    KernelVariant variant(kernel, settings.target, choices);
    EXPECT_NE(variant.digest, initial.digest);
    for (const auto &[name, value] : choices)
      EXPECT_TRUE(llvm::any_of(variant.asked, [&](const Choice &choice) {
        return choice.name == name && choice.value == value;
      })) << name;
  }
}

/// Operands are as many as no cache holds, and each copy has the same values.
TEST_F(KernelTunerTest, OperandsAreCold) {
  TrialTensors tensors(parse(test::elementwise));
  EXPECT_GT(tensors.getCopies() * 2 * 33 * 1000 * sizeof(float), size_t(16) << 20);
  EXPECT_NE(tensors.getInputs(0)[0], tensors.getInputs(1)[0]);
  EXPECT_EQ(tensors.getInputs(0)[0], tensors.getInputs(tensors.getCopies())[0]);
  EXPECT_EQ(std::memcmp(tensors.getInputs(0)[0], tensors.getInputs(1)[0], 33 * 1000 * sizeof(float)), 0);
}

/// A disturbed run counts only where there are too few quiet ones.
TEST_F(KernelTunerTest, QuietRunsCount) {
  QuietMinimum least;
  least.add(3, false);
  EXPECT_EQ(least.get(), 3);
  for (int run = 0; run < 5; ++run) {
    EXPECT_FALSE(least.isQuiet());
    least.add(5 + run, true);
  }
  EXPECT_TRUE(least.isQuiet());
  EXPECT_EQ(least.get(), 5);
}

/// A variant that computes something else is seen before any time is taken.
TEST_F(KernelTunerTest, ComparesResults) {
  KernelVariant right(parse(test::elementwise), settings.target, {});
  std::string text = test::elementwise.str();
  text.replace(text.find("cnn.relu"), 8, "cnn.tanh");
  KernelVariant wrong(parse(text), settings.target, {});
  compileVariants({&right, &wrong}, settings.target, KernelCache());
  llvm::Expected<KernelTrial> trial = KernelTrial::create({&right, &wrong, &right}, settings);
  ASSERT_TRUE(static_cast<bool>(trial)) << llvm::toString(trial.takeError());
  TrialTensors tensors(*right.kernel);
  auto agrees = trial->compareResults(tensors);
  ASSERT_TRUE(static_cast<bool>(agrees));
  EXPECT_EQ(*agrees, (std::vector<bool>{true, false, true}));
}

TEST_F(KernelTunerTest, AgreementIsRelativeToTheLargest) {
  auto floats = RankedTensorType::get({4}, Float32Type::get(&context));
  float expected[] = {100, 1, std::nanf(""), -3}, near[] = {100.009f, 0.991f, std::nanf(""), -3};
  float far[] = {100, 1.02f, std::nanf(""), -3}, missing[] = {100, 1, 0, -3};
  EXPECT_TRUE(agree(floats, expected, near));
  EXPECT_FALSE(agree(floats, expected, far));
  EXPECT_FALSE(agree(floats, expected, missing));
  auto codes = RankedTensorType::get({1000}, IntegerType::get(&context, 8));
  std::vector<char> a(1000), b(1000);
  b[5] = 1;
  EXPECT_TRUE(agree(codes, a.data(), b.data()));
  b[6] = 1;
  EXPECT_FALSE(agree(codes, a.data(), b.data()));
}
