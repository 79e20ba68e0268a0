//===- ConvolutionTest.cpp - Convolution and its gradients --------------===//

#include "Support.h"

using namespace cnnc::test;

TEST(Convolution, AddsTheBias) {
  EXPECT_THAT(compute("cnn.conv2d %a, %b, %c : (tensor<1x1x2x3xf32>, tensor<2x1x2x2xf32>, tensor<2xf32>) -> "
                      "tensor<1x2x1x2xf32>",
                      {count({1, 1, 2, 3}), Tensor({2, 1, 2, 2}, {1, 0, 0, 1, 0, 1, -1, 0}), Tensor({2}, {10, 20})}),
              isClose({16, 18, 18, 18}));
}

TEST(Convolution, StridesPadsAndDilates) {
  // Rows 0 and 2 of each window, two columns apart; the first window begins one column left of the image.
  EXPECT_THAT(compute("cnn.conv2d %a, %b strides = [1, 2] pads = [0, 1, 0, 1] dilations = "
                      "[2, 1] : (tensor<1x1x3x3xf32>, tensor<1x1x2x2xf32>) -> tensor<1x1x1x2xf32>",
                      {count({1, 1, 3, 3}), Tensor({1, 1, 2, 2}, {1, 10, 100, 1000})}),
              isClose({10 * 1 + 1000 * 7, 2 + 10 * 3 + 100 * 8 + 1000 * 9}));
}

TEST(Convolution, SamePaddingPutsTheOddZeroAfterOrBefore) {
  Tensor image = count({1, 1, 1, 4}), filter({1, 1, 1, 2}, {1, 10});
  EXPECT_THAT(compute("cnn.conv2d %a, %b auto_pad = same_upper : (tensor<1x1x1x4xf32>, "
                      "tensor<1x1x1x2xf32>) -> tensor<1x1x1x4xf32>",
                      {image, filter}),
              isClose({21, 32, 43, 4}));
  EXPECT_THAT(compute("cnn.conv2d %a, %b auto_pad = same_lower : (tensor<1x1x1x4xf32>, "
                      "tensor<1x1x1x2xf32>) -> tensor<1x1x1x4xf32>",
                      {image, filter}),
              isClose({10, 21, 32, 43}));
}

TEST(Convolution, GroupsSeeTheirOwnChannels) {
  EXPECT_THAT(compute("cnn.conv2d %a, %b groups = 2 : (tensor<1x4x1x1xf32>, tensor<2x2x1x1xf32>) -> "
                      "tensor<1x2x1x1xf32>",
                      {count({1, 4, 1, 1}), Tensor({2, 2, 1, 1}, {1, 10, 100, 1000})}),
              isClose({21, 4300}));
}

TEST(Convolution, InputGradientByHand) {
  // Each output pixel spreads over the two inputs that its window saw.
  EXPECT_THAT(compute("cnn.conv2d_input_gradient %a, %b : (tensor<1x1x1x2xf32>, tensor<1x1x1x2xf32>) -> "
                      "tensor<1x1x1x3xf32>",
                      {Tensor({1, 1, 1, 2}, {1, 2}), Tensor({1, 1, 1, 2}, {10, 100})}),
              isClose({10, 120, 200}));
}

TEST(Convolution, WeightGradientByHand) {
  EXPECT_THAT(compute("cnn.conv2d_weight_gradient %a, %b : (tensor<1x1x1x3xf32>, tensor<1x1x1x2xf32>) -> "
                      "tensor<1x1x1x2xf32>",
                      {Tensor({1, 1, 1, 3}, {1, 2, 3}), Tensor({1, 1, 1, 2}, {10, 100})}),
              isClose({210, 320}));
}

