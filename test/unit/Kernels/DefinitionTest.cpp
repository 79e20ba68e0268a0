//===- DefinitionTest.cpp - Scheduled kernels compute what is meant -----===//
//
// Every operation's Halide definition, with the schedule that cnnc gives it, against the reference
// interpreter: random shapes, attributes and layouts, on every target that runs here.
//
//===----------------------------------------------------------------------===//

#include "DefinitionCheck.h"

using namespace cnnc::test;

//===----------------------------------------------------------------------===//
// Small instances of every differentiable operation
//===----------------------------------------------------------------------===//

TEST_P(Definition, SmallShapes) {
  Dice dice(getSeed(11));
  for (const auto &[name, generate] : getGenerators())
    checkDefinition(generate(dice), dice);
}

CNNC_FOR_EVERY_TARGET(Definition);

//===----------------------------------------------------------------------===//
// Pooling
//===----------------------------------------------------------------------===//

/// Small windows, overlapping or not, and ones too large to be written out.
static RandomPool rollPool(Dice &dice, bool large) {
  RandomPool shape(dice);
  shape.input[0] = shape.output[0] = dice.roll(1, 5);
  shape.input[1] = shape.output[1] = dice.flip() ? 16 : dice.roll(1, 19);
  if (large) {
    int64_t room = dice.roll(0, 4);
    shape.kernel = {5, 6};
    shape.strides = {2, 1};
    shape.dilations = {1, 1};
    shape.pads = {2, 1, 1, 3};
    shape.ceilMode = false;
    shape.input = {shape.input[0], shape.input[1], 5 + room, 6 + room};
    shape.output = {shape.input[0], shape.input[1], (room + 3) / 2 + 1, room + 5};
  }
  return shape;
}

TEST_P(Definition, MaxPool) {
  Dice dice(getSeed(5));
  for (int trial = 0; trial < 4; ++trial) {
    RandomPool shape = rollPool(dice, trial == 3);
    std::string attributes = shape.printAttributes();
    // Few values, so that windows have several largest elements.
    Operand x = trial % 2 ? makeNumbers(dice, shape.input, 3, "f32") : makeOperand(dice, shape.input, -2.0, -1.0);
    checkDefinition(makeOperation("max_pool", {x}, attributes, {printType(shape.output)}), dice);
    checkDefinition(makeOperation("max_pool_argmax", {x}, attributes,
                                  {printType(shape.output), printType(shape.output, "i8")}),
                    dice);
    Operand codes = makeNumbers(dice, shape.output, shape.kernel[0] * shape.kernel[1], "i8");
    checkDefinition(makeOperation("max_pool_gradient", {makeOperand(dice, shape.output), codes}, attributes,
                                  {printType(shape.input)}),
                    dice);
  }
}

TEST_P(Definition, AveragePool) {
  Dice dice(getSeed(6));
  for (int trial = 0; trial < 6; ++trial) {
    RandomPool shape = rollPool(dice, trial >= 4);
    std::string attributes = shape.printAttributes() + (trial % 2 ? " count_include_pad" : "");
    checkDefinition(makeOperation("average_pool", {makeOperand(dice, shape.input)}, attributes,
                                  {printType(shape.output)}),
                    dice);
    checkDefinition(makeOperation("average_pool_gradient", {makeOperand(dice, shape.output)}, attributes,
                                  {printType(shape.input)}),
                    dice);
  }
}

/// The window's two elements lie on both sides of the only row: its mean is 0.
TEST_P(Definition, AveragePoolOutsideTheImage) {
  Dice dice(getSeed(7));
  for (std::string more : {"", " count_include_pad"}) {
    std::string attributes = "kernel = [2, 1] dilations = [2, 1] pads = [1, 0, 1, 0]" + more;
    checkDefinition(makeOperation("average_pool", {makeOperand(dice, {2, 3, 1, 4})}, attributes,
                                  {printType({2, 3, 1, 4})}),
                    dice);
    checkDefinition(makeOperation("average_pool_gradient", {makeOperand(dice, {2, 3, 1, 4})}, attributes,
                                  {printType({2, 3, 1, 4})}),
                    dice);
  }
}

/// A whole row in one vector: strided elements whose last are clamped to the image's edge.
TEST_P(Definition, AveragePoolOverAnEdge) {
  Dice dice(getSeed(13));
  for (int64_t width : {4, 6})
    checkDefinition(makeOperation("average_pool", {makeOperand(dice, {2, 3, 1, width})},
                                  "kernel = [1, 2] strides = [1, 2] pads = [0, 1, 0, 0] ceil_mode",
                                  {printType({2, 3, 1, width / 2 + 1})}),
                    Layouts::RowMajor, dice);
}

//===----------------------------------------------------------------------===//
// Products and elements
//===----------------------------------------------------------------------===//

