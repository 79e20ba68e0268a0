//===- TileConvolution.cpp - Convolution on matrix tiles ----------------===//
//
// Forward, and the input gradient, whose phases (Phases.h) each have sums of their own:
//
//   split: the padded input, in parts of bf16                (threads share its rows)
//   for n, for pieces of rows                                (threads share them)
//     products: the sums of the piece, of all channels, on tiles
//     for y, for x, for c: result: bias, activation, residual, ... of the piece, also split for the next convolution
//
// A piece's sums are a quarter of the second-level cache at most, so that what follows finds them there.
//
// The weight gradient:
//
//   image: pairs of images in parts, columns innermost       (threads share their rows)
//     words: squares of the same, channels innermost, in the first-level cache
//   gradient: likewise, channels innermost                   (threads share its rows)
//   for blocks of 32 outputs, for blocks of 32 inputs        (threads share them)
//     products: all of the block's sums, on tiles
//     result: the same, copied
//
//===----------------------------------------------------------------------===//

#include "compiler/Schedules/Families.h"
#include "compiler/Transforms/ConvolutionCost.h"
#include "dialects/Halide/Phases.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

/// Threads share the rows of all images, and of all `blocks` where that is a loop.
static void shareRows(ScheduleBuilder &builder, Value stage, bool hasBlocks, Value image) {
  if (cast<RankedTensorType>(image.getType()).getNumElements() < leastSharedElements)
    return;
  Value rows = builder.loop(stage, "y");
  if (hasBlocks)
    rows = builder.fuse(builder.loop(stage, "b"), rows);
  builder.parallel(builder.fuse(builder.loop(stage, "n"), rows));
}

template <typename Op> static void scheduleOperands(ScheduleBuilder &builder, Op conv, Value image) {
  if (std::string name = builder.getName(conv, "split"); builder.findStage(name)) {
    Value split = builder.stage(name);
    builder.computeRoot(split);
    builder.vectorizeLoop(split, "c", cnn::getParts(conv.getAlgorithm()) * cnn::tilePairs);
    shareRows(builder, split, /*hasBlocks=*/true, image);
  }
  std::string name = builder.getName(conv, "weight");
  if (!builder.findStage(name))
    return;
  Value weight = builder.stage(name);
  builder.computeRoot(weight);
  builder.vectorizeLoop(weight, "n", cnn::tileChannels);
  if (conv.getWeight().getType().getNumElements() >= leastSharedElements)
    builder.parallel(builder.loop(weight, "b"));
}

/// `products` are the stages whose sums make an image of type `sums`, side by side in steps of the strides.
static void scheduleSums(ScheduleBuilder &builder, Operation *conv, RankedTensorType sums,
                         ArrayRef<std::string> products, int64_t strideY, int64_t strideX) {
  KernelResult result = scheduleImageResult(builder, {builder.getName(conv), sums});
  Value out = builder.stage(result.stage), x = builder.loop(out, "x"), y = builder.loop(out, "y"), placeX, placeY;
  // The next convolution's operand: its words in the place of channels, its halo around it.
  bool isSplit = !cnn::getHalo(result.type).empty();
  SmallVector<int64_t> extents = cnn::getStoredShape(result.type);
  int64_t images = sums.getDimSize(0), channels = isSplit ? extents.back() : result.type.getDimSize(1);
  int64_t rows = isSplit ? extents[2] : llvm::divideCeil(result.type.getDimSize(2), strideY);
  int64_t pieces = cnn::getTilePieces(images, sums.getDimSize(1), rows, llvm::divideCeil(sums.getDimSize(3), strideX));
  pieces = builder.choose("row_pieces", pieces, {1, 2, 4, 8, 16});
  if (strideY > 1 || strideX > 1) {
    // Written out, each phase's elements read that phase alone.
    auto [stepsX, inStepX] = builder.split(x, strideX, Tail::GuardWithIf);
    auto [stepsY, inStepY] = builder.split(y, strideY, Tail::GuardWithIf);
    x = stepsX, placeX = inStepX;
    y = stepsY, placeY = inStepY;
  }
  auto [piece, inside] = builder.split(y, llvm::divideCeil(rows, pieces), Tail::GuardWithIf);
  auto [lanes, vectors] = builder.vectorizeLoop(out, "c", channels, Tail::GuardWithIf);
  Value task = builder.fuse(builder.loop(out, "n"), piece);
  builder.reorder({lanes, vectors, placeX, placeY, x, inside, isSplit ? builder.loop(out, "b") : Value(), task});
  builder.parallel(task);
  // An element's parts follow from one another.
  if (isSplit && vectors)
    builder.unroll(vectors);
  for (Value place : {placeX, placeY})
    if (place)
      builder.unroll(place);
  for (const std::string &name : products)
    builder.computeAt(builder.stage(name), task);
}

