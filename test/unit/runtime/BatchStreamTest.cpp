//===- BatchStreamTest.cpp - The samples of each training step ------------===//
#include "TestFiles.h"
#include "runtime/Data/BatchStream.h"

#include <map>

using namespace cnn::runtime;

namespace {

const int64_t imageShape[] = {4, 1, 1, 1}, labelShape[] = {4}, oneHotShape[] = {4, 10};
const cnn_tensor_info images = {"images", CNN_FLOAT32, 4, imageShape, 16};
const cnn_tensor_info labels = {"labels", CNN_INT32, 1, labelShape, 16};
const cnn_tensor_info oneHot = {"labels", CNN_FLOAT32, 2, oneHotShape, 160};

/// Ten images of one pixel; image i is 10 * i bright and has the label i.
Dataset tenSamples() {
  Tensor images(CNN_UINT8, {10, 1, 1}), labels(CNN_UINT8, {10});
  for (int index = 0; index < 10; ++index) {
    images.data[index] = static_cast<uint8_t>(10 * index);
    labels.data[index] = static_cast<uint8_t>(index);
  }
  return Dataset(images, labels, "images", "labels");
}

TEST(BatchStream, ShowsEverySampleOnceInEachEpoch) {
  Dataset dataset = tenSamples();
  BatchStream stream(dataset, 1, images, labels);
  EXPECT_EQ(stream.stepsFor(1), 3u);
  EXPECT_EQ(stream.stepsFor(2), 5u);
  EXPECT_EQ(stream.epochsAfter(2), 0u);
  EXPECT_EQ(stream.epochsAfter(3), 1u);
  EXPECT_EQ(stream.epochsAfter(5), 2u);
  std::vector<int32_t> seen;
  for (uint64_t step = 0; step < 5; ++step) {
    float pixels[4];
    int32_t numbers[4];
    stream.fill(step, pixels, numbers);
    for (int row = 0; row < 4; ++row) {
      seen.push_back(numbers[row]);
      EXPECT_FLOAT_EQ(pixels[row], static_cast<float>(10 * numbers[row]) / 255);
    }
  }
  // The third batch runs over the end of the first epoch.
  EXPECT_THAT(std::vector(seen.begin(), seen.begin() + 10),
              testing::UnorderedElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
  EXPECT_THAT(std::vector(seen.begin() + 10, seen.end()),
              testing::UnorderedElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
}

TEST(BatchStream, WritesOneHotLabels) {
  Dataset dataset = tenSamples();
  BatchStream numbers(dataset, 1, images, labels), vectors(dataset, 1, images, oneHot);
  float pixels[4], targets[40];
  int32_t expected[4];
  numbers.fill(0, pixels, expected);
  vectors.fill(0, pixels, targets);
  for (int row = 0; row < 4; ++row)
    for (int label = 0; label < 10; ++label)
      EXPECT_EQ(targets[10 * row + label], label == expected[row]);
}

TEST(BatchStream, TakesBatchesLargerThanTheData) {
  Tensor pixel(CNN_UINT8, {3, 1, 1}), label(CNN_UINT8, {3});
  label.data = {0, 1, 2};
  Dataset dataset(pixel, label, "images", "labels");
  BatchStream stream(dataset, 1, images, labels);
  EXPECT_EQ(stream.stepsFor(1), 1u);
  EXPECT_EQ(stream.epochsAfter(3), 4u);
  std::map<int32_t, int> seen;
  for (uint64_t step = 0; step < 3; ++step) {
    float pixels[4];
    int32_t numbers[4];
    stream.fill(step, pixels, numbers);
    for (int32_t number : numbers)
      ++seen[number];
  }
  EXPECT_EQ(seen, (std::map<int32_t, int>{{0, 4}, {1, 4}, {2, 4}}));
}

TEST(BatchStream, RefusesOtherLabels) {
  Dataset dataset = tenSamples();
  const cnn_tensor_info bytes = {"labels", CNN_UINT8, 1, labelShape, 4};
  expectError(CNN_RUNTIME_MISMATCH,
              "input 'labels': expected int32[4] labels or float32[4, classes], found uint8[4]",
              [&] { BatchStream(dataset, 1, images, bytes); });
  const int64_t eightClasses[] = {4, 8};
  const cnn_tensor_info few = {"labels", CNN_FLOAT32, 2, eightClasses, 128};
  expectError(CNN_RUNTIME_MISMATCH, "label 8 of image 8 is out of range",
              [&] { BatchStream(dataset, 1, images, few); });
}

} // namespace
