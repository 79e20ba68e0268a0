//===- PoolingTest.cpp - Pooling and its gradients ----------------------===//

#include "Support.h"

using namespace cnnc::test;

TEST(MaxPool, PaddingNeverWins) {
  EXPECT_THAT(compute("cnn.max_pool %a kernel = [2, 2] strides = [2, 2] pads = [1, "
                      "1, 1, 1] : (tensor<1x1x2x2xf32>) -> tensor<1x1x2x2xf32>",
                      {Tensor({1, 1, 2, 2}, {-1, -2, -3, -4})}),
              ElementsAre(-1, -2, -3, -4));
}

TEST(MaxPool, CeilModeAddsPartWindows) {
  std::string attributes = "kernel = [1, 2] strides = [1, 2]";
  Tensor line({1, 1, 1, 3}, {1, 3, 2});
  EXPECT_THAT(compute("cnn.max_pool %a " + attributes + " : (tensor<1x1x1x3xf32>) -> tensor<1x1x1x1xf32>", {line}),
              ElementsAre(3));
  EXPECT_THAT(compute("cnn.max_pool %a " + attributes + " ceil_mode : (tensor<1x1x1x3xf32>) -> "
                      "tensor<1x1x1x2xf32>",
                      {line}),
              ElementsAre(3, 2));
}

TEST(MaxPool, Dilates) {
  EXPECT_THAT(compute("cnn.max_pool %a kernel = [1, 2] dilations = [1, 2] : "
                      "(tensor<1x1x1x4xf32>) -> tensor<1x1x1x2xf32>",
                      {Tensor({1, 1, 1, 4}, {1, 9, 3, 4})}),
              ElementsAre(3, 9));
}

TEST(MaxPool, ArgmaxNamesTheFirstLargest) {
  auto results = evaluate("cnn.max_pool_argmax %a kernel = [2, 2] strides = [2, 2] : "
                          "(tensor<1x1x2x6xf32>) -> (tensor<1x1x1x3xf32>, tensor<1x1x1x3xi8>)",
                          {Tensor({1, 1, 2, 6}, {5, 5, 1, 2, 0, 0, 5, 5, 4, 3, 0, 7})});
  ASSERT_EQ(results.size(), 2u);
  EXPECT_THAT(results[0].getValues(), ElementsAre(5, 4, 7));
  EXPECT_THAT(results[1].getValues(), ElementsAre(0, 2, 3));
}

TEST(MaxPool, GradientGoesWhereTheMaximumWas) {
  // Two overlapping windows of three; both found their maximum at the same element, 2.
  EXPECT_THAT(compute("cnn.max_pool_gradient %a, %b kernel = [1, 3] : (tensor<1x1x1x2xf32>, "
                      "tensor<1x1x1x2xi8>) -> tensor<1x1x1x4xf32>",
                      {Tensor({1, 1, 1, 2}, {10, 3}), Tensor({1, 1, 1, 2}, {2, 1})}),
              ElementsAre(0, 0, 13, 0));
}

TEST(AveragePool, CountsElementsOfTheImageOrOfTheWindow) {
  std::string attributes = "kernel = [1, 2] strides = [1, 2] pads = [0, 1, 0, 0]";
  Tensor line({1, 1, 1, 3}, {2, 4, 8});
  EXPECT_THAT(compute("cnn.average_pool %a " + attributes + " : (tensor<1x1x1x3xf32>) -> tensor<1x1x1x2xf32>",
                      {line}),
              ElementsAre(2, 6));
  EXPECT_THAT(compute("cnn.average_pool %a " + attributes + " count_include_pad : (tensor<1x1x1x3xf32>) -> "
                      "tensor<1x1x1x2xf32>",
                      {line}),
              ElementsAre(1, 6));
}

TEST(AveragePool, CellsPastThePaddingNeverCount) {
  // The third window [5, 8) has one element, one cell of padding, and one cell past the padding.
  EXPECT_THAT(compute("cnn.average_pool %a kernel = [1, 3] strides = [1, 3] pads = ["
                      "0, 1, 0, 1] count_include_pad ceil_mode : (tensor<1x1x1x6xf32>) -> tensor<1x1x1x3xf32>",
                      {Tensor({1, 1, 1, 6}, {3, 3, 6, 6, 6, 5})}),
              isClose({2, 6, 2.5}));
}

TEST(AveragePool, GradientSharesEqually) {
  std::string attributes = "kernel = [1, 2] strides = [1, 2] pads = [0, 1, 0, 0]";
  Tensor gradient({1, 1, 1, 2}, {8, 6});
  EXPECT_THAT(compute("cnn.average_pool_gradient %a " + attributes + " : (tensor<1x1x1x2xf32>) -> "
                      "tensor<1x1x1x3xf32>",
                      {gradient}),
              ElementsAre(8, 3, 3));
  EXPECT_THAT(compute("cnn.average_pool_gradient %a " + attributes + " count_include_pad : "
                      "(tensor<1x1x1x2xf32>) -> tensor<1x1x1x3xf32>",
                      {gradient}),
              ElementsAre(4, 3, 3));
}

/// The largest and the mean element of each window, from a list of them all.
TEST(Pooling, EqualsListingTheWindows) {
  for (uint64_t seed = 0; seed < 40; ++seed) {
    Dice dice(seed);
    RandomPool shape(dice);
    Tensor x = makeRandom(shape.input, seed), largest(shape.output), mean(shape.output);
    cnnc::reference::forEachIndex(shape.output, [&](llvm::ArrayRef<int64_t> at) {
      std::vector<double> elements;
      for (int64_t row = 0; row < shape.input[2]; ++row)
        for (int64_t column = 0; column < shape.input[3]; ++column) {
          int64_t down = row + shape.pads[0] - at[2] * shape.strides[0];
          int64_t right = column + shape.pads[1] - at[3] * shape.strides[1];
          if (down >= 0 && right >= 0 && down % shape.dilations[0] == 0 && right % shape.dilations[1] == 0 &&
              down / shape.dilations[0] < shape.kernel[0] && right / shape.dilations[1] < shape.kernel[1])
            elements.push_back(x.at({at[0], at[1], row, column}));
        }
      ASSERT_FALSE(elements.empty());
      largest.at(at) = *std::max_element(elements.begin(), elements.end());
      mean.at(at) = std::accumulate(elements.begin(), elements.end(), 0.0) / elements.size();
    });
    std::string rest = " %a " + shape.printAttributes() + " : (" + printType(shape.input) + ") -> " +
                       printType(shape.output);
    auto maxPool = evaluate("cnn.max_pool" + rest, {x}), averagePool = evaluate("cnn.average_pool" + rest, {x});
    ASSERT_TRUE(maxPool.size() == 1 && averagePool.size() == 1) << rest;
    EXPECT_TRUE(areClose(maxPool[0], largest, 0.0)) << rest;
    EXPECT_TRUE(areClose(averagePool[0], mean, 1e-14)) << rest;
  }
}
