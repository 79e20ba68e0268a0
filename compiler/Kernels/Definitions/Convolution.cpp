//===- Convolution.cpp - Direct convolution and its gradients -----------===//

#include "compiler/Kernels/Definition.h"
#include "dialects/Halide/Phases.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::cnn;
using cnnc::halide::Lanes;
using Halide::Expr;

/// How a convolution's schedule family reads images and sums them: what lies in its lanes innermost.
static SmallVector<int64_t> getImageOrder(Operation *op) {
  switch (halide::getLanes(op)) {
  case Lanes::Channels:
    return {0, 2, 3, 1};
  case Lanes::Columns:
    return getRowMajorOrder(4);
  case Lanes::Images:
    return {1, 2, 3, 0};
  }
  llvm_unreachable("all lanes are above");
}

/// An image of which only the inside is read, without a test; its element (top, left) has the indices 0, 0.
static Access defineUnpadded(Value value, int64_t top, int64_t left, Definition &definition) {
  return [image = definition.get(value), shape = getShape(value), top, left](const Indices &at) {
    auto promise = [](Expr index, int64_t extent) { return Halide::unsafe_promise_clamped(index, 0, int(extent) - 1); };
    return image({at[0], at[1], promise(at[2] - int(top), shape[2]), promise(at[3] - int(left), shape[3])});
  };
}

/// An image with zeros around it, for vectors along its rows, or one that the kernel computes row by row. Zeros first
/// and then the rows, since a test of each column is computed lane by lane: LeNet-5's first layer took 0.5 of 4.9
/// microseconds longer. A row that is computed is left out where zeros are.
static Access defineFilledRows(Operation *op, StringRef purpose, Value value, int64_t top, int64_t left,
                               Definition &definition) {
  ArrayRef<int64_t> shape = getShape(value);
  Access image = definition.get(value);
  Stage &filled = definition.addStage(op, purpose, getImageOrder(op), {shape[3]});
  Indices at = filled.indices();
  filled.define(0.0f);
  Expr rx = filled.reductionLoops["rx"], y = at[2] - int(top);
  Expr row = image({at[0], at[1], clampIndex(y, shape[2]), rx});
  // 0 <= y < rows, in a form that does not lead Halide to drop the index's clamp: it would then take all rows of the
  // padded image for ones that are read.
  if (halide::getLanes(op) == Lanes::Channels)
    filled.reduction.where(Halide::abs(2 * y - int(shape[2] - 1)) < int(shape[2]));
  else
    row = Halide::select(y >= 0 && y < int(shape[2]), row, 0.0f);
  at[3] = rx + int(left);
  filled.function(toStored(at, filled.order)) = row;
  return [&filled](const Indices &indices) { return filled(indices); };
}

/// The padded input of a convolution, its first row at 0; the input itself where nothing is padded.
static Access definePaddedInput(Operation *op, Value image, const Window &window, Definition &definition) {
  halide::Padding padding = halide::getPadding(op, window);
  if (padding == halide::Padding::Rows)
    return defineFilledRows(op, "pad", image, window.y.padBefore, window.x.padBefore, definition);
  Access input = definition.get(image);
  if (padding == halide::Padding::None)
    return input;
  Stage &pad = definition.addStage(op, "pad", getImageOrder(op));
  Indices at = pad.indices();
  pad.define(readInside(at[2], at[3], window.y, window.x, window.y.padBefore, window.x.padBefore,
                        [&](Expr y, Expr x) { return input({at[0], at[1], y, x}); }));
  return [&pad](const Indices &indices) { return pad(indices); };
}

/// The weight as the accumulators read it, in blocks of output channels:
///   [block][row][column][input channel][channel in the block]
/// so that a block is one dense piece of memory. Inlined, it is the weight itself. `read` takes the
/// weight's indices in the order (channel that is summed into, summed channel, row, column).
static Access defineBlockedWeight(Operation *op, int64_t channels, Definition &definition, const Access &read) {
  Stage &stage = definition.addStage(op, "weight", {0, 2, 3, 1, 0}, {}, getWeightBlock(channels));
  stage.define(read(stage.indices()));
  return [&stage](const Indices &at) { return stage(at); };
}

/// Leaves out the taps of the kernel that meet no row, or no column, of an image of such an extent. Only for schedules
/// whose tiles have one row, or one column: a test within a tile would cost more than it saves.
static void skipOutside(Stage &sum, Expr place, int64_t extent) {
  sum.reduction.where(place >= 0 && place < int(extent));
}
static void skipOutside(Operation *op, Stage &sum, Expr y, Expr x, int64_t rows, int64_t columns) {
  Lanes lanes = halide::getLanes(op);
  if (lanes != Lanes::Channels)
    skipOutside(sum, y, rows);
  if (lanes == Lanes::Images)
    skipOutside(sum, x, columns);
}

