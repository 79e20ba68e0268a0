//===- DefinitionConvolutionTest.cpp - Convolutions and their gradients -===//

#include "DefinitionCheck.h"

using namespace cnnc::test;

/// Channels that fill vectors and register tiles, and some that do not; up to five images.
static RandomConvolution rollConvolution(Dice &dice) {
  RandomConvolution shape(dice);
  static const int64_t factors[] = {1, 3, 8, 16};
  int64_t inputs = factors[dice.roll(0, 3)], outputs = factors[dice.roll(0, 3)];
  shape.input[0] = shape.output[0] = dice.roll(1, 5);
  shape.input[1] *= inputs;
  shape.weight[1] *= inputs;
  shape.weight[0] *= outputs;
  shape.output[1] *= outputs;
  return shape;
}

TEST_P(Definition, Convolution) {
  Dice dice(getSeed(1));
  for (int trial = 0; trial < 5; ++trial) {
    RandomConvolution shape = rollConvolution(dice);
    std::vector<Operand> operands = {makeOperand(dice, shape.input), makeOperand(dice, shape.weight)};
    if (dice.flip())
      operands.push_back(makeOperand(dice, {shape.weight[0]}));
    checkDefinition(makeOperation("conv2d", operands, shape.printAttributes(), {printType(shape.output)}), dice);
  }
}

TEST_P(Definition, ConvolutionInputGradient) {
  Dice dice(getSeed(2));
  for (int trial = 0; trial < 5; ++trial) {
    RandomConvolution shape = rollConvolution(dice);
    checkDefinition(makeOperation("conv2d_input_gradient",
                                  {makeOperand(dice, shape.output), makeOperand(dice, shape.weight)},
                                  shape.printAttributes(), {printType(shape.input)}),
                    dice);
  }
}

TEST_P(Definition, ConvolutionWeightGradient) {
  Dice dice(getSeed(3));
  for (int trial = 0; trial < 5; ++trial) {
    RandomConvolution shape = rollConvolution(dice);
    checkDefinition(makeOperation("conv2d_weight_gradient",
                                  {makeOperand(dice, shape.input), makeOperand(dice, shape.output)},
                                  shape.printAttributes(), {printType(shape.weight)}),
                    dice);
  }
}

/// Groups of one channel that give one or two, in either direction.
TEST_P(Definition, Depthwise) {
  Dice dice(getSeed(34));
  for (int64_t multiplier : {1, 2}) {
    int64_t images = dice.roll(1, 3), rows = dice.roll(5, 9), columns = dice.roll(17, 29);
    Operand x = makeOperand(dice, {images, 24, rows, columns}), w = makeOperand(dice, {24 * multiplier, 1, 3, 3}),
            y = makeOperand(dice, {images, 24 * multiplier, rows, columns});
    std::string attributes = "pads = [1, 1, 1, 1] groups = 24";
    checkDefinition(makeOperation("conv2d", {x, w}, attributes, {printType(y.value.getShape().vec())}), dice);
    checkDefinition(makeOperation("conv2d_input_gradient", {y, w}, attributes, {printType(x.value.getShape().vec())}),
                    dice);
    checkDefinition(makeOperation("conv2d_weight_gradient", {x, y}, attributes, {printType(w.value.getShape().vec())}),
                    dice);
  }
}

/// Few channels and rows of up to three vectors: vectors along rows.
TEST_P(Definition, FewChannels) {
  Dice dice(getSeed(33));
  int withRowVectors = 0;
  for (int trial = 0; trial < 8; ++trial) {
    RandomConvolution shape(dice, 40);
    shape.input[0] = shape.output[0] = dice.roll(1, 9);
    withRowVectors += shape.output[1] < 8 && shape.output[3] >= 8;
    Operand x = makeOperand(dice, shape.input), w = makeOperand(dice, shape.weight),
            y = makeOperand(dice, shape.output);
    std::string attributes = shape.printAttributes();
    checkDefinition(makeOperation("conv2d", {x, w}, attributes, {printType(shape.output)}), dice);
    checkDefinition(makeOperation("conv2d_input_gradient", {y, w}, attributes, {printType(shape.input)}), dice);
    checkDefinition(makeOperation("conv2d_weight_gradient", {x, y}, attributes, {printType(shape.weight)}), dice);
  }
  EXPECT_GT(withRowVectors, 0);
}

