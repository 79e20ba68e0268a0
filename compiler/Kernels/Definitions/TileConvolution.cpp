//===- TileConvolution.cpp - Convolution on matrix tiles ----------------===//
//
// Image and weight are split into bf16 parts, in words of two channels:
//
//   split[n][block of 32 channels][y][x][part][pair]        zero outside of the image
//   weight[block of 32 outputs][r][s][block of channels][part][pair][output]
//
// or of few channels, whose taps are joined (compiler/Tiles/ConvolutionTiles.h),
//
//   split[n][part][y of the result][x][word of a column]
//
// and the sums of their products are an external stage. Of the input gradient there is one for each phase (Phases.h),
// `products_phase_<y>_<x>`, all of one split output gradient and one weight, whose inputs and outputs change places.
// Where its outputs lie side by side in memory words are packed along them:
//
//   weight_words[r][s][input][part][pair]
//   weight_transposed[r][s][part][pair][input]    by the runtime; copied into the blocks of `weight`
//
// In the weight gradient the two of a word are images:
//
//   words[group of pairs][y][x][part][c]         padded
//   transposed[group of pairs][y][part][c][x]    by the runtime (runtime/embedded/TransposeWords.h)
//   image                                        the same, of all rows
//   gradient[group of pairs][block of 32 outputs][y][x][part][output]
//   products[block of 32 outputs][r][s][c][output]
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Definitions/FloatParts.h"
#include "compiler/Kernels/Definitions/TileOperands.h"
#include "compiler/Tiles/WeightGradientTiles.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::cnn;
using Halide::Expr;

/// Reads an image, zero outside.
static Expr readImage(const Access &image, ArrayRef<int64_t> shape, Expr n, Expr channel, Expr y, Expr x) {
  WindowAxis rows{}, columns{};
  rows.input = shape[2], columns.input = shape[3];
  return readInside(y, x, rows, columns, 0, 0, [&](Expr y, Expr x) { return image({n, channel, y, x}); });
}

/// What element of an image is the i-th along an axis.
struct SplitAxis {
  int stride = 1, padBefore = 0;

  Expr getInput(Expr i) const { return i * stride - padBefore; }
};

/// Defines a stage as the words of an image.
static void defineSplit(Stage &split, Value value, int parts, SplitAxis rows, SplitAxis columns,
                        Definition &definition) {
  ArrayRef<int64_t> shape = getShape(value);
  Access image = definition.get(value);
  Expr n = split.loops[0], word = split.loops[1], block = split.loops[4];
  Expr y = rows.getInput(split.loops[2]), x = columns.getInput(split.loops[3]);
  split.define(packChannels(word, block, parts, shape[1],
                            [&](Expr channel) { return readImage(image, shape, n, channel, y, x); }));
}

static Halide::ExternFuncArgument defineSplit(Operation *op, Value value, Algorithm algorithm, SplitAxis rows,
                                              SplitAxis columns, Definition &definition) {
  int parts = getParts(algorithm), words = parts * tilePairs;
  Stage &split = definition.addStage(op, "split", {0, 1, 2, 3, 1}, {}, words);
  defineSplit(split, value, parts, rows, columns, definition);
  split.function.bound(split.loops[1], 0, words);
  return split.function;
}

/// Defines the layer of such sums.
static void defineSums(Conv2DOp op, const Halide::ExternFuncArgument &split, const Halide::ExternFuncArgument &weight,
                       Definition &definition) {
  Window window = op.getWindow();
  Stage &products = defineTileProducts(op, "products", ConvolutionTiles::get(op).front(), split, weight,
                                       window.y.output, window.x.output, definition);
  defineLayer(op, [&](const Indices &at) { return products(at); }, definition);
}

/// The elements of a column of the window are, tap row by tap row, its channels. Of so many words the i-th is the i-th
/// element and the (words + i)-th.
static void defineJoinedTaps(Conv2DOp op, Definition &definition) {
  ConvolutionTiles kernel = ConvolutionTiles::get(op).front();
  Window window = op.getWindow();
  ArrayRef<int64_t> imageShape = getShape(op.getInput()), shape = getShape(op.getWeight());
  int channels = imageShape[1], rows = window.y.kernel, columns = window.x.kernel, words = kernel.columnWords;
  // Of an element of a column, what `read` gives of its tap row and channel; zero behind the last.
  auto readColumn = [&](Expr element, const std::function<Expr(Expr, Expr)> &read) {
    Expr row = Halide::min(element / channels, rows - 1), value = read(row, element % channels);
    return Halide::select(element < rows * channels, value, 0.0f);
  };
  Stage &split = definition.addStage(op, "split", {0, 1, 2, 3, 1}, {}, words);
  const std::vector<Halide::Var> &at = split.loops;
  auto readElement = [&](Expr element) {
    return readColumn(element, [&](Expr row, Expr channel) {
      Expr y = at[2] * int(window.y.stride) - int(window.y.padBefore) + row * int(window.y.dilation);
      return readImage(definition.get(op.getInput()), imageShape, at[0], channel, y, at[3]);
    });
  };
  split.define(packPair(readElement(at[1]), readElement(at[1] + words), at[4], kernel.parts));
  split.function.bound(at[1], 0, words).bound(at[4], 0, int(kernel.parts));

  Access read = definition.get(op.getWeight());
  auto readWeight = [&](const Indices &place) {
    Expr word = place[1] / int(tileChannels) * int(tilePairs) + place[1] % int(tilePairs);
    Expr half = place[1] / int(tilePairs) % 2, column = word / words;
    return readColumn(word % words + half * words, [&](Expr row, Expr channel) {
      Expr value = read({place[0], channel, row, Halide::min(column, columns - 1)});
      return Halide::select(column < columns, value, 0.0f);
    });
  };
  defineSums(op, split.function,
             defineWeight(op, 4, shape[0], kernel.channelBlocks * tileChannels, kernel.parts, readWeight, definition),
             definition);
}

