//===- WeightGradientTiles.h - A weight gradient on matrix tiles -*- C++ -*-===//
//
// The first operand of the products are the input's channels, the second the output gradient's, and a step sums the
// pixels of a piece of a row of two images, which are its pairs: a pair of pixels of one image would be another one for
// every tap. Where a row would fill tiles badly, those of several pairs lie side by side, `pairColumns` apart; the
// gradient is zero between them: two of 7 pixels and 3 taps fill a tile of 16.
//
//   image     split and padded: [group of pairs][row][part][channel][column][image of a pair]; where there is one tap,
//             without the rows and columns that it does not meet; of strided columns those that a tap meets follow each
//             other: column x of the i-th padded image is the
//             (x % stride) * phaseColumns + i * pairColumns + x / stride-th
//   gradient  split: [group of pairs][block of 32 channels][row][column][part][channel][image of a pair], its rows
//             filled up with zeros to whole tiles
//   result    [tap row][tap column][input channel][output channel]
//
// The sums of a tap are read from the result and written back for each chunk of rows, which the second-level cache
// keeps for all taps.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_TILES_WEIGHTGRADIENTTILES_H
#define CNNC_COMPILER_TILES_WEIGHTGRADIENTTILES_H

#include "compiler/Tiles/TileKernel.h"

namespace cnnc {

/// The sums of 32 input and 32 output channels of some rows of taps.
struct WeightGradientTiles : TileKernel {
  int64_t parts;                     // bf16 for each float32
  int64_t rowPairs;                  // of images, side by side
  int64_t groups;                    // of so many pairs
  int64_t rows;                      // of the output gradient
  int64_t imageRows;                 // of the stored image
  int64_t pairColumns, phaseColumns; // that a tap meets: of an image, of a row
  int64_t strideY, strideX, dilationY, dilationX; // in the stored image
  int64_t tapColumns;
  int64_t pixels, tiles;             // of a tile, of a row
  int64_t chunkRows;

  static WeightGradientTiles get(cnn::Conv2DWeightGradientOp conv) { return get(conv, conv.getAlgorithm()); }
  /// As if by that algorithm.
  static WeightGradientTiles get(cnn::Conv2DWeightGradientOp conv, cnn::Algorithm algorithm);

  int64_t getImageColumns() const { return strideX * phaseColumns; }
  int64_t getGradientColumns() const { return tiles * pixels; }

  llvm::StringRef getRuntimeFunction() const override { return "cnn_tile_weight_gradient"; }
  llvm::SmallVector<int64_t> getRuntimeNumbers() const override;
  llvm::SmallVector<int64_t> getOwnNumbers() const override;
  void write(mlir::ModuleOp module, llvm::StringRef name) const override;
};

} // namespace cnnc

#endif
