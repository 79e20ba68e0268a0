//===- TileConvolution.cpp - Convolution on matrix tiles ----------------===//
//
// Forward, and the input gradient, whose phases (Phases.h) each have sums of their own:
//
//   for groups of channels, for n, for pieces of rows        (threads share them)
//     split: the piece of the padded input, in parts of bf16
//     products: the sums of the piece and the group, on tiles
//     for y, for x, for c: result: bias, activation, residual, ... of the piece, also split for the next convolution
//
// The sums of a task and its part of the input stay in the second-level cache, and so does the weight of a group, which
// its tasks read one after another. Several groups read the same input, which is split before all of them then.
//
// The input gradient's weight, where what is summed lies side by side:
//
//   for blocks of 32 outputs, for taps:                      (threads share the blocks)
//     weight_words, weight_transposed: all that is summed
//     weight: the same, copied
//
// The weight gradient:
//
//   for rows of pairs of images:                             (threads share them)
//     words: the row in parts, channels innermost
//     transposed: columns innermost, by one call of the runtime
//     image: the same, copied, as threads cannot share an external stage
//   gradient: likewise, channels innermost                   (threads share its rows)
//   for blocks of 32 outputs, for blocks of 32 inputs        (threads share them)
//     products: all of the block's sums, on tiles
//     result: the same, copied
//
//===----------------------------------------------------------------------===//

#include "compiler/Schedules/Families.h"
#include "compiler/Schedules/TileOperands.h"
#include "compiler/Tiles/ConvolutionTiles.h"
#include "compiler/Transforms/ConvolutionCost.h"
#include "dialects/Halide/Phases.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

/// `products` are the stages whose sums make an image of type `sums`, side by side in steps of the strides.
template <typename Op>
static void scheduleSums(ScheduleBuilder &builder, Op conv, Value image, RankedTensorType sums,
                         ArrayRef<std::string> products, int64_t strideY, int64_t strideX) {
  KernelResult result = scheduleImageResult(builder, {builder.getName(conv), sums});
  Value out = builder.stage(result.stage), x = builder.loop(out, "x"), y = builder.loop(out, "y"), placeX, placeY;
  // The next convolution's operand: its words in the place of channels, its halo around it.
  bool isSplit = !cnn::getHalo(result.type).empty();
  int64_t rows = isSplit ? cnn::getStoredShape(result.type)[2] : llvm::divideCeil(result.type.getDimSize(2), strideY);
  int64_t channels = sums.getDimSize(1);
  ConvolutionTiles tiles = ConvolutionTiles::get(conv).front();
  bool areRowsOne = tiles.rowStep != 0;
  auto tasks = cnn::TileTasks::get(sums.getDimSize(0), channels, rows, llvm::divideCeil(sums.getDimSize(3), strideX),
                                   conv.getWeight().getType().getNumElements(), /*wholeImages=*/areRowsOne);
  int64_t groups = builder.choose("channel_groups", tasks.channelGroups, {1, 2, 4, 8, 16});
  int64_t pieces = areRowsOne ? 1 : builder.choose("row_pieces", tasks.rowPieces, {1, 2, 4, 8, 16});
  if (strideY > 1 || strideX > 1) {
    // Written out, each phase's elements read that phase alone.
    auto [stepsX, inStepX] = builder.split(x, strideX, Tail::GuardWithIf);
    auto [stepsY, inStepY] = builder.split(y, strideY, Tail::GuardWithIf);
    x = stepsX, placeX = inStepX;
    y = stepsY, placeY = inStepY;
  }
  auto [piece, inside] = builder.split(y, llvm::divideCeil(rows, pieces), Tail::GuardWithIf);
  Value c = builder.loop(out, "c"), blocks = isSplit ? builder.loop(out, "b") : Value();
  Value task = builder.fuse(builder.loop(out, "n"), piece);
  if (groups > 1) {
    int64_t groupBlocks = llvm::divideCeil(llvm::divideCeil(channels, cnn::tileChannels), groups);
    Value &split = isSplit ? blocks : c;
    auto [group, inGroup] =
        builder.split(split, isSplit ? groupBlocks : groupBlocks * cnn::tileChannels, Tail::GuardWithIf);
    split = inGroup;
    task = builder.fuse(group, task);
  }
  auto [vectors, lanes] =
      builder.split(c, isSplit ? getWordsOfVector(channels) : builder.target.vectorFloats, Tail::GuardWithIf);
  builder.reorder({lanes, vectors, placeX, placeY, x, inside, blocks, task});
  builder.vectorize(lanes);
  builder.parallel(task);
  // An element's parts follow from one another.
  if (isSplit)
    builder.unroll(vectors);
  for (Value place : {placeX, placeY})
    if (place)
      builder.unroll(place);
  for (const std::string &name : products)
    builder.computeAt(builder.stage(name), task);
  constexpr int64_t outputs = std::is_same_v<Op, cnn::Conv2DOp> ? 0 : 1;
  scheduleOperands(builder, conv, image, conv.getWeight(), outputs, tiles, groups > 1 ? Value() : task);
}

