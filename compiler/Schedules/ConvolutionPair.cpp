//===- ConvolutionPair.cpp - Convolution and a depthwise one behind it --===//
//
// The image of a depthwise layer is computed by the convolution before it, in the same kernel, as the depthwise window
// moves down:
//
//   for n, for blocks of channels, for pieces of rows   (threads share them)
//     for y
//       pad: the rows that the window has not read yet, into a ring of as many rows as it has
//         for x in tiles: image: acc[vectors][pixels] = bias; for ry, rx, rc: acc += w * x
//       for x in tiles
//         conv: acc[vectors][pixels] = bias; for ry, rx: acc += w * pad
//         result: activation, ... of the tile
//
// The ring stays in the first-level cache, or in the second for wide images, and the image is never written to memory.
// MobileNetV2's 17 pairs take 3.42 ms instead of 3.60 on one thread, all of it 3.35 instead of 3.65 on two (one image,
// AMD EPYC, Zen 4). Computed for pieces of rows, as an image that is there is padded, it was 3.7 and more: the
// second-level cache then takes every row twice. A piece of rows computes those that its first window shares with the
// piece before anew.
//
//===----------------------------------------------------------------------===//

#include "compiler/Schedules/Families.h"
#include <algorithm>

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

/// As many of so many pixels as the accumulators hold, or a few less that leave no small rest.
static int64_t getTilePixels(int64_t pixels, int64_t vectors, const Target &target) {
  return getEvenPart(pixels, std::max<int64_t>(target.accumulators() / vectors, 1));
}

/// The pieces of `rows` that each of `blocks` blocks is cut into: those that all threads are done with first, though a
/// piece computes `shared` rows of the one before it anew.
static int64_t getPieceCount(int64_t blocks, int64_t rows, int64_t shared, const Target &target) {
  auto getCost = [&](int64_t pieces) {
    return llvm::divideCeil(blocks * pieces, target.cores) * (llvm::divideCeil(rows, pieces) + shared);
  };
  return std::min<int64_t>({1, 2, 4}, [&](int64_t a, int64_t b) { return getCost(a) < getCost(b); });
}

/// The rows of the image between zeros, tile by tile.
static void scheduleRing(ScheduleBuilder &builder, Value pad, Value image, const RegisterTile &tile) {
  builder.vectorizeLoop(pad, "c", tile.channels());
  Value rows = builder.update(pad);
  auto [vectors, lanes] = builder.split(builder.loop(rows, "c"), tile.lanes);
  auto [tiles, pixels] = builder.split(builder.loop(rows, "rx"), tile.rows, Tail::GuardWithIf);
  builder.reorder({lanes, vectors, pixels, tiles, builder.loop(rows, "y"), builder.loop(rows, "n")});
  builder.vectorize(lanes);
  builder.unroll(vectors);
  builder.unroll(pixels);
  builder.computeAt(image, tiles);
  scheduleAccumulators(builder, image, "c", tile.lanes, {"x"}, {"rc", "rx", "ry"});
}

void scheduleConvolutionPair(ScheduleBuilder &builder, cnn::Conv2DOp image, cnn::Conv2DOp depthwise) {
  KernelResult output = getResults(builder.kernel).front();
  Value imageConv = builder.stage(builder.getName(image)), conv = builder.stage(builder.getName(depthwise));
  Value pad = builder.stage(builder.getName(depthwise, "pad"));
  if (std::string padded = builder.getName(image, "pad"); builder.findStage(padded)) {
    Value whole = builder.stage(padded);
    builder.computeRoot(whole);
    builder.vectorizeLoop(whole, "c", image.getInput().getType().getDimSize(1));
    builder.parallel(builder.loop(whole, "y"));
  }
  if (!output.isImage()) {
    for (Value stage : {imageConv, pad, conv})
      builder.computeRoot(stage);
    return;
  }

  Value out = builder.stage(output.stage);
  int64_t images = output.type.getDimSize(0), channels = output.type.getDimSize(1), rows = output.type.getDimSize(2);
  RegisterTile tile =
      chooseRegisterTile(builder, channels, depthwise.getInput().getType().getDimSize(3), /*block=*/channels);
  Tail tail = channels % tile.channels() == 0 ? Tail::Auto : Tail::ShiftInwards;
  auto [blocks, block] = builder.split(builder.loop(out, "c"), tile.channels(), tail);
  auto [vectors, lanes] = builder.split(block, tile.lanes);

  cnn::WindowAxis window = depthwise.getWindow().y;
  int64_t shared = llvm::divideCeil(std::max<int64_t>(window.extent() - window.stride, 0), window.stride);
  int64_t pieceCount = builder.choose(
      "row_pieces",
      getPieceCount(images * llvm::divideCeil(channels, tile.channels()), rows, shared, builder.target), {1, 2, 4, 8});
  auto [pieces, y] = builder.split(builder.loop(out, "y"), llvm::divideCeil(rows, pieceCount), Tail::GuardWithIf);
  auto [tiles, pixels] =
      builder.split(builder.loop(out, "x"), getTilePixels(output.type.getDimSize(3), tile.vectors, builder.target),
                    Tail::ShiftInwards);
  Value task = builder.fuse(builder.loop(out, "n"), builder.fuse(blocks, pieces));
  scheduleTilesOfResult(builder, conv, lanes, vectors, pixels, tiles, {y, task}, tile.lanes);
  builder.storeAt(pad, task);
  builder.computeAt(pad, y);
  scheduleRing(builder, pad, imageConv, tile);
}

} // namespace cnnc
