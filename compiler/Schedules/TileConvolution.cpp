//===- TileConvolution.cpp - Convolution on matrix tiles ----------------===//
//
//   split: the padded input, in parts of bf16                (threads share its rows)
//   for n, for pieces of rows                                (threads share them)
//     products: the sums of the piece, of all channels, on tiles
//     for y, for x, for c: result: bias, activation, residual, ... of the piece
//
// A piece's sums are a quarter of the second-level cache, so that what follows finds them there.
//
//===----------------------------------------------------------------------===//

#include "compiler/Schedules/Families.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {

void scheduleTileConvolution(ScheduleBuilder &builder, cnn::Conv2DOp conv) {
  RankedTensorType input = conv.getInput().getType(), sums = conv.getOutput().getType();
  Value split = builder.stage(builder.getName(conv, "split"));
  builder.computeRoot(split);
  builder.vectorizeLoop(split, "c", cnn::getParts(conv.getAlgorithm()) * cnn::tilePairs);
  if (input.getNumElements() >= leastSharedElements) {
    Value rows = builder.fuse(builder.loop(split, "b"), builder.loop(split, "y"));
    builder.parallel(builder.fuse(builder.loop(split, "n"), rows));
  }
  if (std::string name = builder.getName(conv, "weight"); builder.findStage(name)) {
    Value weight = builder.stage(name);
    builder.computeRoot(weight);
    builder.vectorizeLoop(weight, "n", cnn::tileChannels);
    if (conv.getWeight().getType().getNumElements() >= leastSharedElements)
      builder.parallel(builder.loop(weight, "b"));
  }

  Value products = builder.stage(builder.getName(conv, "products"));
  KernelResult result = getResults(builder.kernel).front();
  if (!result.isImage())
    return builder.computeRoot(products);
  Value out = builder.stage(result.stage);
  int64_t rows = result.type.getDimSize(2);
  int64_t sumsOfRow =
      llvm::alignTo(sums.getDimSize(1), cnn::tileChannels) * sums.getDimSize(2) * sums.getDimSize(3) / rows;
  constexpr int64_t mostSums = Target::secondLevelBytes / 4 / sizeof(float);
  int64_t pieces = std::max<int64_t>(llvm::divideCeil(rows * sumsOfRow, mostSums),
                                     llvm::divideCeil(4 * builder.target.cores, result.type.getDimSize(0)));
  pieces = builder.choose("row_pieces", std::min(pieces, rows), {1, 2, 4, 8, 16});
  auto [piece, y] = builder.split(builder.loop(out, "y"), llvm::divideCeil(rows, pieces), Tail::GuardWithIf);
  auto [lanes, vectors] = builder.vectorizeLoop(out, "c", result.type.getDimSize(1), Tail::GuardWithIf);
  Value task = builder.fuse(builder.loop(out, "n"), piece);
  builder.reorder({lanes, vectors, builder.loop(out, "x"), y, task});
  builder.parallel(task);
  builder.computeAt(products, task);
}

} // namespace cnnc
