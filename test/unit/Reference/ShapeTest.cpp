//===- ShapeTest.cpp - Operations that move elements --------------------===//

#include "Support.h"

using namespace cnnc::test;

TEST(Shape, FlattenAndReshapeKeepTheOrder) {
  Tensor x = makeRandom({2, 3, 2, 2}, 1);
  auto flat = evaluate("cnn.flatten %a : (tensor<2x3x2x2xf32>) -> tensor<2x12xf32>", {x});
  ASSERT_EQ(flat.size(), 1u);
  EXPECT_TRUE(areClose(flat[0], Tensor({2, 12}, x.getValues()), 0.0));
  auto shaped = evaluate("cnn.reshape %a : (tensor<2x3x2x2xf32>) -> tensor<4x6xf32>", {x});
  ASSERT_EQ(shaped.size(), 1u);
  EXPECT_TRUE(areClose(shaped[0], Tensor({4, 6}, x.getValues()), 0.0));
}

TEST(Shape, Transpose) {
  EXPECT_THAT(compute("cnn.transpose %a permutation = [1, 0] : (tensor<2x3xf32>) -> tensor<3x2xf32>",
                      {count({2, 3})}),
              ElementsAre(1, 4, 2, 5, 3, 6));
  // Dimension d of the result is dimension permutation[d]: (c, h, w) -> (w, c, h).
  EXPECT_THAT(compute("cnn.transpose %a permutation = [2, 0, 1] : (tensor<2x1x3xf32>) -> "
                      "tensor<3x2x1xf32>",
                      {count({2, 1, 3})}),
              ElementsAre(1, 4, 2, 5, 3, 6));
}

TEST(Shape, Concat) {
  EXPECT_THAT(compute("cnn.concat %a, %b, %c axis = 1 : (tensor<2x1xf32>, tensor<2x2xf32>, tensor<2x1xf32>) "
                      "-> tensor<2x4xf32>",
                      {Tensor({2, 1}, {1, 2}), Tensor({2, 2}, {3, 4, 5, 6}), Tensor({2, 1}, {7, 8})}),
              ElementsAre(1, 3, 4, 7, 2, 5, 6, 8));
}

TEST(Shape, SliceAndPad) {
  EXPECT_THAT(compute("cnn.slice %a axis = 1 begin = 1 size = 2 : (tensor<2x4xf32>) -> "
                      "tensor<2x2xf32>",
                      {count({2, 4})}),
              ElementsAre(2, 3, 6, 7));
  EXPECT_THAT(compute("cnn.pad %a axis = 0 before = 1 after = 2 : (tensor<1x2xf32>) -> "
                      "tensor<4x2xf32>",
                      {count({1, 2})}),
              ElementsAre(0, 0, 1, 2, 0, 0, 0, 0));
}

TEST(Shape, Broadcast) {
  EXPECT_THAT(compute("cnn.broadcast %a : (tensor<2x1xf32>) -> tensor<2x2x3xf32>", {Tensor({2, 1}, {1, 2})}),
              ElementsAre(1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2));
}

TEST(Shape, RepackKeepsTheLogicalTensor) {
  Network network(R"(
    cnn.network @net(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
      %0 = cnn.repack %x : (tensor<2x3xf32>) -> tensor<2x3xf32, #cnn.layout<[1, 0]>>
      %1 = cnn.relu %0 : (tensor<2x3xf32, #cnn.layout<[1, 0]>>) -> tensor<2x3xf32, #cnn.layout<[1, 0]>>
      %2 = cnn.repack %1 : (tensor<2x3xf32, #cnn.layout<[1, 0]>>) -> tensor<2x3xf32>
      cnn.return %2 : tensor<2x3xf32>
    })");
  auto results = network.run(count({2, 3}));
  ASSERT_EQ(results.size(), 1u);
  EXPECT_THAT(results[0].getValues(), ElementsAre(1, 2, 3, 4, 5, 6));
}
