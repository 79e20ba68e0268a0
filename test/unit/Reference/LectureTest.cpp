//===- LectureTest.cpp - The numbers that lectures work out -------------===//

#include "Support.h"

using namespace cnnc::test;

/// Two hidden sigmoid units and one output unit on the input (1, 0).
TEST(Lectures, SigmoidNetwork) {
  Network network(R"(
    cnn.parameter @hidden.weight : tensor<2x2xf32> = dense<[[3.7, 3.7], [2.9, 2.9]]> : tensor<2x2xf32>
    cnn.parameter @hidden.bias : tensor<2xf32> = dense<[-1.5, -4.5]> : tensor<2xf32>
    cnn.parameter @output.weight : tensor<1x2xf32> = dense<[[4.5, -5.2]]> : tensor<1x2xf32>
    cnn.parameter @output.bias : tensor<1xf32> = dense<-2.0> : tensor<1xf32>
    cnn.network @mlp(%x: tensor<1x2xf32>) -> (tensor<1x2xf32>, tensor<1x1xf32>) {
      %w1 = cnn.read @hidden.weight : tensor<2x2xf32>
      %b1 = cnn.read @hidden.bias : tensor<2xf32>
      %w2 = cnn.read @output.weight : tensor<1x2xf32>
      %b2 = cnn.read @output.bias : tensor<1xf32>
      %0 = cnn.dense %x, %w1, %b1 : (tensor<1x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
      %hidden = cnn.sigmoid %0 : (tensor<1x2xf32>) -> tensor<1x2xf32>
      %1 = cnn.dense %hidden, %w2, %b2 : (tensor<1x2xf32>, tensor<1x2xf32>, tensor<1xf32>) -> tensor<1x1xf32>
      %output = cnn.sigmoid %1 : (tensor<1x1xf32>) -> tensor<1x1xf32>
      cnn.return %hidden, %output : tensor<1x2xf32>, tensor<1x1xf32>
    })");
  auto results = network.run(Tensor({1, 2}, {1, 0}));
  ASSERT_EQ(results.size(), 2u);
  EXPECT_THAT(results[0].getValues(), isClose({0.90, 0.17}, 0.005));
  EXPECT_THAT(results[1].getValues(), isClose({0.76}, 0.005));
}

TEST(Lectures, FiveByFiveImage) {
  EXPECT_THAT(compute("cnn.conv2d %a, %b : (tensor<1x1x5x5xf32>, tensor<1x1x3x3xf32>) -> tensor<1x1x3x3xf32>",
                      {Tensor({1, 1, 5, 5}, {1, 1, 1, 0, 0, //
                                             0, 1, 1, 1, 0, //
                                             0, 0, 1, 1, 1, //
                                             0, 0, 1, 1, 0, //
                                             0, 1, 1, 0, 0}),
                       Tensor({1, 1, 3, 3}, {1, 0, 1, 0, 1, 0, 1, 0, 1})}),
              ElementsAre(4, 3, 4, 2, 4, 3, 2, 3, 4));
}

TEST(Lectures, MaxPoolTwoByTwo) {
  EXPECT_THAT(compute("cnn.max_pool %a kernel = [2, 2] strides = [2, 2] : "
                      "(tensor<1x1x4x4xf32>) -> tensor<1x1x2x2xf32>",
                      {Tensor({1, 1, 4, 4}, {1, 1, 2, 4, //
                                             5, 6, 7, 8, //
                                             3, 2, 1, 0, //
                                             1, 2, 3, 4})}),
              ElementsAre(6, 8, 3, 4));
}

/// The extent of the result is (W - F + 2P) / S + 1.
TEST(Lectures, OutputSize) {
  for (int64_t width : {5, 7, 28, 32, 227})
    for (int64_t filter : {1, 3, 5})
      for (int64_t padding : {0, 1, 2})
        for (int64_t stride : {1, 2, 4}) {
          Shape input = {1, 1, width, 5}, weight = {1, 1, filter, 1};
          Shape output = {1, 1, (width - filter + 2 * padding) / stride + 1, 5};
          std::string p = std::to_string(padding), s = std::to_string(stride);
          auto y = evaluate("cnn.conv2d %a, %b strides = [" + s + ", 1] pads = [" + p +
                                ", 0, " + p + ", 0] : (" + printType(input) + ", " + printType(weight) + ") -> " +
                                printType(output),
                            {Tensor(input), Tensor(weight)});
          ASSERT_EQ(y.size(), 1u);
        }
}

//===----------------------------------------------------------------------===//
// The X of 9 by 9 pixels, through three filters, ReLU and pooling
//===----------------------------------------------------------------------===//

/// 1 on both diagonals between the border, -1 elsewhere.
static Tensor drawX() {
  Tensor image({1, 1, 9, 9});
  for (int64_t row = 0; row < 9; ++row)
    for (int64_t column = 0; column < 9; ++column)
      image.at({0, 0, row, column}) = row % 8 != 0 && (row == column || row + column == 8) ? 1 : -1;
  return image;
}

/// The slides cut numbers after two digits: 7/9 is 0.77.
static std::vector<double> cut(const std::vector<double> &values) {
  std::vector<double> result;
  for (double value : values)
    result.push_back(std::trunc(value * 100 + (value < 0 ? -1e-9 : 1e-9)) / 100);
  return result;
}

static const std::string filterAndPool = R"(
  // Each filter's sum is divided by its nine elements.
  cnn.parameter @filters : tensor<3x1x3x3xf32> = dense<[
    [[[ 1.0, -1.0, -1.0], [-1.0, 1.0, -1.0], [-1.0, -1.0,  1.0]]],
    [[[ 1.0, -1.0,  1.0], [-1.0, 1.0, -1.0], [ 1.0, -1.0,  1.0]]],
    [[[-1.0, -1.0,  1.0], [-1.0, 1.0, -1.0], [ 1.0, -1.0, -1.0]]]]> : tensor<3x1x3x3xf32>
  cnn.parameter @ninth : tensor<f32> = dense<0.1111111111111> : tensor<f32>
  cnn.network @match(%x: tensor<1x1x9x9xf32>)
      -> (tensor<1x3x7x7xf32>, tensor<1x3x7x7xf32>, tensor<1x3x4x4xf32>) {
    %w = cnn.read @filters : tensor<3x1x3x3xf32>
    %ninth = cnn.read @ninth : tensor<f32>
    %0 = cnn.conv2d %x, %w : (tensor<1x1x9x9xf32>, tensor<3x1x3x3xf32>) -> tensor<1x3x7x7xf32>
    %filtered = cnn.multiply %0, %ninth : (tensor<1x3x7x7xf32>, tensor<f32>) -> tensor<1x3x7x7xf32>
    %positive = cnn.relu %filtered : (tensor<1x3x7x7xf32>) -> tensor<1x3x7x7xf32>
    %pooled = cnn.max_pool %positive kernel = [2, 2] strides = [2, 2] ceil_mode
        : (tensor<1x3x7x7xf32>) -> tensor<1x3x4x4xf32>
    cnn.return %filtered, %positive, %pooled : tensor<1x3x7x7xf32>, tensor<1x3x7x7xf32>, tensor<1x3x4x4xf32>
  })";