/// Images side by side in the vectors: one vector or several, padded or not.
TEST_P(Definition, ImagesInnermost) {
  Dice dice(getSeed(35));
  int withImageLanes = 0;
  for (int trial = 0; trial < 8; ++trial) {
    RandomConvolution shape(dice, 9);
    shape.input[0] = shape.output[0] = 16 * dice.roll(1, 5);
    shape.input[1] *= dice.roll(1, 3);
    shape.weight[1] = shape.input[1] / shape.groups;
    withImageLanes += shape.groups == 1;
    Operand x = makeOperand(dice, shape.input), w = makeOperand(dice, shape.weight),
            y = makeOperand(dice, shape.output), bias = makeOperand(dice, {shape.weight[0]});
    std::string attributes = shape.printAttributes();
    checkDefinition(makeOperation("conv2d", {x, w, bias}, attributes, {printType(shape.output)}),
                    Layouts::ImagesInnermost, dice);
    checkDefinition(makeOperation("conv2d_input_gradient", {y, w}, attributes, {printType(shape.input)}),
                    Layouts::ImagesInnermost, dice);
    checkDefinition(makeOperation("conv2d_weight_gradient", {x, y}, attributes, {printType(shape.weight)}),
                    Layouts::ImagesInnermost, dice);
  }
  EXPECT_GT(withImageLanes, 0);
}

/// One of 5 to 40 channels, which fill vectors or do not.
static int64_t rollChannels(Dice &dice) {
  static const int64_t channels[] = {5, 8, 16, 40, 32};
  return channels[dice.roll(0, 4)];
}

/// Random convolutions of 3x3 and 5x5 with stride 1, up to several chunks of tiles.
TEST_P(Definition, Winograd) {
  Dice dice(getSeed(31));
  for (int trial = 0; trial < 10; ++trial) {
    int64_t kernel = trial < 6 ? 3 : 5;
    RandomConvolution shape(dice);
    shape.groups = 1;
    shape.strides = shape.dilations = {1, 1};
    shape.input = {dice.roll(1, 5), rollChannels(dice), dice.roll(kernel, 18), dice.roll(kernel, 18)};
    shape.weight = {rollChannels(dice), shape.input[1], kernel, kernel};
    shape.output = {shape.input[0], shape.weight[0], shape.input[2] + shape.pads[0] + shape.pads[2] - kernel + 1,
                    shape.input[3] + shape.pads[1] + shape.pads[3] - kernel + 1};
    std::string attributes = shape.printAttributes() + " algorithm = winograd";
    Operand x = makeOperand(dice, shape.input), w = makeOperand(dice, shape.weight);
    std::vector<Operand> operands{x, w};
    if (dice.flip())
      operands.push_back(makeOperand(dice, {shape.weight[0]}));
    checkDefinition(makeOperation("conv2d", operands, attributes, {printType(shape.output)}),
                    Layouts::Assigned, dice);
    checkDefinition(makeOperation("conv2d_input_gradient", {makeOperand(dice, shape.output), w}, attributes,
                                  {printType(shape.input)}),
                    Layouts::Assigned, dice);
    checkDefinition(makeOperation("conv2d_weight_gradient", {x, makeOperand(dice, shape.output)}, attributes,
                                  {printType(shape.weight)}),
                    Layouts::Assigned, dice);
  }
}