TEST_P(Definition, DenseAndMatMul) {
  Dice dice(getSeed(8));
  for (int trial = 0; trial < 4; ++trial) {
    int64_t rows = dice.roll(1, 5), inputs = dice.roll(1, 70), outputs = trial % 2 ? 32 : dice.roll(1, 40);
    Operand x = makeOperand(dice, {rows, inputs}), w = makeOperand(dice, {outputs, inputs});
    std::string result = printType({rows, outputs});
    checkDefinition(makeOperation("dense", {x, w, makeOperand(dice, {outputs})}, "", {result}), dice);
    Operand left = trial / 2 ? makeOperand(dice, {inputs, rows}) : x;
    Operand right = trial % 2 ? w : makeOperand(dice, {inputs, outputs});
    std::string attributes = std::string(trial / 2 ? "transpose_a" : "") + (trial == 3 ? " " : "") +
                             (trial % 2 ? "transpose_b" : "");
    checkDefinition(makeOperation("matmul", {left, right}, attributes, {result}), dice);
  }
}

/// Batches side by side, in each of a dense layer's products: forward, input gradient, weight gradient.
TEST_P(Definition, ProductsOfImagesInnermost) {
  Dice dice(getSeed(37));
  for (int64_t images : {16, 48}) {
    int64_t inputs = dice.roll(1, 70), outputs = dice.roll(1, 40);
    Operand x = makeOperand(dice, {images, inputs}), w = makeOperand(dice, {outputs, inputs}),
            y = makeOperand(dice, {images, outputs});
    std::string matrix = "#cnn.layout<[1, 0]>";
    x.layout = w.layout = y.layout = matrix;
    auto type = [&](const Shape &shape) { return printType(shape, "f32, " + matrix); };
    checkDefinition(makeOperation("dense", {x, w, makeOperand(dice, {outputs})}, "", {type({images, outputs})}),
                    Layouts::Stated, dice);
    checkDefinition(makeOperation("matmul", {y, w}, "", {type({images, inputs})}), Layouts::Stated, dice);
    checkDefinition(makeOperation("matmul", {y, x}, "transpose_a", {type({outputs, inputs})}), Layouts::Stated, dice);
  }
}

TEST_P(Definition, PreparedDenseWeight) {
  Dice dice(getSeed(34));
  for (auto [images, channels] : {std::pair(1, 64), std::pair(1, 80), std::pair(9, 32), std::pair(5, 10), std::pair(1, 120), std::pair(3, 120),
                                  std::pair(2, 56)}) {
    int64_t inputs = dice.roll(1, 70);
    Operand x = makeOperand(dice, {images, inputs}), plain = makeOperand(dice, {channels, inputs}), prepared = plain;
    plain.layout = "#cnn.layout<[1, 0]>";
    prepared.layout =
        "#cnn.layout<[0, 1, 0], block = " + std::to_string(cnnc::cnn::getDenseWeightBlock(channels)) + ">";
    checkDefinition(makeOperation("repack", {plain}, "", {printType({channels, inputs}, "f32, " + prepared.layout)}),
                    Layouts::Stated, dice);
    checkDefinition(makeOperation("dense", {x, prepared}, "", {printType({images, channels})}), Layouts::Stated,
                    dice);
  }
}

TEST_P(Definition, Elements) {
  Dice dice(getSeed(9));
  for (std::string name : {"relu", "leaky_relu", "sigmoid", "tanh", "clamp", "dropout"}) {
    Shape shape = rollShape(dice, 0, 4);
    checkDefinition(makeOperation(name, {makeOperand(dice, shape, -9.0, 9.0)}, "", {printType(shape)}), dice);
  }
  for (std::string name : {"relu", "leaky_relu", "sigmoid", "tanh", "clamp"}) {
    Shape shape = rollShape(dice, 1, 4);
    // Zeros are where the rectifiers' gradients jump.
    Operand saved = makeNumbers(dice, shape, 3, "f32");
    for (double &value : saved.value.getValues())
      value -= 1.0;
    checkDefinition(makeOperation(name + "_gradient", {makeOperand(dice, shape), saved}, "", {printType(shape)}), dice);
  }
}

/// What is no number, and numbers so large that a function is at its limit. A loss shows a logit that is no number.
TEST_P(Definition, ElementsBeyondTheOrdinary) {
  Dice dice(getSeed(36));
  Shape shape = {2, 3, 4, 9};
  const double infinity = std::numeric_limits<double>::infinity();
  auto makeExtremes = [&](std::vector<double> values) {
    Operand x = makeOperand(dice, shape, -9.0, 9.0);
    values.push_back(std::nan(""));
    for (auto [index, value] : llvm::enumerate(values))
      x.value[7 * index] = value;
    return x;
  };
  for (std::string name : {"relu", "leaky_relu"})
    checkDefinition(makeOperation(name, {makeExtremes({})}, "", {printType(shape)}), dice);
  checkDefinition(makeOperation("clamp", {makeExtremes({infinity, -infinity})}, "min = 0.0 max = 6.0", {printType(shape)}),
                  dice);
  for (std::string name : {"sigmoid", "tanh"})
    checkDefinition(makeOperation(name, {makeExtremes({infinity, -infinity, 1e30, -1e30, 200, -200})}, "",
                                  {printType(shape)}),
                    dice);
  checkDefinition(makeOperation("softmax", {makeExtremes({-1e30, -200})}, "axis = 1", {printType(shape)}), dice);
  Operand large = makeOperand(dice, shape);
  for (double &value : large.value.getValues())
    value = 1e30;
  checkDefinition(makeOperation("softmax", {large}, "axis = 1", {printType(shape)}), dice);
  Operand logits = makeOperand(dice, {4, 10}, -3.0, 3.0);
  for (int64_t logit = 10; logit < 20; ++logit)
    logits.value[logit] = std::nan("");
  checkDefinition(makeOperation("cross_entropy", {logits, makeNumbers(dice, {4}, 10, "i32")}, "", {"tensor<f32>"}), dice);
}

