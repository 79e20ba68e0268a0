//===- NormalizationTest.cpp - Batch normalisation and dropout ----------===//

#include "Support.h"

#include "runtime/Random.h"

using namespace cnnc::test;

static Tensor vector(double a, double b) { return Tensor({2}, {a, b}); }

TEST(BatchNorm, UsesTheGivenStatistics) {
  EXPECT_THAT(compute("cnn.batch_norm %a, %b, %c, %d, %e epsilon = 0.0 : (tensor<2x2xf32>, tensor<2xf32>, "
                      "tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<2x2xf32>",
                      {Tensor({2, 2}, {1, 10, 3, 30}), vector(2, 3), vector(100, 200), vector(1, 20), vector(4, 25)}),
              isClose({100, 194, 102, 206}));
}

TEST(BatchNorm, EpsilonIsInsideTheRoot) {
  EXPECT_THAT(compute("cnn.batch_norm %a, %b, %c, %d, %e epsilon = 0.25 : (tensor<1x1xf32>, tensor<1xf32>, "
                      "tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x1xf32>",
                      {Tensor({1, 1}, {3}), Tensor({1}, {1}), Tensor({1}, {0}), Tensor({1}, {0}), Tensor({1}, {0})}),
              isClose({6}));
}

TEST(BatchNorm, TrainingUsesTheBatch) {
  // Channel 0 is 1, 3 (mean 2, variance 1), channel 1 is 10, 30 (mean 20, variance 100); of N = 2
  // elements, so the unbiased variances are 2 and 200.
  auto results = evaluate("cnn.batch_norm_training %a, %b, %c, %d, %e epsilon = 0.0 momentum = 0.25 : "
                          "(tensor<1x2x1x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> "
                          "(tensor<1x2x1x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)",
                          {Tensor({1, 2, 1, 2}, {1, 3, 10, 30}), vector(5, 7), vector(0.5, 0), vector(4, 8),
                           vector(1, 4)});
  ASSERT_EQ(results.size(), 5u);
  EXPECT_THAT(results[0].getValues(), isClose({-4.5, 5.5, -7, 7}));
  EXPECT_THAT(results[1].getValues(), isClose({2, 20}));
  EXPECT_THAT(results[2].getValues(), isClose({1, 0.1}));
  EXPECT_THAT(results[3].getValues(), isClose({3.5, 11}));
  EXPECT_THAT(results[4].getValues(), isClose({1.25, 53}));
}

TEST(BatchNorm, GradientByHand) {
  // x = 1, 3, so z = -1, 1; dy = 1, 5: doffset = 6, dscale = 4, dx = 2 * (dy - 3 - z*2) = 0.
  auto results = evaluate("cnn.batch_norm_gradient %a, %b, %c, %d, %e : (tensor<2x1xf32>, tensor<2x1xf32>, "
                          "tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) -> (tensor<2x1xf32>, tensor<1xf32>, "
                          "tensor<1xf32>)",
                          {Tensor({2, 1}, {1, 5}), Tensor({2, 1}, {1, 3}), Tensor({1}, {2}), Tensor({1}, {2}),
                           Tensor({1}, {1})});
  ASSERT_EQ(results.size(), 3u);
  EXPECT_THAT(results[0].getValues(), isClose({0, 0}));
  EXPECT_THAT(results[1].getValues(), isClose({4}));
  EXPECT_THAT(results[2].getValues(), isClose({6}));
}

TEST(Dropout, IsTheIdentityInInference) {
  EXPECT_THAT(compute("cnn.dropout %a rate = 0.9 : (tensor<2xf32>) -> tensor<2xf32>", {count({2})}),
              ElementsAre(1, 2));
}

static std::vector<double> drawMask(double seed, double step, const std::string &stream) {
  return compute("cnn.dropout_mask %a, %b rate = 0.25 stream = " + stream + " : (tensor<i32>, "
                 "tensor<i32>) -> tensor<100x100xf32>",
                 {Tensor({}, {seed}), Tensor({}, {step})});
}

TEST(Dropout, MaskIsPhilox) {
  auto mask = drawMask(7, 3, "5");
  ASSERT_EQ(mask.size(), 10000u);
  for (uint32_t i = 0; i < mask.size(); ++i) {
    uint32_t word = ::cnn::runtime::philox({i, 3, 0, 0}, {7, 5})[0];
    ASSERT_DOUBLE_EQ(mask[i], word < (1u << 30) ? 0.0 : 4.0 / 3.0) << i;
  }
}

TEST(Dropout, MaskKeepsTheMean) {
  auto mask = drawMask(7, 3, "5");
  // Its mean is 1 and its standard deviation sqrt(rate / (1 - rate) / 10000) = 0.0058.
  EXPECT_NEAR(std::accumulate(mask.begin(), mask.end(), 0.0) / mask.size(), 1.0, 0.02);
  for (double value : mask)
    ASSERT_TRUE(value == 0.0 || value == 1.0 / 0.75);
}

TEST(Dropout, MaskDependsOnSeedStepAndStream) {
  auto mask = drawMask(7, 3, "5");
  EXPECT_EQ(mask, drawMask(7, 3, "5"));
  EXPECT_NE(mask, drawMask(8, 3, "5"));
  EXPECT_NE(mask, drawMask(7, 4, "5"));
  EXPECT_NE(mask, drawMask(7, 3, "6"));
}
