//===- TileStage.h - Sums on matrix tiles, for kernels ----------*- C++ -*-===//
//
// A kernel whose algorithm is one on matrix tiles has a stage that the compiler
// generates apart from it. These functions are what every such stage shares: they
// answer the kernel's question which part of the operands the sums of a part of
// the result read, and find the addresses.
//
//===----------------------------------------------------------------------===//

#ifndef CNN_RUNTIME_EMBEDDED_TILESTAGE_H
#define CNN_RUNTIME_EMBEDDED_TILESTAGE_H

#include "runtime/embedded/Buffer.h"

namespace cnn::runtime::embedded {

/// The status of a kernel where operands do not lie as reckoned: a schedule that somebody wrote
/// pads what tiles find side by side. A value of its own among those of executors.
constexpr int misplacedOperands = -2018;

/// Tensors are memory references of MLIR: allocated and aligned pointer, offset,
/// size, stride. Operands are bf16, results float32; distances are in elements.
#define CNN_TILE_TENSOR void *, void *, int64_t, int64_t, int64_t

/// See compiler/Tiles/ConvolutionTiles.h.
using ConvolutionSums = void (*)(CNN_TILE_TENSOR, CNN_TILE_TENSOR, CNN_TILE_TENSOR, int64_t rows,
                                 int64_t columns, int64_t inputColumn, int64_t inputRow,
                                 int64_t inputBlock, int64_t inputPart, int64_t tapColumn,
                                 int64_t tapRow, int64_t weightColumn, int64_t weightRow,
                                 int64_t resultColumn, int64_t resultRow, int64_t blocks,
                                 int64_t weightBlock, int64_t resultBlock);
struct ConvolutionAxis {
  int64_t taps, stride, dilation, padBefore, firstTap, tapStep;
};
struct Convolution {
  int64_t words, channelBlocks; ///< words of a block of channels, all parts of it
  ConvolutionAxis y, x;
  int64_t rowStep;     ///< results from one row to the next where all rows are one, or 0
  int64_t columnWords; ///< of a column of the window where taps are joined, or 0
};

/// See compiler/Tiles/WeightGradientTiles.h.
using WeightGradientSums = void (*)(CNN_TILE_TENSOR, CNN_TILE_TENSOR, CNN_TILE_TENSOR,
                                    int64_t tapRows, int64_t imageChannel, int64_t imagePart,
                                    int64_t imageRow, int64_t imageTapRow, int64_t imageGroup,
                                    int64_t gradientColumn, int64_t gradientRow,
                                    int64_t gradientGroup, int64_t resultChannel,
                                    int64_t resultColumn, int64_t resultRow);
struct WeightGradient {
  int64_t parts, groups, imageRows, imageColumns, gradientRows, gradientColumns, strideY, dilationY;
};

#undef CNN_TILE_TENSOR

} // namespace cnn::runtime::embedded

// Buffers of words: two bf16 each, the first in the low half. Their dimensions, the
// innermost first:

/// Whole rows, and of channels whole blocks of 32. Where all rows are one, all of them, and from one
/// to the next the result steps over the columns between them.
///
///   input    part and pair of channels, column, row, block of channels, image; column and row of
///            the image itself, so that padding has negative ones
///            or of joined taps: word of a column of the window, column, row of the result, part, image
///   weight   output in its block, part and pair of all channels, tap column, tap row, block; or of
///            one tap without these two
///   result   output in its block, column, row, block of outputs, image
extern "C" int cnn_tile_convolution(cnn::runtime::embedded::Buffer *input,
                                    cnn::runtime::embedded::Buffer *weight,
                                    cnn::runtime::embedded::Buffer *result,
                                    const cnn::runtime::embedded::Convolution *convolution,
                                    cnn::runtime::embedded::ConvolutionSums sums);

/// All columns of taps, and of channels whole blocks of 32.
///
///   image     column, channel, part, row, group of pairs of images; padded
///   gradient  part and channel of a block, column, row, block of channels, group of pairs
///   result    output in its block, input channel, tap column, tap row, block of outputs
extern "C" int cnn_tile_weight_gradient(cnn::runtime::embedded::Buffer *image,
                                        cnn::runtime::embedded::Buffer *gradient,
                                        cnn::runtime::embedded::Buffer *result,
                                        const cnn::runtime::embedded::WeightGradient *description,
                                        cnn::runtime::embedded::WeightGradientSums sums);

#endif // CNN_RUNTIME_EMBEDDED_TILESTAGE_H
