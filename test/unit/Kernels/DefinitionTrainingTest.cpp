//===- DefinitionTrainingTest.cpp - Reductions, losses and updates ------===//

#include "DefinitionCheck.h"

using namespace cnnc::test;
using cnnc::reference::Tensor;

static Operand makeScalar(double value, std::string element = "f32") { return {Tensor({}, {value}), element}; }
static std::string printAxis(int64_t axis) { return "axis = " + std::to_string(axis); }

/// Every set of axes of an image, with the axes kept and dropped.
TEST_P(Definition, SumAndMeanOverEveryAxes) {
  Dice dice(getSeed(20));
  for (unsigned set = 0; set < 16; ++set) {
    Shape shape = {dice.roll(1, 5), dice.flip() ? 16 : dice.roll(1, 9), dice.roll(1, 6), dice.roll(1, 6)}, result;
    bool keep = dice.flip();
    std::string axes;
    for (unsigned axis = 0; axis < 4; ++axis) {
      bool reduced = set >> axis & 1;
      if (reduced)
        axes += (axes.empty() ? "" : ", ") + std::to_string(axis);
      if (!reduced || keep)
        result.push_back(reduced ? 1 : shape[axis]);
    }
    Case made = makeOperation(set % 2 ? "sum" : "mean", {makeOperand(dice, shape, 0.0, 1.0)},
                              "axes = [" + axes + "]" + (keep ? " keep_dims" : ""), {printType(result)});
    checkDefinition(made, static_cast<Layouts>(set % 3), dice);
    checkDefinition(made, static_cast<Layouts>((set + 1) % 3), dice);
  }
}

/// Images side by side in the vectors: kept, summed, or both dimensions of a matrix.
TEST_P(Definition, ReductionsOfImagesInnermost) {
  Dice dice(getSeed(25));
  auto check = [&](const Case &made) { checkDefinition(made, Layouts::ImagesInnermost, dice); };
  int64_t images = 16 * dice.roll(1, 6), channels = dice.roll(1, 9), classes = dice.roll(2, 20);
  Shape shape = {images, channels, 5, 3}, matrix = {images, classes};
  Operand x = makeOperand(dice, shape, 0.0, 1.0), logits = makeOperand(dice, matrix, -30.0, 30.0);
  check(makeOperation("sum", {x}, "axes = [0, 2, 3]", {printType({channels})}));
  check(makeOperation("mean", {x}, "axes = [2, 3]", {printType({images, channels})}));
  check(makeOperation("sum", {x}, "axes = [0]", {printType({channels, 5, 3})}));
  check(makeOperation("mean", {x}, "axes = [0, 1, 2, 3]", {"tensor<f32>"}));
  check(makeOperation("sum", {logits}, "axes = [0]", {printType({classes})}));
  check(makeOperation("softmax", {logits}, printAxis(1), {printType(matrix)}));
  check(makeOperation("softmax", {logits}, printAxis(0), {printType(matrix)}));
  Operand labels = {makeRandomLabels({images}, 3, classes), "i32"};
  check(makeOperation("cross_entropy", {logits, labels}, "", {"tensor<f32>"}));
  check(makeOperation("cross_entropy_gradient", {makeScalar(0.7), logits, labels}, "", {printType(matrix)}));
  check(makeOperation("count_correct", {logits, labels}, "", {"tensor<i32>"}));
  Operand vector = makeOperand(dice, {channels}, 0.5, 1.5);
  std::string type = printType({channels});
  check(makeOperation("batch_norm_training", {x, vector, vector, vector, vector}, "",
                      {printType(shape), type, type, type, type}));
  check(makeOperation("batch_norm_gradient", {x, x, vector, vector, vector}, "", {printType(shape), type, type}));
}

TEST_P(Definition, SoftmaxOnEachAxis) {
  Dice dice(getSeed(21));
  for (int64_t rank = 1; rank <= 4; ++rank)
    for (int64_t axis = 0; axis < rank; ++axis) {
      Shape shape = {dice.roll(1, 5), 10, 4, 3};
      shape.resize(rank);
      Case softmax = makeOperation("softmax", {makeOperand(dice, shape, -90.0, 90.0)}, printAxis(axis),
                                   {printType(shape)});
      Case gradient = makeOperation("softmax_gradient", {makeOperand(dice, shape), makeOperand(dice, shape)},
                                    printAxis(axis), {printType(shape)});
      checkDefinition(softmax, static_cast<Layouts>(axis % 3), dice);
      checkDefinition(gradient, static_cast<Layouts>((axis + rank) % 3), dice);
    }
}

