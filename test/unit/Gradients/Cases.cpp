//===- Cases.cpp - Random instances of every differentiable operation ---===//

#include "Cases.h"

#include "mlir/Support/LLVM.h"

using cnnc::reference::Tensor;
using mlir::StringRef;

namespace cnnc::test {

/// An instance of operation `name` on float operands of the given shapes.
static Case makeCase(Dice &dice, StringRef name, const std::vector<Shape> &operands, const Shape &result,
                     StringRef attributes = "", double low = -1.0, double high = 1.0) {
  Case made;
  std::string names, types;
  for (const Shape &shape : operands) {
    names += std::string(names.empty() ? " %" : ", %") + static_cast<char>('a' + made.operands.size());
    types += (types.empty() ? "" : ", ") + printType(shape);
    made.operands.push_back(makeRandom(shape, dice.roll(0, 1 << 30), low, high));
  }
  made.operation = ("cnn." + name + names + (attributes.empty() ? "" : " " + attributes) + " : (" + types +
                    ") -> " + printType(result))
                       .str();
  return made;
}

static Shape rollShape(Dice &dice, int64_t least, int64_t most) {
  Shape shape(dice.roll(least, most));
  for (int64_t &extent : shape)
    extent = dice.roll(1, 4);
  return shape;
}

static std::string integer(StringRef name, int64_t value) {
  return name.str() + " = " + std::to_string(value);
}

static std::string array(StringRef name, const Shape &values) {
  std::string text;
  for (int64_t value : values)
    text += (text.empty() ? "" : ", ") + std::to_string(value);
  return name.str() + " = [" + text + "]";
}

static Generator elementwise(StringRef name, StringRef attributes = "") {
  return [=](Dice &dice) {
    Shape shape = rollShape(dice, 0, 4);
    return makeCase(dice, name, {shape}, shape, attributes);
  };
}

/// Two operands of which each repeats some extents of 1, or lacks outer ones.
static Generator binary(StringRef name) {
  return [=](Dice &dice) {
    Shape shape = rollShape(dice, 1, 4), operands[2] = {shape, shape};
    for (size_t axis = 0; axis < shape.size(); ++axis)
      if (int64_t choice = dice.roll(0, 3); choice < 2)
        operands[choice][axis] = 1;
    Shape &shorter = operands[dice.roll(0, 1)];
    shorter.erase(shorter.begin(), shorter.begin() + dice.roll(0, shorter.size()));
    // The longer operand determines the outer extents.
    const Shape &longer = &shorter == operands ? operands[1] : operands[0];
    size_t missing = longer.size() - shorter.size();
    for (size_t axis = 0; axis < longer.size(); ++axis)
      shape[axis] = axis < missing ? longer[axis] : std::max(longer[axis], shorter[axis - missing]);
    return makeCase(dice, name, {operands[0], operands[1]}, shape);
  };
}

static Generator reduction(StringRef name) {
  return [=](Dice &dice) {
    Shape shape = rollShape(dice, 1, 4), axes, result;
    bool keep = dice.flip();
    for (size_t axis = 0; axis < shape.size(); ++axis) {
      bool reduced = dice.flip();
      if (reduced)
        axes.push_back(axis);
      if (!reduced || keep)
        result.push_back(reduced ? 1 : shape[axis]);
    }
    return makeCase(dice, name, {shape}, result, array("axes", axes) + (keep ? " keep_dims" : ""));
  };
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

static Case makeConvolution(Dice &dice) {
  RandomConvolution shape(dice);
  std::vector<Shape> operands = {shape.input, shape.weight};
  if (dice.flip())
    operands.push_back({shape.weight[0]});
  return makeCase(dice, "conv2d", operands, shape.output, shape.printAttributes());
}
static Case makeInputGradient(Dice &dice) {
  RandomConvolution shape(dice);
  return makeCase(dice, "conv2d_input_gradient", {shape.output, shape.weight}, shape.input,
                  shape.printAttributes());
}
static Case makeWeightGradient(Dice &dice) {
  RandomConvolution shape(dice);
  return makeCase(dice, "conv2d_weight_gradient", {shape.input, shape.output}, shape.weight,
                  shape.printAttributes());
}

static Case makeMaxPool(Dice &dice) {
  RandomPool shape(dice);
  return makeCase(dice, "max_pool", {shape.input}, shape.output, shape.printAttributes());
}
static Case makeMaxPoolArgmax(Dice &dice) {
  RandomPool shape(dice);
  Case made = makeCase(dice, "max_pool_argmax", {shape.input}, shape.output, shape.printAttributes());
  StringRef head = StringRef(made.operation).split(" -> ").first;
  made.operation = (head + " -> (" + printType(shape.output) + ", " + printType(shape.output, "i8") + ")").str();
  return made;
}
static Case makeAveragePool(Dice &dice) {
  RandomPool shape(dice);
  return makeCase(dice, "average_pool", {shape.input}, shape.output,
                  shape.printAttributes() + (dice.flip() ? " count_include_pad" : ""));
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

static Case makeDense(Dice &dice) {
  int64_t rows = dice.roll(1, 4), inputs = dice.roll(1, 5), outputs = dice.roll(1, 5);
  std::vector<Shape> operands = {{rows, inputs}, {outputs, inputs}};
  if (dice.flip())
    operands.push_back({outputs});
  return makeCase(dice, "dense", operands, {rows, outputs});
}
static Case makeMatMul(Dice &dice) {
  int64_t rows = dice.roll(1, 4), inner = dice.roll(1, 5), columns = dice.roll(1, 5);
  Shape a = {rows, inner}, b = {inner, columns};
  std::string attributes;
  if (dice.flip()) {
    std::swap(a[0], a[1]);
    attributes = "transpose_a";
  }
  if (dice.flip()) {
    std::swap(b[0], b[1]);
    attributes += attributes.empty() ? "transpose_b" : " transpose_b";
  }
  return makeCase(dice, "matmul", {a, b}, {rows, columns}, attributes);
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

static Case makeFlatten(Dice &dice) {
  Shape shape = rollShape(dice, 1, 4);
  int64_t features = 1;
  for (size_t axis = 1; axis < shape.size(); ++axis)
    features *= shape[axis];
  return makeCase(dice, "flatten", {shape}, {shape[0], features});
}
static Case makeReshape(Dice &dice) {
  int64_t a = dice.roll(1, 4), b = dice.roll(1, 4), c = dice.roll(1, 4);
  return makeCase(dice, "reshape", {{a, b, c}}, {b * c, a});
}
static Case makeTranspose(Dice &dice) {
  Shape shape = rollShape(dice, 1, 4), permutation, result;
  for (size_t axis = 0; axis < shape.size(); ++axis)
    permutation.insert(permutation.begin() + dice.roll(0, axis), axis);
  for (int64_t axis : permutation)
    result.push_back(shape[axis]);
  return makeCase(dice, "transpose", {shape}, result, array("permutation", permutation));
}
static Case makeConcat(Dice &dice) {
  Shape result = rollShape(dice, 1, 4);
  int64_t axis = dice.roll(0, result.size() - 1);
  std::vector<Shape> inputs(dice.roll(1, 3), result);
  result[axis] = 0;
  for (Shape &input : inputs)
    result[axis] += input[axis] = dice.roll(1, 3);
  return makeCase(dice, "concat", inputs, result, integer("axis", axis));
}
static Case makeSlice(Dice &dice) {
  Shape shape = rollShape(dice, 1, 4), result = shape;
  int64_t axis = dice.roll(0, shape.size() - 1), begin = dice.roll(0, shape[axis] - 1);
  result[axis] = dice.roll(1, shape[axis] - begin);
  return makeCase(dice, "slice", {shape}, result,
                  integer("axis", axis) + " " + integer("begin", begin) + " " + integer("size", result[axis]));
}
static Case makePad(Dice &dice) {
  Shape shape = rollShape(dice, 1, 4), result = shape;
  int64_t axis = dice.roll(0, shape.size() - 1), before = dice.roll(0, 3), after = dice.roll(0, 3);
  result[axis] += before + after;
  return makeCase(dice, "pad", {shape}, result,
                  integer("axis", axis) + " " + integer("before", before) + " " + integer("after", after));
}
static Case makeBroadcast(Dice &dice) {
  Shape result = rollShape(dice, 1, 4), shape = result;
  for (int64_t &extent : shape)
    if (dice.flip())
      extent = 1;
  shape.erase(shape.begin(), shape.begin() + dice.roll(0, shape.size()));
  return makeCase(dice, "broadcast", {shape}, result);
}

//===----------------------------------------------------------------------===//
// Normalisation and losses
//===----------------------------------------------------------------------===//

static Case makeSoftmax(Dice &dice) {
  Shape shape = rollShape(dice, 1, 4);
  return makeCase(dice, "softmax", {shape}, shape, integer("axis", dice.roll(0, shape.size() - 1)));
}

static Case makeBatchNorm(Dice &dice) {
  Shape shape = rollShape(dice, 2, 4), channels = {shape[1]};
  Case made = makeCase(dice, "batch_norm", {shape, channels, channels, channels, channels}, shape,
                       "epsilon = 0.01");
  made.operands[4] = makeRandom(channels, dice.roll(0, 1 << 30), 0.5, 1.5);
  return made;
}
static Case makeBatchNormTraining(Dice &dice) {
  Shape shape = rollShape(dice, 2, 4);
  shape[0] += 2;
  Shape channels = {shape[1]};
  Case made = makeCase(dice, "batch_norm_training", {shape, channels, channels, channels, channels}, shape,
                       "epsilon = 0.01 momentum = 0.3");
  auto [head, output] = StringRef(made.operation).split(" -> ");
  std::string results = output.str();
  for (int result = 0; result < 4; ++result)
    results += ", " + printType(channels);
  made.operation = (head + " -> (" + results + ")").str();
  made.operands[4] = makeRandom(channels, dice.roll(0, 1 << 30), 0.5, 1.5);
  return made;
}

static Case makeCrossEntropy(Dice &dice) {
  int64_t rows = dice.roll(1, 5), classes = dice.roll(2, 6);
  Case made;
  made.operation =
      "cnn.cross_entropy %a, %b : (" + printType({rows, classes}) + ", " + printType({rows}, "i32") + ") -> tensor<f32>";
  made.operands = {makeRandom({rows, classes}, dice.roll(0, 1 << 30), -3, 3),
                   makeRandomLabels({rows}, dice.roll(0, 1 << 30), classes)};
  return made;
}
static Case makeMeanSquaredError(Dice &dice) {
  Shape shape = rollShape(dice, 0, 4);
  return makeCase(dice, "mean_squared_error", {shape, shape}, {});
}

const std::map<std::string, Generator> &getGenerators() {
  static const std::map<std::string, Generator> generators = {
      {"cnn.conv2d", makeConvolution},
      {"cnn.conv2d_input_gradient", makeInputGradient},
      {"cnn.conv2d_weight_gradient", makeWeightGradient},
      {"cnn.max_pool", makeMaxPool},
      {"cnn.max_pool_argmax", makeMaxPoolArgmax},
      {"cnn.average_pool", makeAveragePool},
      {"cnn.dense", makeDense},
      {"cnn.matmul", makeMatMul},
      {"cnn.relu", elementwise("relu")},
      {"cnn.leaky_relu", elementwise("leaky_relu", "alpha = 0.3")},
      {"cnn.sigmoid", elementwise("sigmoid")},
      {"cnn.tanh", elementwise("tanh")},
      {"cnn.clamp", elementwise("clamp", "min = -0.5 max = 0.25")},
      {"cnn.add", binary("add")},
      {"cnn.multiply", binary("multiply")},
      {"cnn.flatten", makeFlatten},
      {"cnn.reshape", makeReshape},
      {"cnn.transpose", makeTranspose},
      {"cnn.concat", makeConcat},
      {"cnn.slice", makeSlice},
      {"cnn.pad", makePad},
      {"cnn.broadcast", makeBroadcast},
      {"cnn.sum", reduction("sum")},
      {"cnn.mean", reduction("mean")},
      {"cnn.softmax", makeSoftmax},
      {"cnn.batch_norm", makeBatchNorm},
      {"cnn.batch_norm_training", makeBatchNormTraining},
      {"cnn.cross_entropy", makeCrossEntropy},
      {"cnn.mean_squared_error", makeMeanSquaredError},
  };
  return generators;
}

} // namespace cnnc::test