static void define(Conv2DOp op, Definition &definition) {
  Window window = op.getWindow();
  ArrayRef<int64_t> weightShape = getShape(op.getWeight());
  int top = window.y.padBefore, left = window.x.padBefore;
  Access weight = definition.get(op.getWeight());
  Access input = halide::getLanes(op) == Lanes::Images
                     ? defineUnpadded(op.getInput(), top, left, definition)
                     : definePaddedInput(op, op.getInput(), window, definition);
  if (!halide::isPrepared(op.getWeight()))
    weight = defineBlockedWeight(op, weightShape[0], definition, weight);
  // Its accumulators are registers, whatever the layout of a result that is copied from them.
  Stage &conv = definition.addStage(op, "", getImageOrder(op), {weightShape[1], weightShape[2], weightShape[3]});
  Indices at = conv.indices();
  Expr rc = conv.reductionLoops["rc"], ry = conv.reductionLoops["ry"], rx = conv.reductionLoops["rx"];
  int outputsPerGroup = weightShape[0] / op.getGroups(), inputsPerGroup = weightShape[1];
  Expr channel = op.getGroups() == 1 ? rc : (at[1] / outputsPerGroup) * inputsPerGroup + rc;
  if (op.getBias())
    conv.define(definition.get(op.getBias())({at[1]}));
  else
    conv.define(0.0f);
  Expr y = at[2] * int(window.y.stride) + ry * int(window.y.dilation);
  Expr x = at[3] * int(window.x.stride) + rx * int(window.x.dilation);
  skipOutside(op, conv, y - top, x - left, window.y.input, window.x.input);
  conv.accumulate(weight({at[1], rc, ry, rx}) * input({at[0], channel, y, x}));
  definition.setResult(op.getOutput(), conv);
}

/// The sum of each phase (Phases.h) over the taps that meet an element of the output gradient, which is padded with
/// zeros where they reach beyond it, or for very large strides spread out with them (`pad`); the weight is in blocks of
/// input channels (`weight`). With strides the main stage puts the phases together:
///   dx[n,c,y,x] = phase_{y % strideY}_{x % strideX}[n, c, y / strideY, x / strideX]
static void define(Conv2DInputGradientOp op, Definition &definition) {
  Window original = op.getWindow(), window = halide::getPhasedWindow(original);
  ArrayRef<int64_t> weightShape = getShape(op.getWeight());
  Access gradient = definition.get(op.getOutputGradient()), stored = definition.get(op.getWeight());
  Lanes lanes = halide::getLanes(op);
  if (lanes == Lanes::Columns) {
    gradient = defineFilledRows(op, "pad", op.getOutputGradient(), 0, 0, definition);
  } else if (lanes == Lanes::Images) {
    gradient = defineUnpadded(op.getOutputGradient(), 0, 0, definition);
  } else if (halide::needsPaddedGradient(original)) {
    Stage &pad = definition.addStage(op, "pad", getImageOrder(op));
    Indices at = pad.indices();
    WindowAxis rows = window.y, columns = window.x;
    rows.input = rows.output;
    columns.input = columns.output;
    pad.define(readInside(at[2], at[3], rows, columns, 0, 0,
                          [&, gradient](Expr y, Expr x) {
                            if (!halide::isSpread(original))
                              return gradient({at[0], at[1], y, x});
                            int strideY = original.y.stride, strideX = original.x.stride;
                            return Halide::select(y % strideY == 0 && x % strideX == 0,
                                                  gradient({at[0], at[1], y / strideY, x / strideX}), 0.0f);
                          }));
    gradient = [&pad](const Indices &indices) { return pad(indices); };
  }
  Access weight = defineBlockedWeight(op, weightShape[1], definition, [&](const Indices &at) {
    return stored({at[1], at[0], at[2], at[3]});
  });

  int outputsPerGroup = weightShape[0] / op.getGroups(), inputsPerGroup = weightShape[1];
  bool grouped = op.getGroups() != 1;
  SmallVector<halide::Phase> phases = halide::getPhases(window);
  SmallVector<Stage *> sums; // of the phases, null where nothing is summed
  for (const halide::Phase &phase : phases) {
    sums.push_back(nullptr);
    if (phase.isEmpty())
      continue;
    Stage &sum = definition.addStage(op, halide::getPhasePurpose(window, phase), getImageOrder(op),
                                     {outputsPerGroup, phase.y.taps, phase.x.taps});
    sums.back() = &sum;
    Indices at = sum.indices();
    Expr rc = sum.reductionLoops["rc"], ry = sum.reductionLoops["ry"], rx = sum.reductionLoops["rx"];
    Expr output = grouped ? (at[1] / inputsPerGroup) * outputsPerGroup + rc : rc;
    Expr input = grouped ? at[1] % inputsPerGroup : at[1];
    auto getTap = [](const halide::PhaseAxis &axis, Expr tap) { return int(axis.firstTap) + tap * int(axis.tapStep); };
    auto getOutput = [](const halide::PhaseAxis &axis, Expr element, Expr tap) {
      return element + int(axis.firstOutput) - tap * int(axis.outputStep);
    };
    sum.define(0.0f);
    Expr y = getOutput(phase.y, at[2], ry), x = getOutput(phase.x, at[3], rx);
    skipOutside(op, sum, y, x, window.y.output, window.x.output);
    sum.accumulate(weight({input, output, getTap(phase.y, ry), getTap(phase.x, rx)}) *
                   gradient({at[0], output, y, x}));
  }
  if (!halide::isStrided(window))
    return definition.setResult(op.getInputGradient(), *sums.front());

  Stage &main = definition.addMainStage(op);
  Indices at = main.indices();
  int strideY = window.y.stride, strideX = window.x.stride;
  std::vector<Expr> values;
  for (Stage *sum : sums)
    values.push_back(sum ? (*sum)({at[0], at[1], at[2] / strideY, at[3] / strideX}) : Expr(0.0f));
  main.define(Halide::mux((at[2] % strideY) * strideX + at[3] % strideX, values));
  definition.setResult(op.getInputGradient(), main);
}

