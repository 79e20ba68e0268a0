//===- ImageFileTest.cpp - PNG and JPEG files -----------------------------===//
#include "TestFiles.h"
#include "runtime/Formats/ImageFile.h"

// The library writes PNG only; a JPEG to read is made here.
#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb/stb_image_write.h>

using namespace cnn::runtime;

namespace {

using ImageFileTest = FileTest;

Image gradient(int width, int height, int channels) {
  Image image(width, height, channels);
  for (size_t index = 0; index < image.pixels.size(); ++index)
    image.pixels[index] = static_cast<uint8_t>(7 * index);
  return image;
}

TEST_F(ImageFileTest, ReadsWhatItWrote) {
  for (int channels : {1, 3}) {
    Image image = gradient(5, 3, channels);
    writePng(path("x.png"), image);
    Image found = readImage(path("x.png"), channels);
    EXPECT_EQ(found.width, 5);
    EXPECT_EQ(found.height, 3);
    EXPECT_EQ(found.pixels, image.pixels);
  }
}

TEST_F(ImageFileTest, ConvertsBetweenGrayAndColour) {
  writePng(path("gray.png"), gradient(4, 4, 1));
  Image colour = readImage(path("gray.png"), 3);
  EXPECT_EQ(colour.at(2, 1)[0], colour.at(2, 1)[1]);
  EXPECT_EQ(colour.at(2, 1)[0], 7 * 6);
}

TEST_F(ImageFileTest, ReadsJpeg) {
  Image image(16, 8, 3);
  std::fill(image.pixels.begin(), image.pixels.end(), 120);
  ASSERT_TRUE(stbi_write_jpg(path("x.jpg").c_str(), 16, 8, 3, image.pixels.data(), 95));
  Image found = readImage(path("x.jpg"), 1);
  EXPECT_EQ(found.width, 16);
  EXPECT_EQ(found.height, 8);
  EXPECT_THAT(found.pixels, testing::Each(testing::AllOf(testing::Gt(115), testing::Lt(125))));
}

TEST_F(ImageFileTest, RefusesToWriteImagesThatAreTooLarge) {
  Image image;
  image.width = image.height = 50000;
  image.channels = 1;
  expectError(CNN_RUNTIME_INVALID_ARGUMENT,
              "x.png: an image of 50000x50000 is too large for a PNG file",
              [&] { writePng(path("x.png"), image); });
  EXPECT_THAT(listFolder(folder), testing::IsEmpty());
}

TEST_F(ImageFileTest, RefusesOtherAndTruncatedFiles) {
  writeBytes(path("x.png"), "no image");
  expectError(CNN_RUNTIME_INVALID_FILE,
              path("x.png") + ": expected a PNG or JPEG image, found another kind of file",
              [&] { readImage(path("x.png"), 1); });
  writePng(path("x.png"), gradient(50, 50, 3));
  writeBytes(path("x.png"), readText(path("x.png")).substr(0, 60));
  expectError(CNN_RUNTIME_INVALID_FILE,
              path("x.png") + ": the image cannot be decoded, it may be truncated or damaged: Corrupt PNG",
              [&] { readImage(path("x.png"), 1); });
  expectError(CNN_RUNTIME_FILE_FAILED, "none.png: cannot be opened",
              [&] { readImage(path("none.png"), 1); });
}

TEST(ScaleCentre, KeepsAnImageOfTheRightSize) {
  Image image = gradient(4, 3, 3);
  EXPECT_EQ(scaleCentre(image, 4, 3).pixels, image.pixels);
}

TEST(ScaleCentre, CutsTheCentre) {
  // Six columns, the outer two on each side black.
  Image image(6, 2, 1);
  for (int y = 0; y < 2; ++y)
    image.at(2, y)[0] = image.at(3, y)[0] = 200;
  Image cut = scaleCentre(image, 2, 2);
  EXPECT_EQ(cut.pixels, std::vector<uint8_t>(4, 200));
}

TEST(ScaleCentre, Shrinks) {
  Image image(40, 40, 1);
  std::fill(image.pixels.begin(), image.pixels.end(), 90);
  Image small = scaleCentre(image, 4, 4);
  EXPECT_EQ(small.pixels, std::vector<uint8_t>(16, 90));
}

} // namespace
