//===- TileStage.h - Convolutions on matrix tiles, for kernels --*- C++ -*-===//
//
// A convolution on matrix tiles is a stage of a kernel whose code does not come from Halide. The kernel calls it as
// Halide calls an external stage: with buffers, first without memory, to ask which part of the input is read, and then
// to compute.
//
//===----------------------------------------------------------------------===//

#ifndef CNN_RUNTIME_EMBEDDED_TILESTAGE_H
#define CNN_RUNTIME_EMBEDDED_TILESTAGE_H

#include <cstdint>

namespace cnn::runtime::embedded {

/// halide_dimension_t and halide_buffer_t of Halide's ABI.
struct Dimension {
  int32_t min, extent, stride;
  uint32_t flags;
};
struct Buffer {
  uint64_t device;
  const void *deviceInterface;
  uint8_t *host;
  uint64_t flags;
  uint32_t type;
  int32_t dimensions;
  Dimension *dimension;
  void *padding;
};

/// The sums of 32 output channels of some rows of an image, as compiler/Tiles/TileKernel.h describes them. The three
/// tensors in front are memory references of MLIR: allocated and aligned pointer, offset, size, stride.
using TileSums = void (*)(void *, void *, int64_t, int64_t, int64_t, void *, void *, int64_t, int64_t, int64_t,
                            void *, void *, int64_t, int64_t, int64_t, int64_t rows, int64_t columns,
                            int64_t inputColumn, int64_t inputRow, int64_t tapColumn, int64_t tapRow,
                            int64_t inputBlock, int64_t resultColumn, int64_t resultRow);

} // namespace cnn::runtime::embedded

/// Computes what `result` describes; or where `input` has no memory, says in it what is read, and in `weight` if that
/// has none either. Elements are words of two bf16 in `input` and `weight`, floats in `result`; dimensions, innermost
/// first:
///
///   input    part and pair of channels, column, row, block of channels, image; padded
///   weight   output in its block, part and pair of all channels, tap column, tap row, block of outputs
///   result   output in its block, column, row, block of outputs, image
extern "C" int cnn_tile_stage(cnn::runtime::embedded::Buffer *input, cnn::runtime::embedded::Buffer *weight,
                              int32_t strideY, int32_t strideX, int32_t dilationY, int32_t dilationX,
                              cnn::runtime::embedded::Buffer *result, int64_t parts, int64_t channelBlocks,
                              int64_t kernelY, int64_t kernelX, cnn::runtime::embedded::TileSums sums);

#endif // CNN_RUNTIME_EMBEDDED_TILESTAGE_H
