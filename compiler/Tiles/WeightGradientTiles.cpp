//===- WeightGradientTiles.cpp - A weight gradient on matrix tiles --------===//

#include "compiler/Tiles/WeightGradientTiles.h"

#include "compiler/Conversion/Divisors.h"
#include "compiler/Tiles/ConvolutionTiles.h"
#include "compiler/Tiles/TileBuilder.h"
#include "dialects/CNN/Layout.h"

using namespace mlir;

namespace cnnc {

using cnn::tileChannels;

/// The fewest of `pairs` of images whose rows side by side use tiles about as well as any number does.
static int64_t getRowPairs(int64_t pairs, int64_t columns, int64_t pairColumns) {
  auto getUse = [&](int64_t count) {
    int64_t tiles = llvm::divideCeil((count - 1) * pairColumns + columns, tileExtent);
    return static_cast<double>(count * columns) / static_cast<double>(tiles * tileExtent);
  };
  auto counts = llvm::seq_inclusive<int64_t>(1, std::min(pairs, tileExtent));
  double best = 0;
  for (int64_t count : counts)
    best = std::max(best, getUse(count));
  return *llvm::find_if(counts, [&](int64_t count) { return getUse(count) >= 0.95 * best; });
}

WeightGradientTiles WeightGradientTiles::get(cnn::Conv2DWeightGradientOp conv, cnn::Algorithm algorithm) {
  cnn::Window window = conv.getWindow();
  const cnn::WindowAxis &y = window.y, &x = window.x;
  WeightGradientTiles kernel;
  kernel.parts = cnn::getParts(algorithm);
  int64_t pairs = llvm::divideCeil(conv.getInput().getType().getDimSize(0), 2), reach = (x.extent() - 1) / x.stride;
  kernel.pairColumns = x.output + reach;
  kernel.rowPairs = getRowPairs(pairs, x.output, kernel.pairColumns);
  kernel.groups = llvm::divideCeil(pairs, kernel.rowPairs);
  kernel.rows = y.output;
  int64_t columns = (kernel.rowPairs - 1) * kernel.pairColumns + x.output;
  kernel.pixels = getEvenPart(columns, tileExtent);
  kernel.tiles = llvm::divideCeil(columns, kernel.pixels);
  kernel.strideY = ConvolutionTiles::skipsInputs(y) ? 1 : y.stride;
  kernel.strideX = ConvolutionTiles::skipsInputs(x) ? 1 : x.stride;
  kernel.dilationY = y.dilation, kernel.dilationX = x.dilation;
  kernel.imageRows = (y.output - 1) * kernel.strideY + y.extent();
  kernel.phaseColumns = kernel.getGradientColumns() + reach;
  kernel.tapColumns = x.kernel;
  // Both operands' rows of 32 channels of a pair, for three quarters of a second-level cache of 512 KiB.
  int64_t rowBytes = 4 * tileChannels * kernel.parts *
                     (kernel.getGradientColumns() + kernel.strideY * kernel.getImageColumns());
  kernel.chunkRows = getEvenPart(y.output, std::max<int64_t>((384 << 10) / rowBytes, 1));
  return kernel;
}

SmallVector<int64_t> WeightGradientTiles::getRuntimeNumbers() const {
  return {parts, groups, imageRows, getImageColumns(), rows, getGradientColumns(), strideY, dilationY};
}
SmallVector<int64_t> WeightGradientTiles::getOwnNumbers() const {
  return {phaseColumns, strideX, dilationX, tapColumns, pixels, tiles, chunkRows};
}

void WeightGradientTiles::write(ModuleOp module, StringRef name) const {
  TileBuilder builder(module, name, 12);
  Value tapRows = builder.takeIndex();
  Value imageChannel = builder.takeIndex(), imagePart = builder.takeIndex(), imageRow = builder.takeIndex();
  Value imageTapRow = builder.takeIndex(), imageGroup = builder.takeIndex();
  Value gradientColumn = builder.takeIndex(), gradientRow = builder.takeIndex(), gradientGroup = builder.takeIndex();
  Value resultChannel = builder.takeIndex(), resultColumn = builder.takeIndex(), resultRow = builder.takeIndex();
  auto constant = [&](int64_t value) { return builder.constant(value); };
  auto add = [&](Value a, Value b) { return builder.add(a, b); };
  auto multiply = [&](Value a, Value b) { return builder.multiply(a, b); };

  // The sums of a tap over the rows of a chunk.
  auto writeTap = [&](Value image, Value gradient, Value result, Value chunk) {
    Value second = add(result, multiply(constant(tileExtent), resultChannel));
    Value secondChannels = multiply(constant(tileExtent), imageChannel);
    TileSums sums = builder.load(builder.getSumType(tileExtent), result, second, resultChannel);
    sums = builder.loop(chunk, sums, [&](Value row, const TileSums &sums) {
      return builder.loop(constant(tiles), sums, [&](Value tile, const TileSums &sums) {
        Value column = multiply(tile, constant(pixels));
        Value channels = add(image, add(multiply(row, imageRow), multiply(column, constant(2))));
        Value outputs = add(gradient, add(multiply(row, gradientRow), multiply(column, gradientColumn)));
        TileOperand a{builder.getType(tileExtent, pixels), builder.getMemory(0), channels,
                      add(channels, secondChannels), imagePart, imageChannel};
        TileOperand b{builder.getType(pixels, tileExtent), builder.getMemory(1), outputs,
                      add(outputs, constant(2 * tileExtent)), constant(2 * tileChannels), gradientColumn};
        return builder.multiply(parts, a, b, sums);
      });
    });
    builder.store(sums, result, second, resultChannel);
  };
  builder.loop(constant(groups), [&](Value group) {
    builder.loop(constant(llvm::divideCeil(rows, chunkRows)), [&](Value piece) {
      Value firstRow = multiply(piece, constant(chunkRows));
      Value chunk = builder.minimum(constant(chunkRows), builder.subtract(constant(rows), firstRow));
      Value gradient = add(multiply(group, gradientGroup), multiply(firstRow, gradientRow));
      Value image = add(multiply(group, imageGroup), multiply(firstRow, imageRow));
      builder.loop(tapRows, [&](Value r) {
        builder.loop(constant(tapColumns), [&](Value s) {
          Value column = multiply(s, constant(dilationX));
          Value place = add(multiply(builder.remainder(column, constant(strideX)), constant(phaseColumns)),
                            builder.divide(column, constant(strideX)));
          writeTap(add(image, add(multiply(r, imageTapRow), multiply(place, constant(2)))), gradient,
                   add(multiply(r, resultRow), multiply(s, resultColumn)), chunk);
        });
      });
    });
  });
  builder.finish();
}

} // namespace cnnc