TEST_P(Definition, ClampWithOneSideOrNone) {
  Dice dice(getSeed(10));
  Shape shape = {3, 5, 4, 4};
  Operand x = makeOperand(dice, shape, -9.0, 9.0), dy = makeOperand(dice, shape);
  for (std::string limits : {"min = 0xFFF0000000000000 max = 6.0", "min = 0.0",
                             "max = 0x7FF0000000000000", "min = -1.0 max = 2.0"}) {
    checkDefinition(makeOperation("clamp", {x}, limits, {printType(shape)}), dice);
    checkDefinition(makeOperation("clamp_gradient", {dy, x}, limits, {printType(shape)}), dice);
  }
}

/// A bias, a mask a channel, a mask a pixel, a scalar, and two that repeat each other.
TEST_P(Definition, Broadcasting) {
  Dice dice(getSeed(11));
  Shape image = {4, 17, 5, 6};
  std::vector<std::pair<Shape, Shape>> pairs = {{image, {17, 1, 1}}, {{4, 1, 5, 6}, image}, {image, {1, 6}},
                                                {{}, image},         {{4, 17, 1, 1}, {5, 6}}};
  for (std::string name : {"add", "multiply"})
    for (const auto &[a, b] : pairs)
      checkDefinition(makeOperation(name, {makeOperand(dice, a), makeOperand(dice, b)}, "", {printType(image)}), dice);
}

//===----------------------------------------------------------------------===//
// Stored orders
//===----------------------------------------------------------------------===//

TEST_P(Definition, Repack) {
  Dice dice(getSeed(12));
  for (auto [element, from, to] :
       {std::tuple("f32", "[0, 2, 3, 1]", "[0, 1, 2, 3]"), {"f32", "[0, 1, 2, 3]", "[0, 2, 3, 1]"},
        {"f32", "[2, 3, 1, 0]", "[0, 2, 3, 1]"}, {"i8", "[3, 1, 0, 2]", "[1, 0, 2, 3]"},
        {"i32", "[0, 2, 3, 1]", "[0, 1, 2, 3]"}}) {
    Shape shape = {dice.roll(1, 5), 17, 6, 5};
    Case made = makeOperation("repack", {makeNumbers(dice, shape, 200, element)}, "", {printType(shape, element)});
    auto place = [&](size_t at, std::string order) {
      made.operation.insert(made.operation.find(">", at), ", #cnn.layout<" + order + ">");
    };
    place(made.operation.find("->") + 2, to);
    place(made.operation.find(": ("), from);
    checkDefinition(made, Layouts::RowMajor, dice);
  }
}

/// Blocks of any dimension, there and back.
TEST_P(Definition, RepackBlocks) {
  Dice dice(getSeed(33));
  std::string inner = "#cnn.layout<[1, 0, 2, 1], block = 4>", outer = "#cnn.layout<[2, 0, 1, 0], block = 3>";
  Operand plain = makeOperand(dice, {6, 12, 5}), blocked = plain;
  blocked.layout = outer;
  checkDefinition(makeOperation("repack", {plain}, "", {printType({6, 12, 5}, "f32, " + inner)}), Layouts::Stated, dice);
  checkDefinition(makeOperation("repack", {blocked}, "", {printType({6, 12, 5}, "f32, " + inner)}), Layouts::Stated,
                  dice);
  checkDefinition(makeOperation("repack", {blocked}, "", {printType({6, 12, 5})}), Layouts::Stated, dice);
}

/// Squares of rows and columns, whole and not, with dimensions around them.
TEST_P(Definition, RepackTransposes) {
  Dice dice(getSeed(36));
  for (Shape shape : {Shape{32, 3, 20, 18}, Shape{48, 17, 5, 6}, Shape{16, 1, 9, 40}}) {
    Operand plain = makeOperand(dice, shape), turned = plain;
    turned.layout = "#cnn.layout<[1, 2, 3, 0]>";
    checkDefinition(makeOperation("repack", {plain}, "", {printType(shape, "f32, " + turned.layout)}), Layouts::Stated,
                    dice);
    checkDefinition(makeOperation("repack", {turned}, "", {printType(shape)}), Layouts::Stated, dice);
    checkDefinition(makeOperation("repack", {turned}, "", {printType(shape, "f32, #cnn.layout<[0, 2, 3, 1]>")}),
                    Layouts::Stated, dice);
  }
}
