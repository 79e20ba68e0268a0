//===- ConvolutionTiles.cpp - A convolution on matrix tiles ---------------===//

#include "compiler/Tiles/ConvolutionTiles.h"

#include "compiler/Conversion/Divisors.h"
#include "compiler/Tiles/TileBuilder.h"
#include "dialects/CNN/Layout.h"

using namespace mlir;

namespace cnnc {

using cnn::tileChannels;

ConvolutionTiles::ConvolutionTiles(cnn::Algorithm algorithm, int64_t channels, ConvolutionTilesAxis y,
                                   ConvolutionTilesAxis x, int64_t rows, int64_t columns, int64_t inputColumns)
    : parts(cnn::getParts(algorithm)), channelBlocks(llvm::divideCeil(channels, tileChannels)), y(y), x(x) {
  int64_t step = inputColumns * y.stride, row = columns;
  if (step % x.stride == 0 && step > 0) {
    int64_t all = (rows - 1) * step / x.stride + columns;
    int64_t tiles = rows * llvm::divideCeil(columns, tileExtent), tilesOfAll = llvm::divideCeil(all, tileExtent);
    // A tile of fewer rows may take less time (the prototype's of 14 were no loss), and between rows memory is wasted.
    if (5 * tilesOfAll <= 4 * tiles)
      rowStep = step / x.stride, row = all;
  }
  pixels = getEvenPart(row, tileExtent);
}

bool ConvolutionTiles::joinsTaps(cnn::Conv2DOp conv) {
  cnn::Window window = conv.getWindow();
  bool isStored = !cnn::getHalo(conv.getInput().getType()).empty() ||
                  cnn::getStoredOrder(conv.getWeight().getType()).isBlocked();
  return cnn::hasFewChannels(conv.getInput().getType()) && window.x.kernel > 1 && window.x.dilation == 1 && !isStored;
}

SmallVector<ConvolutionTiles, 1> ConvolutionTiles::get(cnn::Conv2DOp conv) {
  cnn::Window window = conv.getWindow();
  RankedTensorType input = conv.getInput().getType();
  if (joinsTaps(conv)) {
    constexpr ConvolutionTilesAxis joined{1, 1, 1, 0, 0, 1};
    ConvolutionTilesAxis x = joined;
    x.stride = window.x.stride, x.padBefore = window.x.padBefore;
    int64_t columnWords = llvm::divideCeil(window.y.kernel * input.getDimSize(1), 2);
    int64_t words = llvm::alignTo(window.x.kernel * columnWords, cnn::tilePairs);
    ConvolutionTiles kernel(conv.getAlgorithm(), 2 * words, joined, x, window.y.output, window.x.output);
    kernel.columnWords = columnWords;
    return {kernel};
  }
  bool hasHalo = !cnn::getHalo(input).empty(); // which is the padding
  auto getAxis = [&](const cnn::WindowAxis &axis) -> ConvolutionTilesAxis {
    if (!hasHalo && skipsInputs(axis))
      return {1, 1, 1, 0, 0, 1};
    return {axis.kernel, axis.stride, axis.dilation, hasHalo ? 0 : axis.padBefore, 0, 1};
  };
  ConvolutionTilesAxis y = getAxis(window.y), x = getAxis(window.x);
  int64_t inputColumns = hasHalo ? cnn::getStoredShape(input)[3] : x.getInputs(window.x.output);
  return {{conv.getAlgorithm(), input.getDimSize(1), y, x, window.y.output, window.x.output, inputColumns}};
}

SmallVector<ConvolutionTiles, 1> ConvolutionTiles::get(cnn::Conv2DInputGradientOp conv) {
  cnn::Window window = conv.getWindow();
  auto getAxis = [](const halide::PhaseAxis &axis) -> ConvolutionTilesAxis {
    int64_t last = axis.taps - 1;
    return {axis.taps, 1, axis.outputStep, last * axis.outputStep - axis.firstOutput,
            axis.firstTap + last * axis.tapStep, -axis.tapStep};
  };
  int64_t rows = llvm::divideCeil(window.y.input, window.y.stride);
  int64_t columns = llvm::divideCeil(window.x.input, window.x.stride);
  bool isOnePhase = window.y.stride == 1 && window.x.stride == 1; // or else they share the output gradient
  SmallVector<ConvolutionTiles, 1> phases;
  for (const halide::Phase &phase : halide::getPhases(window)) {
    ConvolutionTilesAxis y = getAxis(phase.y), x = getAxis(phase.x);
    if (!phase.isEmpty())
      phases.push_back({conv.getAlgorithm(), conv.getOutputGradient().getType().getDimSize(1), y, x, rows, columns,
                        isOnePhase ? x.getInputs(columns) : 0});
  }
  return phases;
}

SmallVector<int64_t> ConvolutionTiles::getRuntimeNumbers() const {
  SmallVector<int64_t> numbers{parts * cnn::tilePairs, channelBlocks};
  for (const ConvolutionTilesAxis &axis : {y, x})
    numbers.append({axis.taps, axis.stride, axis.dilation, axis.padBefore, axis.firstTap, axis.tapStep});
  numbers.append({rowStep, columnWords});
  return numbers;
}

void ConvolutionTiles::write(ModuleOp module, StringRef name) const {
  TileBuilder builder(module, name, 15);
  Value rows = builder.takeIndex(), columns = builder.takeIndex();
  Value inputColumn = builder.takeIndex(), inputRow = builder.takeIndex(), inputBlock = builder.takeIndex();
  Value inputPart = builder.takeIndex();
  Value tapColumn = builder.takeIndex(), tapRow = builder.takeIndex();
  Value weightColumn = builder.takeIndex(), weightRow = builder.takeIndex();
  Value resultColumn = builder.takeIndex(), resultRow = builder.takeIndex();
  Value blocks = builder.takeIndex(), weightBlock = builder.takeIndex(), resultBlock = builder.takeIndex();
  auto constant = [&](int64_t value) { return builder.constant(value); };
  auto add = [&](Value a, Value b) { return builder.add(a, b); };
  auto multiply = [&](Value a, Value b) { return builder.multiply(a, b); };

  // Of the weight: a pair of channels, of both halves of the outputs, and all pairs of a part.
  constexpr int64_t pair = 2 * tileChannels, part = cnn::tilePairs * pair;
  Value lastColumn = builder.subtract(columns, constant(pixels));
  Value tilesOfRow = builder.divide(add(columns, constant(pixels - 1)), constant(pixels));
  Value tiles = multiply(rows, tilesOfRow), lastTile = builder.subtract(tiles, constant(1));
  // Two tiles of pixels by 32 outputs.
  auto writeStep = [&](Value step, Value outputs) {
    Value inputs[2], results[2], first = multiply(step, constant(2)), result = multiply(outputs, resultBlock);
    for (int i : {0, 1}) {
      Value tile = builder.minimum(add(first, constant(i)), lastTile);
      Value row = builder.divide(tile, tilesOfRow);
      Value column = builder.minimum(multiply(builder.remainder(tile, tilesOfRow), constant(pixels)), lastColumn);
      inputs[i] = add(multiply(row, inputRow), multiply(column, inputColumn));
      results[i] = add(result, add(multiply(row, resultRow), multiply(column, resultColumn)));
    }
    TileSums sums = builder.makeZero(builder.getSumType(pixels));
    sums = builder.loop(constant(y.taps), sums, [&](Value r, const TileSums &sums) {
      return builder.loop(constant(x.taps), sums, [&](Value s, const TileSums &sums) {
        return builder.loop(constant(channelBlocks), sums, [&](Value block, const TileSums &sums) {
          Value tap = add(add(multiply(r, tapRow), multiply(s, tapColumn)), multiply(block, inputBlock));
          Value weight = add(add(multiply(outputs, weightBlock), multiply(block, constant(parts * part))),
                             add(multiply(r, weightRow), multiply(s, weightColumn)));
          TileOperand a{builder.getType(pixels, cnn::tilePairs), builder.getMemory(0), add(inputs[0], tap),
                        add(inputs[1], tap), inputPart, inputColumn};
          TileOperand b{builder.getType(tileExtent, tileExtent), builder.getMemory(1), weight,
                        add(weight, constant(tileChannels)), constant(part), constant(pair)};
          return builder.multiply(parts, a, b, sums);
        });
      });
    });
    builder.store(sums, results[0], results[1], resultColumn);
  };
  builder.loop(blocks, [&](Value outputs) {
    builder.loop(builder.divide(add(tiles, constant(1)), constant(2)), [&](Value step) { writeStep(step, outputs); });
  });
  builder.finish();
}

} // namespace cnnc
