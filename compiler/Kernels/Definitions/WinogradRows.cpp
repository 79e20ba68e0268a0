//===- WinogradRows.cpp - Winograd's algorithm along y ------------------===//
//
// F(4, 3) or F(2, 5) with the transforms of WinogradTransforms.h, for every column of the kernel: a tile is a few rows
// of results, of all columns, and comes from 6 rows d of the input and the columns g_s of the weight,
//
//   Y[x] = A^T [ sum over s and the input channels of (G g_s) * (B^T d)[x + s] ]
//
// so that the sums are 6 convolutions along x. Beside the two-dimensional form it multiplies more, 6 times for 4
// results of 3 taps where that does 2.25 times 3, but its transforms are a fifth of the work.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Definitions/WinogradTransforms.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::cnn;
using Halide::Expr;

/// The input at row y and column x of the padded image. Columns are tested only where there is padding: the vectors of
/// an image of few channels lie along them.
static Access readPadded(Conv2DOp op, const Window &window, Definition &definition) {
  return [window, image = definition.get(op.getInput())](const Indices &at) {
    int top = window.y.padBefore, left = window.x.padBefore;
    if (window.x.padBefore || window.x.padAfter)
      return readInside(at[2], at[3], window.y, window.x, top, left,
                        [&](Expr y, Expr x) { return image({at[0], at[1], y, x}); });
    Expr y = at[2] - top, value = image({at[0], at[1], clampIndex(Halide::likely(y), window.y.input), at[3]});
    return Halide::select(y >= 0 && y < int(window.y.input), value, 0.0f);
  };
}

void cnnc::defineWinogradRows(Conv2DOp op, Definition &definition) {
  Window window = op.getWindow();
  ArrayRef<int64_t> weightShape = getShape(op.getWeight());
  int block = getWinogradBlock(op.getWeight().getType(), weightShape[0]);
  int extent = getWinogradExtent(window.y.kernel), tiles = llvm::divideCeil(window.y.output, extent);

  Access weight = definition.get(op.getWeight());
  if (!halide::isPrepared(op.getWeight())) {
    Stage &transformed = definition.addStage(op, "weight", {0, 2, 3, 1, 0}, {}, block);
    defineWeightRows(transformed, window.y.kernel, weight);
    weight = [&transformed](const Indices &at) { return transformed(at); };
  }

  // Rows of tiles of all images, channel, place, column.
  SmallVector<int64_t> order = hasFewChannels(op.getInput().getType()) ? SmallVector<int64_t>{0, 1, 2, 3}
                                                                        : SmallVector<int64_t>{0, 2, 3, 1};
  Access image = readPadded(op, window, definition);
  Stage &input = definition.addStage(op, "input", order);
  Indices at = input.indices();
  input.define(Halide::mux(at[2], transformInput(readPlaces(winogradPlaces, [&](Expr y) {
                             return image({at[0] / tiles, at[1], at[0] % tiles * extent + y, at[3]});
                           }))));

  // Block, row of tiles, channel in the block, place, column.
  Stage &products = definition.addStage(op, "products", {1, 3, 0, 4, 2}, {weightShape[1], weightShape[3]});
  at = products.indices();
  Expr rc = products.reductionLoops["rc"], rx = products.reductionLoops["rx"];
  products.define(0.0f);
  products.accumulate(weight({at[0] * block + at[2], rc, at[3], rx}) *
                      input({at[1], rc, at[3], at[4] * int(window.x.stride) + rx * int(window.x.dilation)}));

  Stage &main = definition.addMainStage(op);
  at = main.indices();
  Places places = readPlaces(winogradPlaces, [&](Expr y) {
    return products({at[1] / block, at[0] * tiles + at[2] / extent, at[1] % block, y, at[3]});
  });
  Expr sum = Halide::mux(at[2] % extent, transformOutput(places, extent));
  main.define(op.getBias() ? sum + definition.get(op.getBias())({at[1]}) : sum);
  definition.setResult(op.getOutput(), main);
}

void cnnc::defineWinogradRows(RepackOp op, Definition &definition) {
  Stage &main = definition.addMainStage(op);
  defineWeightRows(main, getShape(op.getInput())[2], definition.get(op.getInput()));
  definition.setResult(op.getOutput(), main);
}
