//===- ChoicesTest.cpp - What a family asks for decides nothing but speed -===//

#include "Kernels.h"
#include "compiler/Schedules/Schedule.h"
#include "compiler/Tuning/KernelTrial.h"

using namespace mlir;
using namespace cnnc;

namespace {

class ChoicesTest : public test::TuningTest {
protected:
  /// Every candidate of every number, the others as the cost model has them: the same results up to rounding, and
  /// on two threads the same bits as on one.
  void check(StringRef text, const std::vector<std::string> &expectedNames) {
    SCOPED_TRACE(text.str());
    halide::KernelOp kernel = parse(text);
    std::vector<std::unique_ptr<KernelVariant>> variants;
    variants.push_back(std::make_unique<KernelVariant>(kernel, settings.target, Choices()));
    std::vector<std::string> names;
    for (const Choice &choice : variants.front()->asked) {
      names.push_back(choice.name);
      for (int64_t candidate : choice.candidates)
        variants.push_back(std::make_unique<KernelVariant>(kernel, settings.target, Choices{{choice.name, candidate}}));
    }
    EXPECT_EQ(names, expectedNames);
    SmallVector<KernelVariant *> all;
    for (const auto &variant : variants)
      all.push_back(variant.get());
    compileVariants(all, settings.target, KernelCache());
    for (KernelVariant *variant : all)
      ASSERT_FALSE(variant->code.empty()) << describe(*variant) << " cannot be compiled";

    TrialTensors tensors(kernel);
    SmallVector<const KernelVariant *> runnable(all.begin(), all.end());
    llvm::Expected<KernelTrial> trial = KernelTrial::create(runnable, settings);
    ASSERT_TRUE(static_cast<bool>(trial)) << llvm::toString(trial.takeError());
    auto agrees = trial->compareResults(tensors);
    auto results = trial->computeResults(tensors);
    settings.threads = 2;
    llvm::Expected<KernelTrial> parallel = KernelTrial::create(runnable, settings);
    ASSERT_TRUE(agrees && results && parallel);
    auto onTwo = parallel->computeResults(tensors);
    ASSERT_TRUE(static_cast<bool>(onTwo));
    for (size_t index = 0; index < all.size(); ++index) {
      EXPECT_TRUE((*agrees)[index]) << describe(*all[index]);
      EXPECT_TRUE((*results)[index] == (*onTwo)[index]) << describe(*all[index]) << " on two threads";
    }
  }

  static std::string describe(const KernelVariant &variant) {
    std::string text;
    for (const auto &[name, value] : variant.choices)
      text += name + " = " + std::to_string(value) + " ";
    return text;
  }
};

} // namespace

TEST_F(ChoicesTest, DirectConvolution) {
  check(test::convolution,
        {"tile_vectors", "tile_rows", "parallel_images", "rows_outside", "blocks_inside", "pack_weight"});
  check(test::wide, {"tile_vectors", "tile_rows", "parallel_images", "rows_outside", "blocks_inside"});
  check(test::pooled, {"tile_vectors", "tile_rows", "parallel_images", "rows_outside", "pack_weight"});
}
TEST_F(ChoicesTest, Winograd) {
  check(test::getWinograd("winograd"), {"chunk_rows", "chunk_images", "parallel_images", "tile_vectors", "tile_rows"});
}
TEST_F(ChoicesTest, WinogradRows) {
  check(test::getWinograd("winograd_rows"), {"parallel_images", "tile_vectors", "tile_rows"});
}
TEST_F(ChoicesTest, WeightGradient) {
  check(test::getWeightGradient("direct"), {"tile_vectors", "tile_columns", "tile_rows", "chunk_images", "pieces"});
  check(test::getWeightGradient("winograd"), {"tile_vectors", "tile_rows", "chunk_tiles"});
}
TEST_F(ChoicesTest, MatrixProduct) { check(test::dense, {"tile_vectors", "tile_rows", "rows_outside", "parallel"}); }
TEST_F(ChoicesTest, Elementwise) { check(test::elementwise, {"pieces"}); }

/// A number that is no candidate is as good as none: a database may be older than the family.
TEST_F(ChoicesTest, UnknownChoicesAreTheCostModels) {
  halide::KernelOp kernel = parse(test::convolution);
  KernelVariant initial(kernel, settings.target, {});
  EXPECT_EQ(initial.digest, KernelVariant(kernel, settings.target, {{"tile_rows", 1000}, {"tile_colour", 1}}).digest);
  EXPECT_NE(initial.digest, KernelVariant(kernel, settings.target, {{"tile_vectors", 1}}).digest);
}

/// A kernel that has a schedule keeps it, and nothing is asked.
TEST_F(ChoicesTest, ScheduledKernelsAreLeftAlone) {
  halide::KernelOp kernel = parse(test::elementwise);
  EXPECT_FALSE(scheduleKernel(kernel, settings.target).empty());
  std::string digest = getKernelDigest(kernel, settings.target);
  EXPECT_TRUE(scheduleKernel(kernel, settings.target, {{"pieces", 2}}).empty());
  EXPECT_EQ(digest, getKernelDigest(kernel, settings.target));
}