TEST_P(Definition, Losses) {
  Dice dice(getSeed(22));
  for (int64_t rows : {1, 3, 5}) {
    int64_t classes = dice.roll(2, 40);
    Operand logits = makeOperand(dice, {rows, classes}, -30.0, 30.0), scale = makeScalar(0.7);
    Operand labels = {makeRandomLabels({rows}, rows, classes), "i32"};
    // One row at least is guessed wrongly: where all are right, the gradient is nothing but rounding.
    auto row = logits.value.getValues().begin();
    labels.value[0] = static_cast<double>(std::min_element(row, row + classes) - row);
    checkDefinition(makeOperation("cross_entropy", {logits, labels}, "", {"tensor<f32>"}), dice);
    checkDefinition(makeOperation("cross_entropy_gradient", {scale, logits, labels}, "", {printType({rows, classes})}),
                    dice);
    // Few values, so that the first of several largest counts.
    Operand scores = {makeRandomLabels({rows, 4}, rows, 2)};
    Operand guesses = {makeRandomLabels({rows}, rows + 1, 2), "i32"};
    checkDefinition(makeOperation("count_correct", {scores, guesses}, "", {"tensor<i32>"}), dice);
    Shape shape = {rows, 3, 4};
    Operand prediction = makeOperand(dice, shape), target = makeOperand(dice, shape);
    checkDefinition(makeOperation("mean_squared_error", {prediction, target}, "", {"tensor<f32>"}), dice);
    checkDefinition(makeOperation("mean_squared_error_gradient", {scale, prediction, target}, "", {printType(shape)}),
                    dice);
  }
}

TEST_P(Definition, BatchNormalisation) {
  Dice dice(getSeed(23));
  std::string attributes = "epsilon = 0.01 momentum = 0.3";
  for (Shape shape : {Shape{1, 3, 1, 1}, Shape{5, 16, 4, 3}, Shape{4, 7}, Shape{2, 1, 3, 3}, Shape{3, 40, 2, 5}}) {
    Shape channels = {shape[1]};
    std::string vector = printType(channels);
    Operand x = makeOperand(dice, shape, 1.0, 3.0), dy = makeOperand(dice, shape), scale = makeOperand(dice, channels),
            offset = makeOperand(dice, channels), mean = makeOperand(dice, channels, 1.0, 2.0),
            variance = makeOperand(dice, channels, 0.5, 1.5);
    checkDefinition(makeOperation("batch_norm", {x, scale, offset, mean, variance}, attributes, {printType(shape)}),
                    dice);
    checkDefinition(makeOperation("batch_norm_training", {x, scale, offset, mean, variance}, attributes,
                                  {printType(shape), vector, vector, vector, vector}),
                    dice);
    checkDefinition(makeOperation("batch_norm_gradient", {dy, x, scale, mean, variance}, "",
                                  {printType(shape), vector, vector}),
                    dice);
  }
}

TEST_P(Definition, DropoutMask) {
  Dice dice(getSeed(24));
  for (std::string attributes : {"rate = 0.5 stream = 0", "rate = 0.1 stream = 7",
                                 "rate = 0.9 stream = 1"})
    for (Shape shape : {Shape{5, 16, 3, 3}, Shape{3, 37}, Shape{11}}) {
      double seed = dice.roll(-1000, 1000), step = dice.roll(0, 100000);
      checkDefinition(makeOperation("dropout_mask", {makeScalar(seed, "i32"), makeScalar(step, "i32")}, attributes,
                                    {printType(shape)}),
                      dice);
    }
}

TEST_P(Definition, Updates) {
  Dice dice(getSeed(25));
  for (Shape shape : {Shape{17}, Shape{10, 33}, Shape{16, 3, 5, 5}}) {
    Operand parameter = makeOperand(dice, shape), gradient = makeOperand(dice, shape), rate = makeScalar(0.125),
            velocity = makeOperand(dice, shape), squares = makeOperand(dice, shape, 0.0, 1.0);
    std::string type = printType(shape);
    checkDefinition(makeOperation("sgd", {parameter, gradient, rate}, "", {type}), dice);
    checkDefinition(makeOperation("sgd", {parameter, gradient, rate}, "weight_decay = 0.25", {type}), dice);
    for (std::string more : {"", " nesterov", " nesterov weight_decay = 0.25"})
      checkDefinition(makeOperation("sgd", {parameter, gradient, rate, velocity}, "momentum = 0.9" + more,
                                    {type, type}),
                      dice);
    for (double step : {0.0, 1.0, 9000.0})
      checkDefinition(makeOperation("adam", {parameter, gradient, rate, velocity, squares, makeScalar(step, "i32")},
                                    "epsilon = 0.01 weight_decay = 0.25", {type, type, type}),
                      dice);
    checkDefinition(makeOperation("fill", {}, "0.3", {type}), dice);
  }
  checkDefinition(makeOperation("increment", {makeScalar(41, "i32")}, "", {"tensor<i32>"}), dice);
}
