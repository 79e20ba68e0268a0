//===- ConvolutionCost.cpp - What a convolution's algorithms cost -------===//

#include "compiler/Transforms/ConvolutionCost.h"

#include "compiler/Tiles/ConvolutionTiles.h"
#include "compiler/Tiles/WeightGradientTiles.h"
#include "dialects/CNN/Inference.h"
#include "dialects/CNN/Layout.h"

using namespace mlir;

namespace cnnc::cnn {

static int64_t fillBlocks(int64_t channels) { return llvm::alignTo(channels, tileChannels); }

/// The elements of an image that tiles read.
static int64_t getSplitElements(const Window &window, int64_t channels) {
  auto getPlaces = [](const WindowAxis &axis) {
    return ConvolutionTiles::skipsInputs(axis) ? axis.output : axis.input;
  };
  return getPlaces(window.y) * getPlaces(window.x) * fillBlocks(channels);
}

ConvolutionSums ConvolutionSums::get(Conv2DOp conv) {
  ConvolutionTiles tiles = ConvolutionTiles::get(conv).front();
  bool joinsTaps = tiles.columnWords != 0;
  Window window = conv.getWindow();
  int64_t elements = getSplitElements(window, getShape(conv.getInput())[1]);
  // Each is met by several rows, and its words are stored one by one, which takes twice as long.
  if (joinsTaps)
    elements = 2 * window.y.output * window.x.input * 2 * tiles.columnWords;
  int64_t weights = tiles.channelBlocks * tiles.y.taps * tiles.x.taps * tileChannels;
  return {llvm::to_vector<4>(getShape(conv.getOutput())), getShape(conv.getInput())[1], window, weights, elements,
          joinsTaps};
}
ConvolutionSums ConvolutionSums::get(Conv2DInputGradientOp conv) {
  Window window = conv.getWindow();
  int64_t summed = getShape(conv.getOutputGradient())[1];
  return {llvm::to_vector<4>(getShape(conv.getInputGradient())), summed, window,
          window.y.kernel * window.x.kernel * fillBlocks(summed),
          window.y.output * window.x.output * fillBlocks(summed)};
}
ConvolutionSums ConvolutionSums::get(Conv2DWeightGradientOp conv) {
  Window window = conv.getWindow();
  int64_t summed = getShape(conv.getInput())[1];
  auto tiles = WeightGradientTiles::get(conv, Algorithm::BF16); // more parts lie alike
  return {llvm::to_vector<4>(getShape(conv.getOutputGradient())),
          summed,
          window,
          window.y.kernel * window.x.kernel * fillBlocks(summed),
          getSplitElements(window, summed),
          /*joinsTaps=*/false,
          /*isWeightPrepared=*/false,
          2 * tiles.groups * tiles.rows * tiles.getGradientColumns(),
          tiles.groups};
}

static ConvolutionSums getSums(ArrayRef<int64_t> result, int64_t summed) {
  constexpr WindowAxis one{1, 1, 1, 1, 0, 0, 1};
  return {{result[0], result[1], 1, 1}, summed, {one, one}, fillBlocks(summed), fillBlocks(summed)};
}
ConvolutionSums ConvolutionSums::get(DenseOp dense) {
  return getSums(getShape(dense.getOutput()), getShape(dense.getInput())[1]);
}
ConvolutionSums ConvolutionSums::get(MatMulOp product) {
  return getSums(getShape(product.getOutput()), getShape(product.getA())[product.getTransposeA() ? 0 : 1]);
}

double ConvolutionSums::getDirectCost() const {
  double taps = static_cast<double>(window.y.kernel * window.x.kernel);
  return taps * static_cast<double>(results[0] * results[2] * results[3]) * pairs() / 0.92;
}

/// `rows` products for each of the weight's pairs of channels and places, and the weight. It is read `reads` times
/// while they are formed: 4 bytes at 38 GB/s are 6.5 multiply-adds (512 to 512 channels, 7x7, one image: 0.9 ms beside
/// 2.0 ms of direct sums). One that is not prepared is transformed first: 8 multiply-adds for a place in the cache, 20
/// in memory. A gradient of it is written to memory and read again: 64 (512 to 512 channels, 4x4, 16, 32 and 64 images:
/// 12.3, 17.6 and 23.6 ms beside 12.0, 24.1 and 50.1 of direct sums).
double ConvolutionSums::getProductsCost(int64_t weightPlaces, int64_t rows, int64_t reads) const {
  double places = static_cast<double>(weightPlaces) * pairs();
  double products = std::max(static_cast<double>(rows), 6.5 * static_cast<double>(reads)) * places;
  // Transforms are stored in whole vectors.
  bool isStored = isWeightPrepared && results[1] % winogradVector == 0;
  return isStored ? products : products + (areOfWeight() ? 64.0 : 14.0) * places;
}

/// The transforms take 220 to 380 for each channel of a tile.
double ConvolutionSums::getWinogradCost() const {
  int64_t extent = getWinogradExtent(window.y.kernel);
  int64_t tiles = results[0] * llvm::divideCeil(results[2], extent) * llvm::divideCeil(results[3], extent);
  return getProductsCost(winogradPlaces * winogradPlaces, tiles, 1) +
         350.0 * static_cast<double>(tiles * (results[1] + summed));
}

/// The transforms take 16 to 24 for each channel of a result; the weight is read for each row of tiles.
double ConvolutionSums::getWinogradRowsCost() const {
  int64_t extent = getWinogradExtent(window.y.kernel);
  int64_t tiles = results[0] * llvm::divideCeil(results[2], extent), columns = results[3];
  return getProductsCost(winogradPlaces * window.x.kernel, tiles * columns, tiles) +
         24.0 * static_cast<double>(extent * tiles * columns * (results[1] + summed));
}

TileTasks TileTasks::get(int64_t images, int64_t channels, int64_t rows, int64_t columns, int64_t weights,
                         bool wholeImages) {
  constexpr int64_t mostWeights = cacheBytes / sizeof(float), mostSums = (128 << 10) / sizeof(float);
  constexpr int64_t tasks = 8, tileColumns = 16;
  int64_t blocks = llvm::divideCeil(channels, tileChannels);
  int64_t sums = blocks * tileChannels * rows * columns, tiles = rows * llvm::divideCeil(columns, tileColumns);
  int64_t groups = llvm::divideCeil(blocks, std::max<int64_t>(mostWeights * blocks / weights, 1));
  int64_t parts = std::max<int64_t>(llvm::divideCeil(sums, mostSums), llvm::divideCeil(tasks, images));
  if (wholeImages)
    return {1, std::min(blocks, std::max(groups, parts))};
  return {std::clamp<int64_t>(llvm::divideCeil(parts, groups), 1, std::max<int64_t>(std::min(rows, tiles / 2), 1)),
          groups};
}

/// The products are not measured here, but reckoned from a prototype on a Sapphire Rapids, 450 to 630 GFLOP/s beside
/// 130 of float32 vectors with two parts: one of bf16 is a fourteenth of a float32's multiply-add. Channels fill blocks
/// of 32. What is around them is measured with the tiles' instructions left out: 0.15 to 0.2 ns for each element that
/// is split, or stored and read again, where a multiply-add takes 0.017 (0.07 where a depthwise layer reads it in the
/// cache: 16 to 96 channels of 112x112 and that layer 0.40 ms, 0.47 with direct sums); 0.3 to 0.8 for one of a weight
/// that the call packs (where it is transposed in registers now, a quarter less). Each weight is read once, 4 bytes as
/// above; a gradient of it is read and written for each group of images, 8 bytes in the second-level cache at 40 a cycle.
double ConvolutionSums::getTileCost(int64_t parts) const {
  int64_t products = parts * (parts + 1) / 2, outputs = fillBlocks(results[1]);
  int64_t places = results[0] * results[2] * results[3];
  auto multiplyAdds = [&](int64_t places) { return static_cast<double>(products * places) / 14.0; };
  double forWeight;
  if (areOfWeight())
    forWeight = multiplyAdds(gradientPlaces) + 4.0 * static_cast<double>(gradientGroups);
  else
    forWeight = std::max(multiplyAdds(places), 6.5) + (isWeightPrepared && !joinsTaps ? 0.0 : 30.0);
  return forWeight * static_cast<double>(tileWeights * outputs) +
         10.0 * static_cast<double>(results[0] * splitElements) +
         (areReadInKernel ? 4.0 : 10.0) * static_cast<double>(places * outputs);
}

} // namespace cnnc::cnn
