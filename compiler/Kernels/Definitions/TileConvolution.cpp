//===- TileConvolution.cpp - Convolution on matrix tiles ----------------===//
//
// The padded input and the weight are split into bf16 parts, in words of two channels:
//
//   split[n][block of 32 channels][y][x][part][pair]
//   weight[block of 32 outputs][r][s][block of channels][part][pair][output]
//
// and the sums of their products are an external stage (compiler/Tiles).
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Definitions/FloatParts.h"

#include "compiler/Kernels/Definition.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::cnn;
using Halide::Expr;

/// Defines a stage, whose summed channels are words, as the words of a weight (k, c, r, s).
static void defineWords(Stage &stage, Value weight, Algorithm algorithm, Definition &definition) {
  ArrayRef<int64_t> shape = getShape(weight);
  int outputs = shape[0], words = getParts(algorithm) * tilePairs;
  Indices at = stage.indices();
  Access read = definition.get(weight);
  Expr packed = packChannels(at[1] % words, at[1] / words, getParts(algorithm), shape[1], [&](Expr channel) {
    return read({clampIndex(at[0], outputs), channel, at[2], at[3]});
  });
  stage.define(outputs % tileChannels == 0 ? packed : Halide::select(at[0] < outputs, packed, 0.0f));
}

/// The words of the weight, which are prepared or a stage.
static Halide::ExternFuncArgument defineWeight(Conv2DOp op, Definition &definition) {
  if (halide::isPrepared(op.getWeight()))
    return definition.getInputs()[cast<BlockArgument>(op.getWeight()).getArgNumber()];
  Stage &stage = definition.addStage(op, "weight", {0, 2, 3, 1, 0}, {}, tileChannels);
  defineWords(stage, op.getWeight(), op.getAlgorithm(), definition);
  return stage.function;
}

void cnnc::defineMatrixTiles(Conv2DOp op, Definition &definition) {
  Window window = op.getWindow();
  TileKernel kernel = TileKernel::get(op);
  Access image = definition.get(op.getInput());
  Stage &split = definition.addStage(op, "split", {0, 1, 2, 3, 1}, {}, kernel.parts * tilePairs);
  Expr n = split.loops[0], word = split.loops[1], y = split.loops[2], x = split.loops[3], block = split.loops[4];
  split.define(packChannels(word, block, kernel.parts, getShape(op.getInput())[1], [&](Expr channel) {
    return readInside(y, x, window.y, window.x, window.y.padBefore, window.x.padBefore,
                      [&](Expr y, Expr x) { return image({n, channel, y, x}); });
  }));

  Stage &products = definition.addStage(op, "products", {0, 1, 2, 3, 1}, {}, tileChannels);
  const std::vector<Halide::Var> &loops = products.loops;
  auto number = [](int64_t value) { return Halide::ExternFuncArgument(static_cast<int>(value)); };
  products.function.define_extern(kernel.getSymbol(),
                                  {split.function, defineWeight(op, definition), number(window.y.stride),
                                   number(window.x.stride), number(window.y.dilation), number(window.x.dilation)},
                                  Halide::Float(32), {loops[1], loops[3], loops[2], loops[4], loops[0]});
  // All output channels of a block, and rows that are as wide as was reckoned with: a tile is no wider than they.
  int outputs = tileChannels, columns = window.x.output;
  products.function.bound_extent(loops[1], outputs).bound_extent(loops[3], columns);
  definition.addTileKernel(kernel);

  Stage &main = definition.addMainStage(op);
  Indices at = main.indices();
  Expr sum = products(at);
  main.define(op.getBias() ? sum + definition.get(op.getBias())({at[1]}) : sum);
  definition.setResult(op.getOutput(), main);
}

bool cnnc::defineMatrixTiles(RepackOp op, Definition &definition) {
  Algorithm algorithm = getStoredAlgorithm(op.getOutput().getType());
  if (!getParts(algorithm) || algorithm == getStoredAlgorithm(op.getInput().getType()))
    return false;
  Stage &main = definition.addMainStage(op);
  defineWords(main, op.getInput(), algorithm, definition);
  definition.setResult(op.getOutput(), main);
  return true;
}