void cnnc::defineMatrixTiles(Conv2DOp op, Definition &definition) {
  if (ConvolutionTiles::joinsTaps(op))
    return defineJoinedTaps(op, definition);
  ArrayRef<int64_t> shape = getShape(op.getWeight());
  Halide::ExternFuncArgument weight =
      halide::isPrepared(op.getWeight())
          ? getArgument(op.getWeight(), definition)
          : defineWeight(op, 4, shape[0], shape[1], getParts(op.getAlgorithm()), definition.get(op.getWeight()),
                         definition);
  Window window = op.getWindow();
  auto getAxis = [](const WindowAxis &axis) {
    return ConvolutionTiles::skipsInputs(axis) ? SplitAxis{int(axis.stride), int(axis.padBefore)} : SplitAxis();
  };
  Halide::ExternFuncArgument split =
      getHalo(op.getInput().getType()).empty()
          ? defineSplit(op, op.getInput(), op.getAlgorithm(), getAxis(window.y), getAxis(window.x), definition)
          : getArgument(op.getInput(), definition);
  defineSums(op, split, weight, definition);
}

void cnnc::defineMatrixTiles(Conv2DInputGradientOp op, Definition &definition) {
  Window window = op.getWindow();
  ArrayRef<int64_t> shape = getShape(op.getWeight());
  int parts = getParts(op.getAlgorithm()), outputs = shape[1], summed = shape[0];
  Access read = [stored = definition.get(op.getWeight())](const Indices &at) {
    return stored({at[1], at[0], at[2], at[3]});
  };
  Halide::ExternFuncArgument weight = halide::transposesWeight(op)
                                          ? defineTransposedWeight(op, outputs, summed, parts, read, definition)
                                          : defineWeight(op, 4, outputs, summed, parts, read, definition);
  Halide::ExternFuncArgument split = defineSplit(op, op.getOutputGradient(), op.getAlgorithm(), {}, {}, definition);
  int strideY = window.y.stride, strideX = window.x.stride;
  int rows = llvm::divideCeil(window.y.input, window.y.stride);
  int columns = llvm::divideCeil(window.x.input, window.x.stride);
  Stage &main = definition.addMainStage(op);
  Indices at = main.indices();
  SmallVector<ConvolutionTiles, 1> kernels = ConvolutionTiles::get(op);
  const ConvolutionTiles *kernel = kernels.begin();
  std::vector<Expr> values;
  for (const halide::Phase &phase : halide::getPhases(window)) {
    values.push_back(0.0f);
    if (phase.isEmpty())
      continue;
    Stage &products = defineTileProducts(op, halide::getProductsPurpose(window, phase), *kernel++, split, weight,
                                         rows, columns, definition);
    values.back() = products({at[0], at[1], at[2] / strideY, at[3] / strideX});
  }
  main.define(values.size() == 1 ? values.front()
                                 : Halide::mux((at[2] % strideY) * strideX + at[3] % strideX, values));
  definition.setResult(op.getInputGradient(), main);
}

