//===- DenseTest.cpp - Dense layers and matrix products -----------------===//

#include "Support.h"

using namespace cnnc::test;

TEST(Dense, MultipliesByTheTransposedWeight) {
  EXPECT_THAT(compute("cnn.dense %a, %b, %c : (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x2xf32>",
                      {count({2, 3}), Tensor({2, 3}, {1, 0, -1, 1, 1, 1}), Tensor({2}, {100, 200})}),
              ElementsAre(98, 206, 98, 215));
}

TEST(Dense, MayLackABias) {
  EXPECT_THAT(compute("cnn.dense %a, %b : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x1xf32>",
                      {Tensor({1, 2}, {2, 3}), Tensor({1, 2}, {10, 100})}),
              ElementsAre(320));
}

TEST(MatMul, EveryTransposition) {
  // [1 2 3; 4 5 6] * [1 2; 3 4; 5 6] = [22 28; 49 64]
  Tensor a = count({2, 3}), b = count({3, 2});
  Tensor aTransposed({3, 2}, {1, 4, 2, 5, 3, 6}), bTransposed({2, 3}, {1, 3, 5, 2, 4, 6});
  auto product = ElementsAre(22, 28, 49, 64);
  EXPECT_THAT(compute("cnn.matmul %a, %b : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>", {a, b}), product);
  EXPECT_THAT(compute("cnn.matmul %a, %b transpose_a : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>",
                      {aTransposed, b}),
              product);
  EXPECT_THAT(compute("cnn.matmul %a, %b transpose_b : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x2xf32>",
                      {a, bTransposed}),
              product);
  EXPECT_THAT(compute("cnn.matmul %a, %b transpose_a transpose_b : (tensor<3x2xf32>, tensor<2x3xf32>) -> "
                      "tensor<2x2xf32>",
                      {aTransposed, bTransposed}),
              product);
}
