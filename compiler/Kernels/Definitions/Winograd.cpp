//===- Winograd.cpp - Convolution by Winograd's algorithm ---------------===//
//
// F(4x4, 3x3) or F(2x2, 5x5) with the transforms of WinogradTransforms.h: every tile of 4x4 or 2x2 results comes from
// 6x6 inputs d and the weight g,
//
//   Y = A^T [ (G g G^T) * (B^T d B) ] A        (* place by place, summed over the input channels)
//
// so that the channels' sums are 36 matrix products over tiles. The weight gradient is F(3x3, 4x4) or
// F(5x5, 2x2) of the same transforms turned round: the output gradient's tile is one of weights, whose results are dw,
//
//   dw = G^T [ sum over tiles of (A dY A^T) * (B^T d B) ] G
//
// Each transform is two stages, first along y (`_rows`), then along x.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Definitions/WinogradTransforms.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::cnn;
using Halide::Expr;

using Read = std::function<Expr(Expr n, Expr c, Expr y, Expr x)>;

/// Reads an image of the axes' inputs, which begins at (top, left) of the padded one.
static Read readPadded(Access image, WindowAxis rows, WindowAxis columns, int64_t top, int64_t left) {
  return [=](Expr n, Expr c, Expr y, Expr x) {
    return readInside(y, x, rows, columns, top, left, [&](Expr y, Expr x) { return image({n, c, y, x}); });
  };
}

/// The axis with the output, which is what a gradient reads, in the place of the input.
static WindowAxis readOutput(WindowAxis axis) {
  axis.input = axis.output;
  return axis;
}

namespace {
/// A convolution of kernel x kernel with stride 1: input (n, c, y, x), already padded, weight (k, c, r, s), bias (k).
struct Convolution {
  Operation *op;
  int64_t kernel, inputs;
  ArrayRef<int64_t> result;
  int64_t block; // of output channels, whose products are computed together
  Read input;
  Access weight; // transformed: r and s are places
  std::function<Expr(Expr k)> bias;
};
} // namespace

/// The transform of every tile of an image that `read` (n, c, y, x) gives: tile of all images, channel, place.
/// A tile has `places` rows and columns, the first of them tiles.extent from the next tile's.
static Stage &defineTiles(Operation *op, StringRef purpose, const halide::WinogradTiles &tiles, int64_t places,
                          const Read &read, Places (*transform)(const Places &), Definition &definition) {
  int columns = tiles.columns, rows = tiles.rows, extent = tiles.extent;
  Stage &alongY = definition.addStage(op, (purpose + "_rows").str(), {0, 3, 2, 1});
  Indices at = alongY.indices();
  Expr image = at[0] / (rows * columns), row = at[0] / columns % rows, column = at[0] % columns;
  alongY.define(Halide::mux(at[2], transform(readPlaces(places, [&](Expr y) {
                              return read(image, at[1], row * extent + y, column * extent + at[3]);
                            }))));
  Stage &stage = definition.addStage(op, purpose, {2, 3, 0, 1});
  at = stage.indices();
  stage.define(Halide::mux(at[3], transform(readPlaces(places, [&](Expr x) {
                             return alongY({at[0], at[1], at[2], x});
                           }))));
  return stage;
}

/// The transform of a weight of kernel x kernel that `read` (k, c, r, s) gives, in blocks of k.
static Stage &defineWeight(Operation *op, StringRef rows, StringRef purpose, int64_t kernel, int64_t block,
                           const Access &read, Definition &definition) {
  Stage &alongY = definition.addStage(op, rows, {0, 3, 2, 1, 0}, {}, block);
  defineWeightRows(alongY, kernel, read);
  Stage &stage = definition.addStage(op, purpose, {0, 2, 3, 1, 0}, {}, block);
  Indices at = stage.indices();
  stage.define(Halide::mux(at[3], transformWeight(readPlaces(kernel, [&](Expr s) {
                             return alongY({at[0], at[1], at[2], s});
                           }))));
  return stage;
}

/// The weight as the products read it: stored so, or transformed in this kernel.
static Access getTransformedWeight(Operation *op, Value weight, int64_t block, const Access &read,
                                   Definition &definition) {
  int64_t kernel = getShape(weight)[2];
  if (halide::isPrepared(weight))
    return definition.get(weight);
  Stage &stage = defineWeight(op, "weight_rows", "weight", kernel, block, read, definition);
  return [&stage](const Indices &at) { return stage(at); };
}