void scheduleTileConvolution(ScheduleBuilder &builder, cnn::Conv2DOp conv) {
  scheduleSums(builder, conv, conv.getInput(), conv.getOutput().getType(), builder.getName(conv, "products"), 1, 1);
}

void scheduleTileConvolution(ScheduleBuilder &builder, cnn::Conv2DInputGradientOp conv) {
  cnn::Window window = conv.getWindow();
  SmallVector<std::string> products;
  for (const Phase &phase : getPhases(window))
    if (!phase.isEmpty())
      products.push_back(builder.getName(conv, getProductsPurpose(window, phase)));
  scheduleSums(builder, conv, conv.getOutputGradient(), conv.getInputGradient().getType(), products, window.y.stride,
               window.x.stride);
}

void scheduleTileConvolution(ScheduleBuilder &builder, cnn::Conv2DWeightGradientOp op) {
  int64_t lanes = builder.target.vectorFloats;
  Value image = builder.stage(builder.getName(op, "image"));
  builder.computeRoot(image);
  auto [vectors, vector] = builder.split(builder.loop(image, "x"), lanes, Tail::GuardWithIf);
  builder.vectorize(vector);
  Value rows = builder.fuse(builder.loop(image, "n"), builder.loop(image, "y"));
  scheduleTransposed(builder, builder.stage(builder.getName(op, "transposed")),
                     builder.stage(builder.getName(op, "words")), "x", rows);
  if (op.getInput().getType().getNumElements() >= leastSharedElements)
    builder.parallel(rows);

  Value gradient = builder.stage(builder.getName(op, "gradient"));
  builder.computeRoot(gradient);
  builder.unroll(builder.vectorizeLoop(gradient, "c", cnn::getParts(op.getAlgorithm()) * cnn::tileChannels).blocks);
  shareRows(builder, gradient, op.getOutputGradient());

  KernelResult result = getResults(builder.kernel).front();
  Value out = builder.stage(builder.getName(op));
  if (result.stage != builder.getName(op))
    builder.computeRoot(out);
  auto weight = cast<RankedTensorType>(op.getWeightGradient().getType());
  auto [outputBlocks, outputs] = builder.split(builder.loop(out, "n"), cnn::tileChannels, Tail::GuardWithIf);
  auto [inputBlocks, inputs] = builder.split(builder.loop(out, "c"), cnn::tileChannels, Tail::GuardWithIf);
  auto [outputVectors, output] = builder.split(outputs, lanes, Tail::GuardWithIf);
  Value x = builder.loop(out, "x"), y = builder.loop(out, "y"), task = builder.fuse(outputBlocks, inputBlocks);
  // Few blocks are shared by rows of taps too.
  int64_t blocks = llvm::divideCeil(weight.getDimSize(0), cnn::tileChannels) *
                   llvm::divideCeil(weight.getDimSize(1), cnn::tileChannels);
  SmallVector<Value> order{output, outputVectors, inputs, x};
  if (blocks < 2 * builder.target.cores)
    task = builder.fuse(task, y);
  else
    order.push_back(y);
  order.push_back(task);
  builder.reorder(order);
  builder.vectorize(output);
  builder.parallel(task);
  builder.computeAt(builder.stage(builder.getName(op, "products")), task);
}

} // namespace cnnc
