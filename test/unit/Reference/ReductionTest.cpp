//===- ReductionTest.cpp - Sums, means and softmax ----------------------===//

#include "Support.h"

using namespace cnnc::test;

TEST(Reduction, SumOverAxes) {
  Tensor x = count({2, 3});
  EXPECT_THAT(compute("cnn.sum %a axes = [0] : (tensor<2x3xf32>) -> tensor<3xf32>", {x}),
              ElementsAre(5, 7, 9));
  EXPECT_THAT(compute("cnn.sum %a axes = [1] keep_dims : (tensor<2x3xf32>) -> tensor<2x1xf32>", {x}),
              ElementsAre(6, 15));
  EXPECT_THAT(compute("cnn.sum %a axes = [1, 0] : (tensor<2x3xf32>) -> tensor<f32>", {x}),
              ElementsAre(21));
}

TEST(Reduction, MeanOverSpace) {
  EXPECT_THAT(compute("cnn.mean %a axes = [2, 3] : (tensor<1x2x2x2xf32>) -> tensor<1x2xf32>",
                      {count({1, 2, 2, 2})}),
              ElementsAre(2.5, 6.5));
}

TEST(Reduction, SoftmaxByHand) {
  double total = std::exp(1) + std::exp(2) + std::exp(3);
  EXPECT_THAT(compute("cnn.softmax %a : (tensor<1x3xf32>) -> tensor<1x3xf32>", {count({1, 3})}),
              isClose({std::exp(1) / total, std::exp(2) / total, std::exp(3) / total}));
}

TEST(Reduction, SoftmaxDoesNotOverflow) {
  EXPECT_THAT(compute("cnn.softmax %a axis = 0 : (tensor<2x2xf32>) -> tensor<2x2xf32>",
                      {Tensor({2, 2}, {1000, -1000, 1000, -1000 + std::log(3)})}),
              isClose({0.5, 0.25, 0.5, 0.75}));
}

TEST(Reduction, SoftmaxGradientByHand) {
  // y . dy = 1*0.5 + 2*0.25 + 4*0.25 = 2
  EXPECT_THAT(compute("cnn.softmax_gradient %a, %b : (tensor<1x3xf32>, tensor<1x3xf32>) -> tensor<1x3xf32>",
                      {Tensor({1, 3}, {1, 2, 4}), Tensor({1, 3}, {0.5, 0.25, 0.25})}),
              isClose({-0.5, 0, 0.5}));
}