/// With columns or images in the lanes one sum for each of them, of every 16th column or image (`lanes`), then that
/// over the lanes. Rows are filled up with zeros to whole vectors (`gradient`): what the input has there does not count
/// while it is finite.
static void define(Conv2DWeightGradientOp op, Definition &definition) {
  Window window = op.getWindow();
  ArrayRef<int64_t> output = getShape(op.getOutputGradient()), weightShape = getShape(op.getWeightGradient());
  Access input = definePaddedInput(op, op.getInput(), window, definition);
  Access gradient = definition.get(op.getOutputGradient());
  Lanes lanes = halide::getLanes(op);
  int64_t images = output[0], columns = output[3];
  if (lanes == Lanes::Columns) {
    columns = llvm::divideCeil(columns, halide::sumLanes);
    gradient = defineFilledRows(op, "gradient", op.getOutputGradient(), 0, 0, definition);
  } else if (lanes == Lanes::Images) {
    images /= halide::sumLanes;
  }
  SmallVector<int64_t> extents{images, output[2], columns};
  Stage &sum = lanes == Lanes::Channels ? definition.addMainStage(op, extents)
                                        : definition.addStage(op, "lanes", {2, 3, 1, 0, 4}, extents);
  Indices at = sum.indices();
  Expr image = sum.reductionLoops["rn"], ry = sum.reductionLoops["ry"], column = sum.reductionLoops["rx"];
  if (lanes == Lanes::Columns)
    column = column * int(halide::sumLanes) + at[4];
  else if (lanes == Lanes::Images)
    image = image * int(halide::sumLanes) + at[4];
  int outputsPerGroup = weightShape[0] / op.getGroups(), inputsPerGroup = weightShape[1];
  Expr channel = op.getGroups() == 1 ? at[1] : (at[0] / outputsPerGroup) * inputsPerGroup + at[1];
  sum.define(0.0f);
  sum.accumulate(gradient({image, at[0], ry, column}) *
                 input({image, channel, ry * int(window.y.stride) + at[2] * int(window.y.dilation),
                        column * int(window.x.stride) + at[3] * int(window.x.dilation)}));
  if (lanes == Lanes::Channels)
    return definition.setResult(op.getWeightGradient(), sum);
  Stage &main = definition.addMainStage(op, {halide::sumLanes});
  Indices element = main.indices();
  element.push_back(main.reductionLoops["rl"]);
  main.define(0.0f);
  main.accumulate(sum(element));
  definition.setResult(op.getWeightGradient(), main);
}

bool cnnc::defineConvolution(Operation *op, Definition &definition) {
  // What only the forward pass has.
  if (auto conv = dyn_cast<Conv2DOp>(op); conv && conv.getAlgorithm() == Algorithm::WinogradRows)
    return defineWinogradRows(conv, definition), true;
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<Conv2DOp, Conv2DInputGradientOp, Conv2DWeightGradientOp>([&](auto conv) {
        if (conv.getAlgorithm() == Algorithm::Winograd)
          defineWinograd(conv, definition);
        else if (getParts(conv.getAlgorithm()))
          defineMatrixTiles(conv, definition);
        else
          define(conv, definition);
        return true;
      })
      .Case<RepackOp>([&](RepackOp repack) {
        return defineMatrixTiles(repack, definition) || defineWinograd(repack, definition);
      })
      .Default(false);
}
