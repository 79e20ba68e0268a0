//===- TileStage.cpp - Sums on matrix tiles, for kernels ------------------===//

#include "runtime/embedded/TileStage.h"

#include <cstring>

using namespace cnn::runtime::embedded;

namespace {

constexpr int64_t tileChannels = 32, tilePairs = 16; ///< as in dialects/CNN/Layout.h

/// What windows read whose results are those of `result`.
void setWindows(Dimension &input, const Dimension &result, const ConvolutionAxis &axis) {
  setBounds(input, result.min * axis.stride - axis.padBefore,
            (result.extent - 1) * axis.stride + (axis.taps - 1) * axis.dilation + 1);
}

/// The taps between the first and the last that are met.
void setTaps(Dimension &weight, const ConvolutionAxis &axis) {
  int64_t reach = (axis.taps - 1) * axis.tapStep;
  setBounds(weight, axis.firstTap + (reach < 0 ? reach : 0), (reach < 0 ? -reach : reach) + 1);
}

/// From one index of a dimension of words to the next, in bf16.
int64_t getStep(const Buffer &words, int dimension) {
  return int64_t(words.dimension[dimension].stride) * 2;
}

/// Those of a convolution's weight; a matrix has none.
bool hasTaps(const Buffer &weight) {
  return weight.dimensions == 5;
}
Dimension &getBlocks(Buffer &weight) {
  return weight.dimension[weight.dimensions - 1];
}

void answer(Buffer &input, Buffer &weight, const Buffer &result, const Convolution &conv) {
  if (!input.host) {
    setWindows(input.dimension[1], result.dimension[1], conv.x);
    setWindows(input.dimension[2], result.dimension[2], conv.y);
    if (conv.columnWords) {
      // A window's last step reads on into columns that it does not meet.
      int64_t columns = (conv.channelBlocks * tilePairs - 1) / conv.columnWords + 1;
      input.dimension[1].extent += static_cast<int32_t>(columns - 1);
      setBounds(input.dimension[0], 0, conv.columnWords);
      setBounds(input.dimension[3], 0, conv.words / tilePairs);
    } else {
      setBounds(input.dimension[0], 0, conv.words);
      setBounds(input.dimension[3], 0, conv.channelBlocks);
    }
    setBounds(input.dimension[4], result.dimension[4].min, result.dimension[4].extent);
  }
  if (!weight.host) {
    setBounds(weight.dimension[0], 0, tileChannels);
    setBounds(weight.dimension[1], 0, conv.words * conv.channelBlocks);
    if (hasTaps(weight)) {
      setTaps(weight.dimension[2], conv.x);
      setTaps(weight.dimension[3], conv.y);
    }
    setBounds(getBlocks(weight), result.dimension[3].min, result.dimension[3].extent);
  }
}

void answer(Buffer &image, Buffer &gradient, const Buffer &result, const WeightGradient &description) {
  if (!image.host) {
    setBounds(image.dimension[0], 0, description.imageColumns);
    setBounds(image.dimension[1], result.dimension[1].min, result.dimension[1].extent);
    setBounds(image.dimension[2], 0, description.parts);
    setBounds(image.dimension[3], 0, description.imageRows);
    setBounds(image.dimension[4], 0, description.groups);
  }
  if (!gradient.host) {
    setBounds(gradient.dimension[0], 0, description.parts * tileChannels);
    setBounds(gradient.dimension[1], 0, description.gradientColumns);
    setBounds(gradient.dimension[2], 0, description.gradientRows);
    setBounds(gradient.dimension[3], result.dimension[4].min, result.dimension[4].extent);
    setBounds(gradient.dimension[4], 0, description.groups);
  }
}

} // namespace

int cnn_tile_convolution(Buffer *input, Buffer *weight, Buffer *result, const Convolution *convolution,
                         ConvolutionSums sums) {
  const ConvolutionAxis &y = convolution->y, &x = convolution->x;
  if (!result->host) {
    answer(*input, *weight, *result, *convolution);
    return 0;
  }
  const Dimension &columns = result->dimension[1], &rows = result->dimension[2];
  bool isOneRow = convolution->rowStep != 0;
  int64_t rowCount = isOneRow ? 1 : rows.extent;
  int64_t columnCount = columns.extent + (isOneRow ? (rows.extent - 1) * convolution->rowStep : 0);
  bool joinsTaps = convolution->columnWords != 0;
  int64_t column = getStep(*input, 1), row = getStep(*input, 2), outer = getStep(*input, 3);
  int64_t block = joinsTaps ? tileChannels : outer, part = joinsTaps ? outer : tileChannels;
  bool areRowsOne = column * x.stride * convolution->rowStep == row * y.stride &&
                    columns.stride * convolution->rowStep == rows.stride;
  bool areColumnsOne = input->dimension[1].stride == convolution->columnWords;
  if ((isOneRow && !areRowsOne) || (joinsTaps && !areColumnsOne) ||
      weight->dimension[1].stride != tileChannels)
    return misplacedOperands;
  int64_t weightColumn = hasTaps(*weight) ? getStep(*weight, 2) * x.tapStep : 0;
  int64_t weightRow = hasTaps(*weight) ? getStep(*weight, 3) * y.tapStep : 0;
  const Dimension &blocks = result->dimension[3];
  void *weights = hasTaps(*weight) ? getAddress(*weight, {0, x.firstTap, y.firstTap, blocks.min})
                                   : getAddress(*weight, {0, blocks.min});
  forEach(result->dimension[4], 1, [&](int64_t n) {
    void *in = getAddress(*input, {columns.min * x.stride - x.padBefore,
                                   rows.min * y.stride - y.padBefore, 0, n});
    void *out = getAddress(*result, {columns.min, rows.min, blocks.min, n});
    sums(in, in, 0, 0, 1, weights, weights, 0, 0, 1, out, out, 0, 0, 1, rowCount, columnCount,
         column * x.stride, row * y.stride, block, part, column * x.dilation, row * y.dilation,
         weightColumn, weightRow, columns.stride, rows.stride, blocks.extent,
         int64_t(getBlocks(*weight).stride) * 2, blocks.stride);
  });
  return 0;
}

int cnn_tile_weight_gradient(Buffer *image, Buffer *gradient, Buffer *result,
                             const WeightGradient *description, WeightGradientSums sums) {
  if (!result->host) {
    answer(*image, *gradient, *result, *description);
    return 0;
  }
  const Dimension *extents = result->dimension;
  int64_t row = getStep(*image, 3), firstTapRow = extents[3].min;
  forEach(extents[4], 1, [&](int64_t b) {
    forEach(extents[1], tileChannels, [&](int64_t c) {
      forEach(extents[3], 1, [&](int64_t r) {
        forEach(extents[2], 1, [&](int64_t s) {
          for (int64_t i = c; i < c + tileChannels; ++i)
            memset(getAddress(*result, {i, s, r, b}), 0, tileChannels * sizeof(float));
        });
      });
      void *channels = getAddress(*image, {c, 0, firstTapRow * description->dilationY, 0});
      void *outputs = getAddress(*gradient, {0, 0, b, 0});
      void *out = getAddress(*result, {c, extents[2].min, firstTapRow, b});
      sums(channels, channels, 0, 0, 1, outputs, outputs, 0, 0, 1, out, out, 0, 0, 1,
           extents[3].extent, getStep(*image, 1), getStep(*image, 2), row * description->strideY,
           row * description->dilationY, getStep(*image, 4), getStep(*gradient, 1),
           getStep(*gradient, 2), getStep(*gradient, 4), extents[1].stride, extents[2].stride,
           extents[3].stride);
    });
  });
  return 0;
}