void cnnc::defineMatrixTiles(Conv2DWeightGradientOp op, Definition &definition) {
  Window window = op.getWindow();
  WeightGradientTiles kernel = WeightGradientTiles::get(op);
  ArrayRef<int64_t> imageShape = getShape(op.getInput()), gradientShape = getShape(op.getOutputGradient());
  int images = imageShape[0], parts = kernel.parts, rowPairs = kernel.rowPairs, pairColumns = kernel.pairColumns;
  // Word `part` of column x of a row of pairs, zero where there is no such image or channel. `getColumn` gives the
  // image's column for the stored one.
  auto packImages = [&](const Access &image, ArrayRef<int64_t> shape, Expr group, Expr channel, Expr y, Expr x,
                        const std::function<Expr(Expr)> &getColumn, Expr part) {
    Expr pair = group, column = x, isInRow = Halide::Internal::const_true();
    if (rowPairs > 1) {
      pair = group * rowPairs + x / pairColumns, column = x % pairColumns;
      isInRow = x < rowPairs * pairColumns; // and does not fill up tiles
    }
    auto read = [&](Expr n) {
      Expr value = readChannel(channel, shape[1], [&](Expr channel) {
        return readImage(image, shape, clampIndex(n, images), channel, y, getColumn(column));
      });
      return rowPairs == 1 && images % 2 == 0 ? value : Halide::select(isInRow && n < images, value, 0.0f);
    };
    return packPair(read(2 * pair), read(2 * pair + 1), part, parts);
  };

  Stage &words = definition.addStage(op, "words", {0, 2, 3, 4, 1});
  const std::vector<Halide::Var> &at = words.loops;
  SplitAxis rows{int(window.y.stride / kernel.strideY), int(window.y.padBefore)};
  SplitAxis columns{int(window.x.stride / kernel.strideX), int(window.x.padBefore)};
  int strideX = kernel.strideX, phaseColumns = kernel.phaseColumns;
  words.define(packImages(
      definition.get(op.getInput()), imageShape, at[0], at[1], rows.getInput(at[2]), at[3] % phaseColumns,
      [&](Expr column) { return columns.getInput(column * strideX + at[3] / phaseColumns); }, at[4]));
  Stage &transposed = defineTransposed(op, "transposed", words, {0, 2}, 3, definition);
  Stage &image = definition.addStage(op, "image", {0, 2, 4, 1, 3});
  image.define(transposed(image.indices()));
  // All channels, whichever are read: whole squares are transposed.
  int channels = llvm::alignTo(imageShape[1], tileChannels), storedColumns = kernel.getImageColumns();
  for (Stage *stage : {&words, &transposed, &image})
    stage->function.bound(stage->loops[1], 0, channels)
        .bound(stage->loops[3], 0, storedColumns)
        .bound(stage->loops[4], 0, parts);

  Stage &gradient = definition.addStage(op, "gradient", {0, 1, 2, 3, 1}, {}, parts * tileChannels);
  const std::vector<Halide::Var> &loops = gradient.loops;
  int block = tileChannels;
  gradient.define(packImages(definition.get(op.getOutputGradient()), gradientShape, loops[0],
                             loops[4] * block + loops[1] % block, loops[2], loops[3],
                             [](Expr column) { return column; }, loops[1] / block));
  gradient.function.bound(loops[1], 0, parts * block);

  Stage &products = definition.addStage(op, "products", {0, 2, 3, 1, 0}, {}, tileChannels);
  const std::vector<Halide::Var> &sums = products.loops;
  products.function.define_extern(kernel.getSymbol(), {image.function, gradient.function}, Halide::Float(32),
                                  {sums[0], sums[1], sums[3], sums[2], sums[4]});
  int tapColumns = kernel.tapColumns;
  products.function.bound(sums[0], 0, block).align_bounds(sums[1], block).bound(sums[3], 0, tapColumns);
  Stage &main = definition.addMainStage(op);
  main.define(products(main.indices()));
  definition.setResult(op.getWeightGradient(), main);
}

/// Defines a stage as the floats of a split image.
static void defineJoined(Stage &main, Value split, Definition &definition) {
  auto type = cast<RankedTensorType>(split.getType());
  ArrayRef<int64_t> halo = getHalo(type);
  int pairs = tilePairs, block = tileChannels, parts = getParts(getStoredAlgorithm(type));
  const Halide::ImageParam &words = definition.getInputs()[cast<BlockArgument>(split).getArgNumber()];
  Indices at = main.indices();
  main.define(joinParts(at[1] % block >= pairs, parts, [&](int part) {
    return words(at[1] % pairs + part * pairs, at[3] + int(halo[1]), at[2] + int(halo[0]), at[1] / block, at[0]);
  }));
}

bool cnnc::defineMatrixTiles(RepackOp op, Definition &definition) {
  if (!getHalo(op.getInput().getType()).empty()) {
    Stage &main = definition.addMainStage(op);
    defineJoined(main, op.getInput(), definition);
    definition.setResult(op.getOutput(), main);
    return true;
  }
  Algorithm algorithm = getStoredAlgorithm(op.getOutput().getType());
  if (!getParts(algorithm) || algorithm == getStoredAlgorithm(op.getInput().getType()))
    return false;
  Stage &main = definition.addMainStage(op);
  ArrayRef<int64_t> shape = getShape(op.getInput()), halo = getHalo(op.getOutput().getType());
  if (!halo.empty())
    defineSplit(main, op.getInput(), getParts(algorithm), {1, int(halo[0])}, {1, int(halo[1])}, definition);
  else
    defineWords(main, shape[0], shape[1], getParts(algorithm), definition.get(op.getInput()));
  definition.setResult(op.getOutput(), main);
  return true;
}
