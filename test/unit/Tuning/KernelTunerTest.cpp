//===- KernelTunerTest.cpp - Correct first, then fast -------------------===//

#include "compiler/Tuning/KernelTuner.h"
#include "Kernels.h"
#include "compiler/Tuning/KernelTrial.h"

using namespace mlir;
using namespace cnnc;

using KernelTunerTest = test::TuningTest;

/// A register tile of one vector and one row is several times slower than one that fills the registers.
TEST_F(KernelTunerTest, FindsWhatIsFaster) {
  halide::KernelOp kernel = parse(test::convolution);
  KernelVariant initial(kernel, settings.target, {}), slow(kernel, settings.target, {{"tile_vectors", 1}});
  compileVariants({&initial, &slow}, settings.target, KernelCache());
  llvm::Expected<KernelTrial> trial = KernelTrial::create({&slow, &initial}, settings);
  ASSERT_TRUE(static_cast<bool>(trial));
  TrialTensors tensors(kernel);
  EXPECT_GT(tensors.getCopies(), 8u);
  auto times = trial->measure(tensors);
  ASSERT_TRUE(static_cast<bool>(times));
  EXPECT_GT(times->front(), 0.0);
  EXPECT_GT(times->back(), 0.0);

  std::vector<std::string> tried;
  auto tuned = tuneKernel(kernel, settings, KernelCache(), [&](StringRef name) { tried.push_back(name.str()); });
  ASSERT_TRUE(static_cast<bool>(tuned)) << llvm::toString(tuned.takeError());
  ASSERT_GE(tried.size(), initial.asked.size());
  for (auto [choice, name] : llvm::zip(initial.asked, tried))
    EXPECT_EQ(choice.name, name);
  EXPECT_LE(tuned->contenders.size(), 6u);
  EXPECT_LE(tuned->times.after, tuned->times.before);
  for (const Choices &choices : tuned->contenders)
    EXPECT_NE(KernelVariant(kernel, settings.target, choices).digest, initial.digest);
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
