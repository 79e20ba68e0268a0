//===- ImageLayout.h - Fitting images to a model's input ------------------===//
#ifndef CNN_RUNTIME_DATA_IMAGELAYOUT_H
#define CNN_RUNTIME_DATA_IMAGELAYOUT_H

#include "cnn/model.h"

#include <cstdint>

namespace cnn::runtime {

/// The extents of an image.
struct ImageExtents {
  int64_t channels, height, width;
};

/// How an image is laid into one row of a batch: scaled from bytes to [0, 1]
/// and, if the input is larger, centred among zeros (an odd remainder goes below
/// and to the right). The input may be [N, channels, height, width],
/// [N, height, width] or [N, channels * height * width].
class ImageLayout {
public:
  /// Throws if such images do not fit the input.
  ImageLayout(const cnn_tensor_info &input, ImageExtents image);

  /// Floats in one row of the batch.
  int64_t rowSize() const { return input.channels * input.height * input.width; }

  /// `pixels`: channel, row, column. `row`: rowSize() floats, overwritten.
  void place(const uint8_t *pixels, float *row) const;

private:
  ImageExtents image, input;
  bool padded;
};

/// The extents that an input expects of an image of its own; a flat input is
/// taken for a square gray image. Throws if that is not possible.
ImageExtents imageExtentsOf(const cnn_tensor_info &input);

} // namespace cnn::runtime

#endif
