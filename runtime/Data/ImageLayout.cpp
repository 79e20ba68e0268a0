//===- ImageLayout.cpp - Fitting images to a model's input ----------------===//
#include "runtime/Data/ImageLayout.h"

#include "runtime/ElementType.h"
#include "runtime/Error.h"

#include <algorithm>
#include <cmath>

namespace cnn::runtime {

namespace {

std::string text(ImageExtents extents) {
  return concatenate(extents.height, "x", extents.width, " with ", extents.channels,
                     extents.channels == 1 ? " channel" : " channels");
}

void requireFloat(const cnn_tensor_info &input) {
  if (input.element_type != CNN_FLOAT32 || input.rank < 2 || input.rank > 4)
    fail(CNN_RUNTIME_MISMATCH, "input '", input.name,
         "': expected float32 images of 2, 3 or 4 dimensions, found ", describe(input));
}

} // namespace

ImageLayout::ImageLayout(const cnn_tensor_info &tensor, ImageExtents image) : image(image) {
  requireFloat(tensor);
  const int64_t *shape = tensor.shape;
  if (tensor.rank == 4)
    input = {shape[1], shape[2], shape[3]};
  else if (tensor.rank == 3)
    input = {1, shape[1], shape[2]};
  else
    input = shape[1] == image.channels * image.height * image.width
                ? image
                : ImageExtents{1, 1, shape[1]};
  if (image.channels != input.channels || image.height > input.height || image.width > input.width)
    fail(CNN_RUNTIME_MISMATCH, "input '", tensor.name, "' ", describe(tensor), ": expected images of ",
         tensor.rank == 2 ? concatenate(input.width, " values") : "at most " + text(input),
         ", found images of ", text(image));
  padded = image.height != input.height || image.width != input.width;
}

void ImageLayout::place(const uint8_t *pixels, float *row) const {
  if (padded)
    std::fill_n(row, rowSize(), 0.0f);
  int64_t top = (input.height - image.height) / 2, left = (input.width - image.width) / 2;
  for (int64_t channel = 0; channel < image.channels; ++channel)
    for (int64_t y = 0; y < image.height; ++y) {
      float *line = row + (channel * input.height + top + y) * input.width + left;
      for (int64_t x = 0; x < image.width; ++x)
        line[x] = static_cast<float>(*pixels++) / 255.0f;
    }
}

ImageExtents imageExtentsOf(const cnn_tensor_info &input) {
  requireFloat(input);
  const int64_t *shape = input.shape;
  if (input.rank == 4)
    return {shape[1], shape[2], shape[3]};
  if (input.rank == 3)
    return {1, shape[1], shape[2]};
  int64_t side = std::llround(std::sqrt(static_cast<double>(shape[1])));
  if (side * side != shape[1])
    fail(CNN_RUNTIME_MISMATCH, "input '", input.name, "' ", describe(input),
         " cannot take image files: it is no square gray image; use --input with a .npy file");
  return {1, side, side};
}

} // namespace cnn::runtime