static void define(const Convolution &conv, Definition &definition) {
  Operation *op = conv.op;
  int block = static_cast<int>(conv.block);
  halide::WinogradTiles tiles(conv.kernel, conv.result[2], conv.result[3]);
  int columns = tiles.columns, rows = tiles.rows, extent = tiles.extent;

  Stage &input = defineTiles(op, "input", tiles, winogradPlaces, conv.input, transformInput, definition);

  // Products: block, tile, channel in the block, place.
  Stage &products = definition.addStage(op, "products", {3, 4, 0, 1, 2}, {conv.inputs});
  Indices at = products.indices();
  Expr rc = products.reductionLoops["rc"];
  products.define(0.0f);
  products.accumulate(conv.weight({at[0] * block + at[2], rc, at[3], at[4]}) * input({at[1], rc, at[3], at[4]}));

  Stage &outputRows = definition.addStage(op, "output_rows", {0, 1, 3, 4, 2});
  at = outputRows.indices();
  Places places = readPlaces(winogradPlaces, [&](Expr y) { return products({at[0], at[1], at[2], y, at[4]}); });
  outputRows.define(Halide::mux(at[3], transformOutput(places, extent)));
  Stage &main = definition.addMainStage(op);
  at = main.indices();
  Expr tile = (at[0] * rows + at[2] / extent) * columns + at[3] / extent;
  places = readPlaces(winogradPlaces, [&](Expr x) {
    return outputRows({at[1] / block, tile, at[1] % block, at[2] % extent, x});
  });
  Expr sum = Halide::mux(at[3] % extent, transformOutput(places, extent));
  main.define(conv.bias ? sum + conv.bias(at[1]) : sum);
  definition.setResult(op->getResult(0), main);
}

void cnnc::defineWinograd(Conv2DOp op, Definition &definition) {
  Window window = op.getWindow();
  Convolution conv{op, window.y.kernel, getShape(op.getInput())[1], getShape(op.getOutput()),
                   getWinogradBlock(op.getWeight().getType(), getShape(op.getOutput())[1]), {}, {}, {}};
  conv.input = readPadded(definition.get(op.getInput()), window.y, window.x, window.y.padBefore, window.x.padBefore);
  conv.weight =
      getTransformedWeight(op, op.getWeight(), conv.block, definition.get(op.getWeight()), definition);
  if (op.getBias())
    conv.bias = [bias = definition.get(op.getBias())](Expr k) { return bias({k}); };
  define(conv, definition);
}

/// A convolution of the output gradient, padded with what the window reaches over its borders, with the
/// flipped weight.
void cnnc::defineWinograd(Conv2DInputGradientOp op, Definition &definition) {
  Window window = op.getWindow();
  WindowAxis rows = readOutput(window.y), columns = readOutput(window.x);
  Access weight = definition.get(op.getWeight());
  int last = static_cast<int>(rows.kernel) - 1;
  Convolution conv{op, rows.kernel, getShape(op.getOutputGradient())[1], getShape(op.getInputGradient()),
                   getWinogradBlock(getShape(op.getInputGradient())[1]), {}, {}, {}};
  conv.input = readPadded(definition.get(op.getOutputGradient()), rows, columns, last - rows.padBefore,
                          last - columns.padBefore);
  Stage &flipped = definition.addStage(op, "flipped", {0, 2, 3, 1, 0}, {}, conv.block);
  Indices at = flipped.indices();
  flipped.define(weight({at[1], at[0], last - at[2], last - at[3]}));
  conv.weight = getTransformedWeight(
      op, op.getWeight(), conv.block, [&](const Indices &at) { return flipped(at); }, definition);
  define(conv, definition);
}

bool cnnc::defineWinograd(RepackOp op, Definition &definition) {
  auto type = cast<RankedTensorType>(op.getOutput().getType());
  Algorithm to = getStoredAlgorithm(type);
  if (to == getStoredAlgorithm(op.getInput().getType()))
    return false;
  if (to == Algorithm::WinogradRows) {
    defineWinogradRows(op, definition);
    return true;
  }
  Stage &stage = defineWeight(op, "rows", "", type.getDimSize(2), getStoredOrder(op.getOutput()).block,
                              definition.get(op.getInput()), definition);
  definition.setResult(op.getOutput(), stage);
  return true;
}

void cnnc::defineWinograd(Conv2DWeightGradientOp op, Definition &definition) {
  Window window = op.getWindow();
  halide::WinogradTiles tiles(window.y.kernel, window.y.output, window.x.output);
  Read readImage =
      readPadded(definition.get(op.getInput()), window.y, window.x, window.y.padBefore, window.x.padBefore);
  Read readGradient =
      readPadded(definition.get(op.getOutputGradient()), readOutput(window.y), readOutput(window.x), 0, 0);
  Stage &input = defineTiles(op, "input", tiles, winogradPlaces, readImage, transformInput, definition);
  Stage &gradient = defineTiles(op, "gradient", tiles, tiles.extent, readGradient, transformGradient, definition);

  int64_t images = getShape(op.getInput())[0];
  Stage &products = definition.addStage(op, "products", {2, 3, 1, 0}, {images * tiles.count()});
  Indices at = products.indices();
  Expr rt = products.reductionLoops["rt"];
  products.define(0.0f);
  products.accumulate(gradient({rt, at[0], at[2], at[3]}) * input({rt, at[1], at[2], at[3]}));

  Stage &outputRows = definition.addStage(op, "output_rows", {1, 2, 3, 0});
  at = outputRows.indices();
  Places places = readPlaces(winogradPlaces, [&](Expr y) { return products({at[0], at[1], y, at[3]}); });
  outputRows.define(Halide::mux(at[2], transformWeightGradient(places, window.y.kernel)));
  Stage &main = definition.addMainStage(op);
  at = main.indices();
  places = readPlaces(winogradPlaces, [&](Expr x) { return outputRows({at[0], at[1], at[2], x}); });
  main.define(Halide::mux(at[3], transformWeightGradient(places, window.x.kernel)));
  definition.setResult(op.getWeightGradient(), main);
}
