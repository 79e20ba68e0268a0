//===- ImageFile.h - PNG and JPEG files -----------------------------------===//
#ifndef CNN_RUNTIME_FORMATS_IMAGEFILE_H
#define CNN_RUNTIME_FORMATS_IMAGEFILE_H

#include <cstdint>
#include <string>
#include <vector>

namespace cnn::runtime {

/// An image of 8-bit samples, rows from the top, channels interleaved.
struct Image {
  int width = 0, height = 0, channels = 0;
  std::vector<uint8_t> pixels;

  Image() = default;
  /// Black.
  Image(int width, int height, int channels)
      : width(width), height(height), channels(channels),
        pixels(static_cast<size_t>(width) * height * channels) {}
  uint8_t *at(int x, int y) {
    return pixels.data() + (static_cast<size_t>(y) * width + x) * channels;
  }
  const uint8_t *at(int x, int y) const { return const_cast<Image *>(this)->at(x, y); }
};

/// Reads a PNG or JPEG file as gray (1 channel) or RGB (3 channels).
Image readImage(const std::string &path, int channels);

/// Cuts the largest centred part with the shape of the destination out of the
/// image and scales it to `width` times `height`.
Image scaleCentre(const Image &image, int width, int height);

/// Writes a PNG file beside `path` and renames it.
void writePng(const std::string &path, const Image &image);

} // namespace cnn::runtime

#endif
