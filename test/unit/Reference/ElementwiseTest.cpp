//===- ElementwiseTest.cpp - Activations and arithmetic -----------------===//

#include "Support.h"

using namespace cnnc::test;

static const std::string unary = " : (tensor<3xf32>) -> tensor<3xf32>";
static const std::string binary = " : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>";
static const Tensor x({3}, {-2, 0, 3}), dy({3}, {10, 20, 30});

TEST(Elementwise, Relu) {
  EXPECT_THAT(compute("cnn.relu %a" + unary, {x}), ElementsAre(0, 0, 3));
  EXPECT_THAT(compute("cnn.relu_gradient %a, %b" + binary, {dy, Tensor({3}, {0, 0, 3})}), ElementsAre(0, 0, 30));
}

TEST(Elementwise, LeakyRelu) {
  EXPECT_THAT(compute("cnn.leaky_relu %a" + unary, {x}), isClose({-0.02, 0, 3}));
  EXPECT_THAT(compute("cnn.leaky_relu %a alpha = 0.5" + unary, {x}), ElementsAre(-1, 0, 3));
  EXPECT_THAT(compute("cnn.leaky_relu_gradient %a, %b alpha = 0.5" + binary, {dy, x}),
              ElementsAre(5, 20, 30));
}

TEST(Elementwise, Sigmoid) {
  EXPECT_THAT(compute("cnn.sigmoid %a" + unary, {x}), isClose({0.11920292202211755, 0.5, 0.9525741268224334}));
  EXPECT_THAT(compute("cnn.sigmoid_gradient %a, %b" + binary, {dy, Tensor({3}, {0.5, 0.25, 1})}),
              isClose({2.5, 3.75, 0}));
}

TEST(Elementwise, Tanh) {
  EXPECT_THAT(compute("cnn.tanh %a" + unary, {x}), isClose({-0.9640275800758169, 0, 0.9950547536867305}));
  EXPECT_THAT(compute("cnn.tanh_gradient %a, %b" + binary, {dy, Tensor({3}, {0.5, 0, -1})}), isClose({7.5, 20, 0}));
}

TEST(Elementwise, Clamp) {
  std::string limits = " min = -1.0 max = 2.0";
  EXPECT_THAT(compute("cnn.clamp %a" + limits + unary, {x}), ElementsAre(-1, 0, 2));
  EXPECT_THAT(compute("cnn.clamp %a max = 2.0" + unary, {x}), ElementsAre(-2, 0, 2));
  EXPECT_THAT(compute("cnn.clamp_gradient %a, %b" + limits + binary, {dy, x}), ElementsAre(0, 20, 0));
  // The limits themselves pass no gradient.
  EXPECT_THAT(compute("cnn.clamp_gradient %a, %b" + limits + binary, {dy, Tensor({3}, {-1, 1, 2})}),
              ElementsAre(0, 20, 0));
}

TEST(Elementwise, AddRepeatsExtentsOfOneAndMissingOnes) {
  EXPECT_THAT(compute("cnn.add %a, %b : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>",
                      {count({2, 2}), Tensor({2, 2}, {10, 20, 30, 40})}),
              ElementsAre(11, 22, 33, 44));
  EXPECT_THAT(compute("cnn.add %a, %b : (tensor<2x1xf32>, tensor<2xf32>) -> tensor<2x2xf32>",
                      {Tensor({2, 1}, {10, 20}), Tensor({2}, {1, 2})}),
              ElementsAre(11, 12, 21, 22));
  EXPECT_THAT(compute("cnn.add %a, %b : (tensor<f32>, tensor<3xf32>) -> tensor<3xf32>", {Tensor({}, {1}), x}),
              ElementsAre(-1, 1, 4));
}

TEST(Elementwise, MultiplyByChannel) {
  EXPECT_THAT(compute("cnn.multiply %a, %b : (tensor<1x2x1x2xf32>, tensor<2x1x1xf32>) -> tensor<1x2x1x2xf32>",
                      {count({1, 2, 1, 2}), Tensor({2, 1, 1}, {10, 100})}),
              ElementsAre(10, 20, 300, 400));
}
