//===- TrainingTest.cpp - Losses ----------------------------------------===//

#include "Support.h"

using namespace cnnc::test;

TEST(Losses, Fill) {
  EXPECT_THAT(compute("cnn.fill 2.5 : tensor<2x1xf32>", {}), ElementsAre(2.5, 2.5));
}

TEST(Losses, CrossEntropyByHand) {
  // softmax(0, ln 3) = (1/4, 3/4); softmax(ln 2, ln 2) = (1/2, 1/2).
  Tensor logits({2, 2}, {0, std::log(3), std::log(2), std::log(2)}), labels({2}, {1, 0});
  EXPECT_THAT(compute("cnn.cross_entropy %a, %b : (tensor<2x2xf32>, tensor<2xi32>) -> tensor<f32>", {logits, labels}),
              isClose({(std::log(4.0 / 3.0) + std::log(2)) / 2}));
  EXPECT_THAT(compute("cnn.cross_entropy_gradient %a, %b, %c : (tensor<f32>, tensor<2x2xf32>, tensor<2xi32>) -> "
                      "tensor<2x2xf32>",
                      {Tensor({}, {8}), logits, labels}),
              isClose({1, -1, -2, 2}));
}

TEST(Losses, CrossEntropyDoesNotOverflow) {
  EXPECT_THAT(compute("cnn.cross_entropy %a, %b : (tensor<1x2xf32>, tensor<1xi32>) -> tensor<f32>",
                      {Tensor({1, 2}, {1000, -1000}), Tensor({1}, {1})}),
              isClose({2000}));
}

TEST(Losses, CountCorrectTakesTheFirstOfEquals) {
  EXPECT_THAT(compute("cnn.count_correct %a, %b : (tensor<4x2xf32>, tensor<4xi32>) -> tensor<i32>",
                      {Tensor({4, 2}, {1, 2, 1, 2, 3, 3, 3, 3}), Tensor({4}, {1, 0, 0, 1})}),
              ElementsAre(2));
}

TEST(Losses, MeanSquaredErrorByHand) {
  Tensor prediction({2, 2}, {1, 2, 3, 4}), target({2, 2}, {1, 0, 6, 4});
  EXPECT_THAT(compute("cnn.mean_squared_error %a, %b : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<f32>",
                      {prediction, target}),
              isClose({13.0 / 4.0}));
  EXPECT_THAT(compute("cnn.mean_squared_error_gradient %a, %b, %c : (tensor<f32>, tensor<2x2xf32>, "
                      "tensor<2x2xf32>) -> tensor<2x2xf32>",
                      {Tensor({}, {10}), prediction, target}),
              isClose({0, 10, -15, 0}));
}

TEST(Losses, Increment) {
  EXPECT_THAT(compute("cnn.increment %a : (tensor<i32>) -> tensor<i32>", {Tensor({}, {41})}), ElementsAre(42));
}