/// The channel of a (1, channels, h, w) tensor.
static std::vector<double> getChannel(const Tensor &tensor, int64_t channel) {
  int64_t size = tensor.getExtent(2) * tensor.getExtent(3);
  return tensor.getValues().slice(channel * size, size).vec();
}

TEST(Lectures, XThroughFiltersReluAndPooling) {
  auto results = Network(filterAndPool).run(drawX());
  ASSERT_EQ(results.size(), 3u);
  // One number of the slides, 0.39 in the corners of the second map, is a misprint of 0.33.
  const std::vector<std::vector<double>> filtered = {
      {0.77,  -0.11, 0.11,  0.33,  0.55,  -0.11, 0.33,  //
       -0.11, 1.00,  -0.11, 0.33,  -0.11, 0.11,  -0.11, //
       0.11,  -0.11, 1.00,  -0.33, 0.11,  -0.11, 0.55,  //
       0.33,  0.33,  -0.33, 0.55,  -0.33, 0.33,  0.33,  //
       0.55,  -0.11, 0.11,  -0.33, 1.00,  -0.11, 0.11,  //
       -0.11, 0.11,  -0.11, 0.33,  -0.11, 1.00,  -0.11, //
       0.33,  -0.11, 0.55,  0.33,  0.11,  -0.11, 0.77},
      {0.33,  -0.55, 0.11,  -0.11, 0.11,  -0.55, 0.33,  //
       -0.55, 0.55,  -0.55, 0.33,  -0.55, 0.55,  -0.55, //
       0.11,  -0.55, 0.55,  -0.77, 0.55,  -0.55, 0.11,  //
       -0.11, 0.33,  -0.77, 1.00,  -0.77, 0.33,  -0.11, //
       0.11,  -0.55, 0.55,  -0.77, 0.55,  -0.55, 0.11,  //
       -0.55, 0.55,  -0.55, 0.33,  -0.55, 0.55,  -0.55, //
       0.33,  -0.55, 0.11,  -0.11, 0.11,  -0.55, 0.33},
      {0.33,  -0.11, 0.55,  0.33,  0.11,  -0.11, 0.77,  //
       -0.11, 0.11,  -0.11, 0.33,  -0.11, 1.00,  -0.11, //
       0.55,  -0.11, 0.11,  -0.33, 1.00,  -0.11, 0.11,  //
       0.33,  0.33,  -0.33, 0.55,  -0.33, 0.33,  0.33,  //
       0.11,  -0.11, 1.00,  -0.33, 0.11,  -0.11, 0.55,  //
       -0.11, 1.00,  -0.11, 0.33,  -0.11, 0.11,  -0.11, //
       0.77,  -0.11, 0.11,  0.33,  0.55,  -0.11, 0.33}};
  const std::vector<std::vector<double>> pooled = {
      {1.00, 0.33, 0.55, 0.33, 0.33, 1.00, 0.33, 0.55, 0.55, 0.33, 1.00, 0.11, 0.33, 0.55, 0.11, 0.77},
      {0.55, 0.33, 0.55, 0.33, 0.33, 1.00, 0.55, 0.11, 0.55, 0.55, 0.55, 0.11, 0.33, 0.11, 0.11, 0.33},
      {0.33, 0.55, 1.00, 0.77, 0.55, 0.55, 1.00, 0.33, 1.00, 1.00, 0.11, 0.55, 0.77, 0.33, 0.55, 0.33}};
  for (int64_t channel = 0; channel < 3; ++channel) {
    SCOPED_TRACE(channel);
    std::vector<double> positive = filtered[channel];
    for (double &value : positive)
      value = std::max(value, 0.0);
    EXPECT_THAT(cut(getChannel(results[0], channel)), isClose(filtered[channel]));
    EXPECT_THAT(cut(getChannel(results[1], channel)), isClose(positive));
    EXPECT_THAT(cut(getChannel(results[2], channel)), isClose(pooled[channel]));
  }
}

/// softmax(y_i) = exp(y_i) / sum of exp(y_j): positive, and one in sum.
TEST(Lectures, SoftmaxIsADistribution) {
  Tensor logits = makeRandom({4, 10}, 1, -5, 5);
  auto probabilities = evaluate("cnn.softmax %a : (tensor<4x10xf32>) -> tensor<4x10xf32>", {logits});
  ASSERT_EQ(probabilities.size(), 1u);
  for (int64_t n = 0; n < 4; ++n) {
    double total = 0.0, sum = 0.0;
    for (int64_t c = 0; c < 10; ++c)
      total += std::exp(logits.at({n, c}));
    for (int64_t c = 0; c < 10; ++c) {
      sum += probabilities[0].at({n, c});
      EXPECT_NEAR(probabilities[0].at({n, c}), std::exp(logits.at({n, c})) / total, 1e-14);
    }
    EXPECT_NEAR(sum, 1.0, 1e-14);
  }
}
