//===- ImageLayoutTest.cpp - Fitting images to a model's input ------------===//
#include "TestFiles.h"
#include "runtime/Data/ImageLayout.h"

using namespace cnn::runtime;

namespace {

/// A tensor of a model's tables, with a shape of its own.
struct Input {
  Shape shape;
  cnn_tensor_info info;
  explicit Input(const Shape &extents, int32_t type = CNN_FLOAT32)
      : shape(extents), info{"image", type, static_cast<int32_t>(shape.size()), shape.data(), 0} {}
};

std::vector<float> place(const Input &input, ImageExtents extents, std::vector<uint8_t> pixels) {
  ImageLayout layout(input.info, extents);
  std::vector<float> row(layout.rowSize(), -1.0f);
  layout.place(pixels.data(), row.data());
  return row;
}

TEST(ImageLayout, ScalesToOne) {
  EXPECT_EQ(place(Input({4, 1, 1, 3}), {1, 1, 3}, {0, 51, 255}),
            (std::vector<float>{0, 0.2f, 1}));
}

TEST(ImageLayout, CentresInZeros) {
  EXPECT_EQ(place(Input({4, 1, 4, 5}), {1, 2, 2}, {255, 255, 255, 255}),
            (std::vector<float>{0, 0, 0, 0, 0, //
                                0, 1, 1, 0, 0, //
                                0, 1, 1, 0, 0, //
                                0, 0, 0, 0, 0}));
}

TEST(ImageLayout, PadsEachChannel) {
  EXPECT_EQ(place(Input({4, 2, 1, 3}), {2, 1, 1}, {255, 51}),
            (std::vector<float>{0, 1, 0, 0, 0.2f, 0}));
}

TEST(ImageLayout, FlattensAndTakesInputsWithoutChannels) {
  EXPECT_EQ(place(Input({4, 4}), {1, 2, 2}, {255, 0, 0, 255}), (std::vector<float>{1, 0, 0, 1}));
  EXPECT_EQ(place(Input({4, 2, 2}), {1, 2, 2}, {255, 0, 0, 255}), (std::vector<float>{1, 0, 0, 1}));
}

TEST(ImageLayout, RefusesImagesThatDoNotFit) {
  auto expectMismatch = [](const std::string &message, const Input &input) {
    expectError(CNN_RUNTIME_MISMATCH, message, [&] { ImageLayout(input.info, {1, 28, 28}); });
  };
  expectMismatch("input 'image' float32[4, 3, 32, 32]: expected images of at most 32x32 with 3 "
                 "channels, found images of 28x28 with 1 channel",
                 Input({4, 3, 32, 32}));
  expectMismatch("float32[4, 1, 24, 32]: expected images of at most 24x32 with 1 channel, found", Input({4, 1, 24, 32}));
  expectMismatch("float32[4, 100]: expected images of 100 values, found", Input({4, 100}));
  expectMismatch("input 'image': expected float32 images of 2, 3 or 4 dimensions, found int32[4, 784]",
                 Input({4, 784}, CNN_INT32));
  expectMismatch("expected float32 images of 2, 3 or 4 dimensions, found float32[4]", Input({4}));
}

TEST(ImageLayout, GuessesTheExtentsOfPictures) {
  ImageExtents extents = imageExtentsOf(Input({4, 784}).info);
  EXPECT_EQ(extents.width, 28);
  EXPECT_EQ(imageExtentsOf(Input({4, 3, 10, 20}).info).height, 10);
  expectError(CNN_RUNTIME_MISMATCH, "it is no square gray image",
              [] { imageExtentsOf(Input({4, 785}).info); });
}

} // namespace
