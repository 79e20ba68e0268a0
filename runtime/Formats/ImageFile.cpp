//===- ImageFile.cpp - PNG and JPEG files ---------------------------------===//
#include "runtime/Formats/ImageFile.h"

#include "runtime/Error.h"
#include "runtime/Formats/AtomicFile.h"

#include <algorithm>
#include <memory>
#include <string_view>

// Everything of stb stays local to this file, so that a program that links the
// runtime may bring its own stb.
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_NO_STDIO
#define STBI_MAX_DIMENSIONS 32768
#define STBI_FAILURE_USERMSG
#include <stb/stb_image.h>

#define STB_IMAGE_RESIZE_STATIC
#define STB_IMAGE_RESIZE_IMPLEMENTATION
#include <stb/stb_image_resize.h>

#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STBI_WRITE_NO_STDIO
#include <stb/stb_image_write.h>

namespace cnn::runtime {

/// Whether the bytes begin as those of a PNG or of a JPEG file do.
static bool startsAsImage(const std::vector<uint8_t> &bytes) {
  for (std::string_view beginning : {"\x89PNG", "\xff\xd8"})
    if (bytes.size() >= beginning.size() &&
        std::equal(beginning.begin(), beginning.end(), bytes.begin(),
                   [](char expected, uint8_t found) { return static_cast<uint8_t>(expected) == found; }))
      return true;
  return false;
}

Image readImage(const std::string &path, int channels) {
  std::vector<uint8_t> bytes = readFile(path);
  if (!startsAsImage(bytes))
    fail(CNN_RUNTIME_INVALID_FILE, path, ": expected a PNG or JPEG image, found another kind of file");
  int width = 0, height = 0, found = 0;
  std::unique_ptr<uint8_t, decltype(&stbi_image_free)> pixels(
      stbi_load_from_memory(bytes.data(), static_cast<int>(std::min<size_t>(bytes.size(), INT32_MAX)),
                            &width, &height, &found, channels),
      stbi_image_free);
  if (!pixels)
    fail(CNN_RUNTIME_INVALID_FILE, path, ": the image cannot be decoded, it may be truncated or damaged: ",
         stbi_failure_reason());
  Image image(width, height, channels);
  std::copy_n(pixels.get(), image.pixels.size(), image.pixels.begin());
  return image;
}

Image scaleCentre(const Image &image, int width, int height) {
  // The largest part with width : height, compared without division.
  int64_t cutWidth = image.width, cutHeight = image.height;
  if (cutWidth * height > cutHeight * width)
    cutWidth = std::max<int64_t>(1, cutHeight * width / height);
  else
    cutHeight = std::max<int64_t>(1, cutWidth * height / width);
  const uint8_t *corner =
      image.at((image.width - cutWidth) / 2, (image.height - cutHeight) / 2);
  Image scaled(width, height, image.channels);
  if (cutWidth == width && cutHeight == height) {
    for (int y = 0; y < height; ++y)
      std::copy_n(corner + static_cast<size_t>(y) * image.width * image.channels,
                  width * image.channels, scaled.at(0, y));
    return scaled;
  }
  if (!stbir_resize_uint8(corner, cutWidth, cutHeight, image.width * image.channels,
                          scaled.pixels.data(), width, height, 0, image.channels))
    fail(CNN_RUNTIME_OUT_OF_MEMORY, "an image of ", image.width, "x", image.height,
         " cannot be scaled to ", width, "x", height);
  return scaled;
}

void writePng(const std::string &path, const Image &image) {
  // stb counts the bytes, with one more for each row, in an int.
  if ((int64_t{image.width} * image.channels + 1) * image.height > INT32_MAX)
    fail(CNN_RUNTIME_INVALID_ARGUMENT, path, ": an image of ", image.width, "x", image.height,
         " is too large for a PNG file");
  AtomicFile file(path);
  // An exception may not pass through stb's C code, so the bytes are gathered.
  std::vector<uint8_t> bytes;
  auto gather = [](void *context, void *data, int size) {
    auto *bytes = static_cast<std::vector<uint8_t> *>(context);
    bytes->insert(bytes->end(), static_cast<uint8_t *>(data), static_cast<uint8_t *>(data) + size);
  };
  if (!stbi_write_png_to_func(gather, &bytes, image.width, image.height, image.channels,
                              image.pixels.data(), 0))
    fail(CNN_RUNTIME_OUT_OF_MEMORY, path, ": the image cannot be encoded");
  file.write(bytes.data(), bytes.size());
  file.commit();
}

} // namespace cnn::runtime
