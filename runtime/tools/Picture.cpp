//===- Picture.cpp - Images with their predicted and true labels ----------===//
#include "runtime/tools/Picture.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <stb/stb_easy_font.h>

namespace cnn::runtime {

namespace {

using Colour = std::array<uint8_t, 3>;
constexpr Colour background = {255, 255, 255}, green = {0, 128, 32}, red = {200, 16, 16},
                 gray = {110, 110, 110};
constexpr int columns = 8, border = 10, lineHeight = 22, textScale = 2, smallestImage = 112;

/// A corner of the rectangles that letters consist of, as stb_easy_font writes it.
struct Vertex {
  float x, y, z;
  uint8_t colour[4];
};

void fill(Image &image, int left, int top, int right, int bottom, Colour colour) {
  for (int y = std::max(0, top); y < std::min(bottom, image.height); ++y)
    for (int x = std::max(0, left); x < std::min(right, image.width); ++x)
      std::copy(colour.begin(), colour.end(), image.at(x, y));
}

/// Draws one line of text, centred in [left, left + width) and cut to it.
void drawText(Image &image, int left, int top, int width, std::string text, Colour colour) {
  // The font has ASCII only.
  for (char &character : text)
    if (character < 32 || character > 126)
      character = '?';
  while (text.size() > 1 && textScale * stb_easy_font_width(text.data()) > width)
    text.pop_back();
  std::vector<Vertex> corners(4 * 64 * (text.size() + 1));
  int quads = stb_easy_font_print(0, 0, text.data(), nullptr, corners.data(),
                                  static_cast<int>(corners.size() * sizeof(Vertex)));
  left += (width - textScale * stb_easy_font_width(text.data())) / 2;
  auto scale = [](float position) { return static_cast<int>(std::lround(textScale * position)); };
  for (int quad = 0; quad < quads; ++quad) {
    const Vertex &first = corners[4 * quad], &opposite = corners[4 * quad + 2];
    fill(image, left + scale(first.x), top + scale(first.y), left + scale(opposite.x),
         top + scale(opposite.y), colour);
  }
}

/// Draws a sample with every pixel as a square of `scale` pixels.
void drawSample(Image &image, int left, int top, int scale, const Dataset &dataset,
                uint64_t sample) {
  const uint8_t *pixels = dataset.image(sample);
  int64_t plane = dataset.height() * dataset.width();
  for (int64_t y = 0; y < dataset.height(); ++y)
    for (int64_t x = 0; x < dataset.width(); ++x) {
      Colour colour;
      for (int64_t part = 0; part < 3; ++part)
        colour[part] = pixels[std::min(part, dataset.channels() - 1) * plane +
                              y * dataset.width() + x];
      int cornerX = left + static_cast<int>(x) * scale, cornerY = top + static_cast<int>(y) * scale;
      fill(image, cornerX, cornerY, cornerX + scale, cornerY + scale, colour);
    }
}

} // namespace

Image drawPredictions(const Dataset &dataset, const std::vector<int64_t> &predictions,
                      const ClassNames &names) {
  int height = static_cast<int>(dataset.height()), width = static_cast<int>(dataset.width());
  int scale = std::max(1, smallestImage / std::max(width, height));
  int imageWidth = width * scale, imageHeight = height * scale;
  int cellWidth = std::max(imageWidth, 140) + border;
  int cellHeight = imageHeight + 2 * lineHeight + 2 * border;
  int count = static_cast<int>(predictions.size());
  int rows = std::max(1, (count + columns - 1) / columns);

  Image picture(columns * cellWidth + border, rows * cellHeight + border, 3);
  fill(picture, 0, 0, picture.width, picture.height, background);
  for (int index = 0; index < count; ++index) {
    int left = border + index % columns * cellWidth, top = border + index / columns * cellHeight;
    int room = cellWidth - border;
    drawSample(picture, left + (room - imageWidth) / 2, top, scale, dataset, index);
    int64_t label = dataset.label(index);
    int text = top + imageHeight + 6;
    drawText(picture, left, text, room, names[predictions[index]],
             predictions[index] == label ? green : red);
    drawText(picture, left, text + lineHeight, room, names[label], gray);
  }
  return picture;
}

} // namespace cnn::runtime
