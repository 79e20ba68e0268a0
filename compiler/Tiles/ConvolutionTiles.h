//===- ConvolutionTiles.h - A convolution on matrix tiles -------*- C++ -*-===//
//
// The first operand of the products are pixels, the second the weight's output channels, and 32 summed channels are a
// step. The sums stay in their tiles for all taps and channels. Pixels lie along one row of the result; the last tile
// of a row begins early enough to end with it, and computes a few pixels a second time. Rows that would fill tiles
// badly are one: from one pixel to the next the input moves by a column, past a row's end into its padding, where sums
// are of no use, and on into the next row. Of 7x7 pixels and 3x3 taps the row has 61, four tiles in the place of seven:
//
//   * * * * * * * - -      * a result
//   * * * * * * * - -      - none
//   ...
//
//   input    split: [block of 32 channels][row][column][part][channel]
//   weight   [tap row][tap column][block][part][pair of channels][output][channel of the pair]
//   result   [row][column][output]
//
// Which channels of a block make a pair is for the input and the weight to agree upon.
//
// Few channels would hardly fill a block. There the taps are joined: what a column of the window meets, all rows and
// channels of it, are its words, the columns follow one another, and a step's 16 words go on from one column into the
// next. Of 7x7 taps of 3 channels a column has 11 words and the window 77, five steps instead of 49:
//
//   input    [part][row of the result][column][word]
//   weight   [step][part][word][output][half of the word]
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_TILES_CONVOLUTIONTILES_H
#define CNNC_COMPILER_TILES_CONVOLUTIONTILES_H

#include "compiler/Tiles/TileKernel.h"
#include "dialects/Halide/Phases.h"

namespace cnnc {

/// One axis:
///   result[i] = sum over t < taps of weight[firstTap + t*tapStep] * input[i*stride + t*dilation - padBefore]
struct ConvolutionTilesAxis {
  int64_t taps, stride, dilation, padBefore, firstTap, tapStep;

  /// From the first input of so many results to the last.
  int64_t getInputs(int64_t results) const { return (results - 1) * stride + (taps - 1) * dilation + 1; }
};

/// The sums of blocks of 32 output channels, one after another, of some rows of an image. One call forms them all, as a
/// call configures the tiles.
struct ConvolutionTiles : TileKernel {
  int64_t parts = 1;         // bf16 for each float32
  int64_t channelBlocks = 1; // of 32 summed channels
  ConvolutionTilesAxis y{}, x{};
  int64_t rowStep = 0;       // from one row to the next where all are one, else 0
  int64_t columnWords = 0;   // of a column of the window, where its taps are joined, else 0
  int64_t pixels = 1;        // the rows of a tile: at most 16, and no more than a row has

  /// Of `rows` x `columns` results. Where `inputColumns` says how long the input's rows are with their padding, the
  /// result's rows may become one.
  ConvolutionTiles(cnn::Algorithm algorithm, int64_t channels, ConvolutionTilesAxis y, ConvolutionTilesAxis x,
                   int64_t rows, int64_t columns, int64_t inputColumns = 0);

  static llvm::SmallVector<ConvolutionTiles, 1> get(cnn::Conv2DOp conv);
  /// Whether taps are joined: of an image of few channels. Neither it nor the weight is stored for tiles then.
  static bool joinsTaps(cnn::Conv2DOp conv);
  /// Whether an axis of one tap meets but one of several inputs: then the others are not split, and it has stride 1.
  static bool skipsInputs(const cnn::WindowAxis &axis) { return axis.kernel == 1 && axis.stride > 1; }
  /// Those of its phases that sum anything, in their order. An input gradient is a convolution of the output gradient
  /// for each phase, whose taps it meets in the opposite order.
  static llvm::SmallVector<ConvolutionTiles, 1> get(cnn::Conv2DInputGradientOp conv);

  llvm::StringRef getRuntimeFunction() const override { return "cnn_tile_convolution"; }
  llvm::SmallVector<int64_t> getRuntimeNumbers() const override;
  llvm::SmallVector<int64_t> getOwnNumbers() const override { return {pixels}; }
  void write(mlir::ModuleOp module, llvm::StringRef name) const override;
};

} // namespace cnnc

#endif