/// Random convolutions with 3 or 5 rows and stride 1 along y, of any width.
TEST_P(Definition, WinogradRows) {
  Dice dice(getSeed(36));
  for (int trial = 0; trial < 10; ++trial) {
    RandomConvolution shape(dice);
    int64_t rows = trial % 2 ? 3 : 5, columns = dice.roll(1, 5), channels = dice.flip() ? 6 : rollChannels(dice);
    shape.groups = 1;
    shape.strides[0] = shape.dilations[0] = 1;
    shape.input = {dice.roll(1, 5), channels, dice.roll(rows, 18), dice.roll(2 * columns, 40)};
    shape.weight = {rollChannels(dice), channels, rows, columns};
    int64_t room = shape.input[3] + shape.pads[1] + shape.pads[3] - (columns - 1) * shape.dilations[1] - 1;
    shape.output = {shape.input[0], shape.weight[0], shape.input[2] + shape.pads[0] + shape.pads[2] - rows + 1,
                    room / shape.strides[1] + 1};
    std::vector<Operand> operands{makeOperand(dice, shape.input), makeOperand(dice, shape.weight)};
    if (dice.flip())
      operands.push_back(makeOperand(dice, {shape.weight[0]}));
    checkDefinition(makeOperation("conv2d", operands, shape.printAttributes() + " algorithm = winograd_rows",
                                  {printType(shape.output)}),
                    Layouts::Assigned, dice);
  }
}

/// Weights in the layouts that --cnn-assign-layouts has prepared: the repack to each, and the convolution that reads
/// it.
TEST_P(Definition, PreparedWeight) {
  Dice dice(getSeed(32));
  for (int64_t channels : {32, 48, 24, 5}) {
    for (std::string algorithm : {"direct", "winograd", "winograd_rows"}) {
      bool isDirect = algorithm == "direct";
      if (!isDirect && channels % cnnc::cnn::winogradVector != 0)
        continue;
      int64_t images = dice.roll(1, 2), inputs = dice.roll(1, 17), extent = dice.roll(5, 12);
      int64_t kernel = dice.flip() ? 3 : 5;
      Operand x = makeOperand(dice, {images, inputs, extent, extent}),
              plain = makeOperand(dice, {channels, inputs, kernel, kernel}), prepared = plain;
      int64_t block = isDirect ? cnnc::cnn::getWeightBlock(channels) : cnnc::cnn::getWinogradBlock(channels);
      std::string layout = "#cnn.layout<[0, 2, 3, 1, 0], block = " + std::to_string(block) +
                           (isDirect ? ">" : ", algorithm = " + algorithm + ">");
      plain.layout = "#cnn.layout<[2, 3, 1, 0]>";
      prepared.layout = layout;
      checkDefinition(makeOperation("repack", {plain}, "",
                                    {printType({channels, inputs, kernel, kernel}, "f32, " + layout)}),
                      Layouts::Stated, dice);
      checkDefinition(makeOperation("conv2d", {x, prepared}, "algorithm = " + algorithm,
                                    {printType({images, channels, extent - kernel + 1, extent - kernel + 1})}),
                      Layouts::Stated, dice);
    }
  }
}

/// The three operations where the padding follows from the shapes.
TEST_P(Definition, ConvolutionWithAutomaticPadding) {
  Dice dice(getSeed(4));
  for (std::string padding : {"same_upper", "same_lower", "valid"}) {
    RandomConvolution shape = rollConvolution(dice);
    std::string attributes = shape.printAttributes();
    size_t pads = attributes.find("pads");
    attributes.replace(pads, attributes.find("dilations") - pads, "auto_pad = " + padding + " ");
    for (int axis = 2; axis < 4; ++axis) {
      int64_t extent = (shape.weight[axis] - 1) * shape.dilations[axis - 2] + 1, stride = shape.strides[axis - 2];
      shape.input[axis] = extent + dice.roll(0, 6);
      int64_t room = padding == "valid" ? shape.input[axis] - extent : shape.input[axis] - 1;
      shape.output[axis] = room / stride + 1;
    }
    Operand x = makeOperand(dice, shape.input), w = makeOperand(dice, shape.weight),
            dy = makeOperand(dice, shape.output);
    checkDefinition(makeOperation("conv2d", {x, w}, attributes, {printType(shape.output)}), dice);
    checkDefinition(makeOperation("conv2d_input_gradient", {dy, w}, attributes, {printType(shape.input)}), dice);
    checkDefinition(makeOperation("conv2d_weight_gradient", {x, dy}, attributes, {printType(shape.weight)}), dice);
  }
}
