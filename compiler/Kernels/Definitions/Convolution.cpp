//===- Convolution.cpp - Direct convolution and its gradients -----------===//

#include "compiler/Kernels/Definition.h"
#include "dialects/Halide/Phases.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::cnn;
using Halide::Expr;

// The likely() lets Halide drop the test in the interior of the loops.
Expr cnnc::readInside(Expr y, Expr x, const WindowAxis &rows, const WindowAxis &columns, int64_t top, int64_t left,
                      const std::function<Expr(Expr, Expr)> &read) {
  Expr inside = y >= int(top) && y < int(top + rows.input) && x >= int(left) && x < int(left + columns.input);
  Expr value = read(clampIndex(Halide::likely(y - int(top)), rows.input),
                    clampIndex(Halide::likely(x - int(left)), columns.input));
  return Halide::select(inside, value, 0.0f);
}

/// The images with their channels innermost, which is how every schedule family reads them.
static const int64_t channelsInnermost[] = {0, 2, 3, 1};

/// The padded input of a convolution, its first row at 0; the input itself where nothing is padded.
static Access definePaddedInput(Operation *op, Value image, const Window &window, Definition &definition) {
  Access input = definition.get(image);
  if (!window.isPadded())
    return input;
  Stage &pad = definition.addStage(op, "pad", channelsInnermost);
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

static void define(Conv2DOp op, Definition &definition) {
  Window window = op.getWindow();
  ArrayRef<int64_t> weightShape = getShape(op.getWeight());
  Access input = definePaddedInput(op, op.getInput(), window, definition), weight = definition.get(op.getWeight());
  if (!halide::isPrepared(op.getWeight()))
    weight = defineBlockedWeight(op, weightShape[0], definition, weight);
  // Its accumulators are registers, whatever the layout of a result that is copied from them.
  Stage &conv = definition.addStage(op, "", channelsInnermost, {weightShape[1], weightShape[2], weightShape[3]});
  Indices at = conv.indices();
  Expr rc = conv.reductionLoops["rc"], ry = conv.reductionLoops["ry"], rx = conv.reductionLoops["rx"];
  int outputsPerGroup = weightShape[0] / op.getGroups(), inputsPerGroup = weightShape[1];
  Expr channel = op.getGroups() == 1 ? rc : (at[1] / outputsPerGroup) * inputsPerGroup + rc;
  if (op.getBias())
    conv.define(definition.get(op.getBias())({at[1]}));
  else
    conv.define(0.0f);
  conv.accumulate(weight({at[1], rc, ry, rx}) *
                  input({at[0], channel, at[2] * int(window.y.stride) + ry * int(window.y.dilation),
                         at[3] * int(window.x.stride) + rx * int(window.x.dilation)}));
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
  if (halide::needsPaddedGradient(original)) {
    Stage &pad = definition.addStage(op, "pad", channelsInnermost);
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
    Stage &sum = definition.addStage(op, halide::getPhasePurpose(window, phase), channelsInnermost,
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
    sum.accumulate(weight({input, output, getTap(phase.y, ry), getTap(phase.x, rx)}) *
                   gradient({at[0], output, getOutput(phase.y, at[2], ry), getOutput(phase.x, at[3], rx)}));
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

static void define(Conv2DWeightGradientOp op, Definition &definition) {
  Window window = op.getWindow();
  ArrayRef<int64_t> output = getShape(op.getOutputGradient()), weightShape = getShape(op.getWeightGradient());
  Access input = definePaddedInput(op, op.getInput(), window, definition);
  Access gradient = definition.get(op.getOutputGradient());
  Stage &sum = definition.addMainStage(op, {output[0], output[2], output[3]});
  Indices at = sum.indices();
  Expr rn = sum.reductionLoops["rn"], ry = sum.reductionLoops["ry"], rx = sum.reductionLoops["rx"];
  int outputsPerGroup = weightShape[0] / op.getGroups(), inputsPerGroup = weightShape[1];
  Expr channel = op.getGroups() == 1 ? at[1] : (at[0] / outputsPerGroup) * inputsPerGroup + at[1];
  sum.define(0.0f);
  sum.accumulate(gradient({rn, at[0], ry, rx}) *
                 input({rn, channel, ry * int(window.y.stride) + at[2] * int(window.y.dilation),
                        rx * int(window.x.stride) + at[3] * int(window.x.dilation)}));
  definition.setResult(op.getWeightGradient(), sum);
}

bool cnnc::defineConvolution(Operation *op, Definition &definition) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<Conv2DOp, Conv2DInputGradientOp, Conv2DWeightGradientOp>([&](auto conv) {
        if (conv.getAlgorithm() == Algorithm::Winograd)
          defineWinograd(conv, definition);
        else
          define(conv, definition);
        return true;
      })
      .Case<RepackOp>([&](RepackOp repack) { return defineWinograd(repack, definition); })
      .Default(false);
}
