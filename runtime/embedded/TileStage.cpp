//===- TileStage.cpp - Convolutions on matrix tiles, for kernels ----------===//

#include "runtime/embedded/TileStage.h"

using namespace cnn::runtime::embedded;

namespace {

constexpr int32_t tilePairs = 16; ///< words of a tile's row, as in dialects/CNN/Layout.h

void setBounds(Dimension &dimension, int32_t min, int32_t extent) {
  dimension.min = min;
  dimension.extent = extent;
}

/// What windows read whose results are those of `result`.
void setWindows(Dimension &input, const Dimension &result, int32_t stride, int32_t dilation, int64_t kernel) {
  setBounds(input, result.min * stride,
            (result.extent - 1) * stride + static_cast<int32_t>(kernel - 1) * dilation + 1);
}

/// The address of the element with such indices in the dimensions behind the innermost, and the first in that.
uint8_t *getAddress(const Buffer &buffer, const int32_t (&indices)[4]) {
  int64_t offset = 0;
  for (int i = 0; i < 4; ++i)
    offset += int64_t(indices[i] - buffer.dimension[i + 1].min) * buffer.dimension[i + 1].stride;
  return buffer.host + offset * 4;
}

} // namespace

int cnn_tile_stage(Buffer *input, Buffer *weight, int32_t strideY, int32_t strideX, int32_t dilationY,
                   int32_t dilationX, Buffer *result, int64_t parts, int64_t channelBlocks, int64_t kernelY,
                   int64_t kernelX, TileSums sums) {
  const Dimension &columns = result->dimension[1], &rows = result->dimension[2];
  const Dimension &blocks = result->dimension[3], &images = result->dimension[4];
  if (!input->host) {
    setBounds(input->dimension[0], 0, static_cast<int32_t>(parts) * tilePairs);
    setWindows(input->dimension[1], columns, strideX, dilationX, kernelX);
    setWindows(input->dimension[2], rows, strideY, dilationY, kernelY);
    setBounds(input->dimension[3], 0, static_cast<int32_t>(channelBlocks));
    setBounds(input->dimension[4], images.min, images.extent);
    if (weight->host)
      return 0;
    setBounds(weight->dimension[0], 0, 2 * tilePairs);
    setBounds(weight->dimension[1], 0, static_cast<int32_t>(parts * channelBlocks) * tilePairs);
    setBounds(weight->dimension[2], 0, static_cast<int32_t>(kernelX));
    setBounds(weight->dimension[3], 0, static_cast<int32_t>(kernelY));
    setBounds(weight->dimension[4], blocks.min, blocks.extent);
    return 0;
  }
  // In bf16, two a word.
  auto getStep = [&](int dimension) { return int64_t(input->dimension[dimension].stride) * 2; };
  int64_t column = getStep(1), row = getStep(2), block = getStep(3);
  for (int32_t n = images.min; n < images.min + images.extent; ++n)
    for (int32_t b = blocks.min; b < blocks.min + blocks.extent; ++b) {
      void *in = getAddress(*input, {columns.min * strideX, rows.min * strideY, 0, n});
      void *weights = getAddress(*weight, {0, 0, 0, b}), *out = getAddress(*result, {columns.min, rows.min, b, n});
      sums(in, in, 0, 0, 1, weights, weights, 0, 0, 1, out, out, 0, 0, 1, rows.extent, columns.extent,
             column * strideX, row * strideY, column * dilationX, row * dilationY, block, columns.stride, rows.stride);
    }
  return 0;
}