void scheduleTileConvolution(ScheduleBuilder &builder, cnn::Conv2DOp conv) {
  scheduleOperands(builder, conv, conv.getInput());
  scheduleSums(builder, conv, conv.getOutput().getType(), builder.getName(conv, "products"), 1, 1);
}

void scheduleTileConvolution(ScheduleBuilder &builder, cnn::Conv2DInputGradientOp conv) {
  scheduleOperands(builder, conv, conv.getOutputGradient());
  cnn::Window window = conv.getWindow();
  SmallVector<std::string> products;
  for (const Phase &phase : getPhases(window))
    if (!phase.isEmpty())
      products.push_back(builder.getName(conv, getProductsPurpose(window, phase)));
  scheduleSums(builder, conv, conv.getInputGradient().getType(), products, window.y.stride, window.x.stride);
}

void scheduleTileConvolution(ScheduleBuilder &builder, cnn::Conv2DWeightGradientOp op) {
  Value image = builder.stage(builder.getName(op, "image")), words = builder.stage(builder.getName(op, "words"));
  int64_t lanes = builder.target.vectorFloats;
  builder.computeRoot(image);
  auto [columnBlocks, columns] = builder.split(builder.loop(image, "x"), lanes, Tail::GuardWithIf);
  auto [channelBlocks, channels] = builder.split(builder.loop(image, "c"), lanes);
  Value parts = builder.loop(image, "b");
  builder.reorder({columns, channels, parts, columnBlocks, channelBlocks});
  builder.vectorize(columns);
  builder.unroll(channels);
  builder.computeAt(words, columnBlocks);
  builder.vectorize(builder.loop(words, "c"));
  builder.unroll(builder.loop(words, "b"));
  shareRows(builder, image, /*hasBlocks=*/false, op.getInput());

  Value gradient = builder.stage(builder.getName(op, "gradient"));
  builder.computeRoot(gradient);
  builder.vectorizeLoop(gradient, "c", cnn::getParts(op.getAlgorithm()) * cnn::tileChannels);
  shareRows(builder, gradient, /*hasBlocks=*/true, op.getOutputGradient());

  KernelResult result = getResults(builder.kernel).front();
  Value out = builder.stage(builder.getName(op));
  if (result.stage != builder.getName(op))
    builder.computeRoot(out);
  auto weight = cast<RankedTensorType>(op.getWeightGradient().getType());
  auto [outputBlocks, outputs] = builder.split(builder.loop(out, "n"), cnn::tileChannels, Tail::GuardWithIf);
  auto [inputBlocks, inputs] = builder.split(builder.loop(out, "c"), cnn::tileChannels, Tail::GuardWithIf);
  auto [vectors, vector] = builder.split(outputs, lanes, Tail::GuardWithIf);
  Value x = builder.loop(out, "x"), y = builder.loop(out, "y"), task = builder.fuse(outputBlocks, inputBlocks);
  // Few blocks are shared by rows of taps too.
  int64_t blocks = llvm::divideCeil(weight.getDimSize(0), cnn::tileChannels) *
                   llvm::divideCeil(weight.getDimSize(1), cnn::tileChannels);
  SmallVector<Value> order{vector, vectors, inputs, x};
  if (blocks < 2 * builder.target.cores)
    task = builder.fuse(task, y);
  else
    order.push_back(y);
  order.push_back(task);
  builder.reorder(order);
  builder.vectorize(vector);
  builder.parallel(task);
  builder.computeAt(builder.stage(builder.getName(op, "products")), task);
}

} // namespace cnnc