/// The same convolution as a product of matrices: the rows of `columns` are the elements of a window,
/// its columns the windows, read from an image that is padded with zeros in memory.
static Tensor convolveByColumns(const RandomConvolution &shape, const Tensor &x, const Tensor &w,
                                const Tensor &bias) {
  int64_t height = shape.input[2] + shape.pads[0] + shape.pads[2];
  int64_t width = shape.input[3] + shape.pads[1] + shape.pads[3];
  Tensor padded({shape.input[0], shape.input[1], height, width});
  for (int64_t n = 0; n < shape.input[0]; ++n)
    for (int64_t c = 0; c < shape.input[1]; ++c)
      for (int64_t row = 0; row < shape.input[2]; ++row)
        for (int64_t column = 0; column < shape.input[3]; ++column)
          padded.at({n, c, row + shape.pads[0], column + shape.pads[1]}) = x.at({n, c, row, column});

  int64_t kernel = shape.weight[2] * shape.weight[3], windows = shape.output[2] * shape.output[3];
  int64_t inner = shape.weight[1] * kernel, outputsOfGroup = shape.weight[0] / shape.groups;
  Tensor y(shape.output);
  for (int64_t n = 0; n < shape.input[0]; ++n)
    for (int64_t group = 0; group < shape.groups; ++group) {
      std::vector<double> columns(inner * windows);
      for (int64_t line = 0; line < inner; ++line)
        for (int64_t window = 0; window < windows; ++window) {
          int64_t c = group * shape.weight[1] + line / kernel;
          int64_t r = line % kernel / shape.weight[3], s = line % shape.weight[3];
          int64_t top = window / shape.output[3] * shape.strides[0];
          int64_t left = window % shape.output[3] * shape.strides[1];
          columns[line * windows + window] =
              padded.at({n, c, top + r * shape.dilations[0], left + s * shape.dilations[1]});
        }
      for (int64_t k = group * outputsOfGroup; k < (group + 1) * outputsOfGroup; ++k)
        for (int64_t window = 0; window < windows; ++window) {
          double sum = bias[k];
          for (int64_t line = 0; line < inner; ++line)
            sum += w[k * inner + line] * columns[line * windows + window];
          y[(n * shape.weight[0] + k) * windows + window] = sum;
        }
    }
  return y;
}

TEST(Convolution, EqualsTheProductOfMatrices) {
  for (uint64_t seed = 0; seed < 60; ++seed) {
    Dice dice(seed);
    RandomConvolution shape(dice);
    Tensor x = makeRandom(shape.input, seed), w = makeRandom(shape.weight, seed + 1000),
           bias = makeRandom(shape.weight[0], seed + 2000);
    std::string text = "cnn.conv2d %a, %b, %c " + shape.printAttributes() + " : (" + printType(shape.input) +
                       ", " + printType(shape.weight) + ", " + printType({shape.weight[0]}) + ") -> " +
                       printType(shape.output);
    auto y = evaluate(text, {x, w, bias});
    ASSERT_EQ(y.size(), 1u) << text;
    EXPECT_TRUE(areClose(y[0], convolveByColumns(shape, x, w, bias), 1e-13)) << text;
  }
}

static double multiply(const Tensor &a, const Tensor &b) {
  return std::inner_product(a.getValues().begin(), a.getValues().end(), b.getValues().begin(), 0.0);
}

/// A convolution is linear in input and in weight, so the gradients are its adjoints:
/// dy . conv(x, w) = conv2d_input_gradient(dy, w) . x = conv2d_weight_gradient(x, dy) . w.
TEST(Convolution, GradientsAreAdjoint) {
  for (uint64_t seed = 0; seed < 40; ++seed) {
    Dice dice(seed + 100);
    RandomConvolution shape(dice);
    std::string attributes = " " + shape.printAttributes() + " : (";
    std::string x = printType(shape.input), w = printType(shape.weight), y = printType(shape.output);
    Tensor input = makeRandom(shape.input, seed), weight = makeRandom(shape.weight, seed + 1000),
           gradient = makeRandom(shape.output, seed + 2000);
    auto output = evaluate("cnn.conv2d %a, %b" + attributes + x + ", " + w + ") -> " + y, {input, weight});
    auto dx = evaluate("cnn.conv2d_input_gradient %a, %b" + attributes + y + ", " + w + ") -> " + x,
                       {gradient, weight});
    auto dw = evaluate("cnn.conv2d_weight_gradient %a, %b" + attributes + x + ", " + y + ") -> " + w,
                       {input, gradient});
    ASSERT_TRUE(output.size() == 1 && dx.size() == 1 && dw.size() == 1);
    double product = multiply(gradient, output[0]);
    EXPECT_NEAR(multiply(dx[0], input), product, 1e-11) << attributes;
    EXPECT_NEAR(multiply(dw[0], weight), product, 1e-11) << attributes;
  }
}
