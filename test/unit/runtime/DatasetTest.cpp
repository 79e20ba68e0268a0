//===- DatasetTest.cpp - Labelled images ----------------------------------===//
#include "TestFiles.h"
#include "runtime/Data/ClassNames.h"
#include "runtime/Data/Dataset.h"

#include <cstdlib>
#include <filesystem>

using namespace cnn::runtime;

namespace {

class DatasetTest : public FileTest {
protected:
  std::string images = path("train-images-idx3-ubyte"), labels = path("train-labels-idx1-ubyte");

  Dataset read() { return Dataset::read(folder, Dataset::Split::Train); }
  void expectInvalid(const std::string &message) {
    expectError(CNN_RUNTIME_INVALID_FILE, message, [&] { read(); });
  }
};

TEST_F(DatasetTest, ReadsBothSplits) {
  writeDataset(folder, "train", 6);
  writeDataset(folder, "t10k", 3);
  EXPECT_EQ(read().count(), 6u);
  Dataset test = Dataset::read(folder, Dataset::Split::Test);
  EXPECT_EQ(test.count(), 3u);
  EXPECT_EQ(test.height(), 8);
  EXPECT_EQ(test.label(1), 3);
}

TEST_F(DatasetTest, FindsCompressedFilesAndDots) {
  writeGzip(path("train-images.idx3-ubyte.gz"), idxBytes({1, 1, 2}, "ab"));
  writeBytes(path("train-labels.idx1-ubyte"), idxBytes({1}, "\1"));
  Dataset dataset = read();
  EXPECT_EQ(dataset.image(0)[1], 'b');
  EXPECT_TRUE(Dataset::has(folder, Dataset::Split::Train));
  EXPECT_FALSE(Dataset::has(folder, Dataset::Split::Test));
}

TEST_F(DatasetTest, FindsColourImagesUnderBothNames) {
  writeBytes(labels, idxBytes({1}, "\1"));
  for (const std::string &name : {path("train-images-idx4-ubyte"), images}) {
    writeBytes(name, idxBytes({1, 3, 1, 2}, "rsgtbu"));
    Dataset dataset = read();
    EXPECT_EQ(dataset.channels(), 3);
    EXPECT_EQ(dataset.image(0)[2], 'g');
    EXPECT_TRUE(Dataset::has(folder, Dataset::Split::Train));
    std::filesystem::remove(name);
  }
}

TEST_F(DatasetTest, ReportsMissingFilesAndFolders) {
  expectError(CNN_RUNTIME_FILE_FAILED, folder + ": expected a file train-images-idx3-ubyte",
              [&] { read(); });
  expectError(CNN_RUNTIME_FILE_FAILED, "none: no such folder",
              [&] { Dataset::read(path("none"), Dataset::Split::Train); });
  expectError(CNN_RUNTIME_FILE_FAILED, "no-such-set: no such folder and no installed data set",
              [] { Dataset::read("no-such-set", Dataset::Split::Train); });
  writeBytes(path("file"), "");
  expectError(CNN_RUNTIME_FILE_FAILED, "expected a folder of IDX files, found a file",
              [&] { Dataset::read(path("file"), Dataset::Split::Train); });
}

TEST_F(DatasetTest, RefusesSwappedFiles) {
  writeDataset(folder, "train", 6);
  std::filesystem::rename(images, path("x"));
  std::filesystem::rename(labels, images);
  std::filesystem::rename(path("x"), labels);
  expectInvalid(images + ": expected images (3 dimensions, magic number 0x00000803), found labels "
                         "uint8[6]; the images and labels files are swapped");
}

TEST_F(DatasetTest, RefusesImagesInPlaceOfLabels) {
  writeDataset(folder, "train", 6);
  std::filesystem::copy_file(images, labels, std::filesystem::copy_options::overwrite_existing);
  expectInvalid(labels + ": expected labels (1 dimension, magic number 0x00000801), found images "
                         "uint8[6, 8, 8]");
}

TEST_F(DatasetTest, RefusesLabelsOfAnotherSplit) {
  writeDataset(folder, "train", 6);
  writeBytes(labels, idxBytes({2}, "ab"));
  expectInvalid(labels + ": expected 6 labels for the 6 images of " + images + ", found 2");
}

TEST_F(DatasetTest, RefusesEmptySets) {
  writeBytes(images, idxBytes({0, 8, 8}, ""));
  writeBytes(labels, idxBytes({0}, ""));
  expectInvalid(images + ": expected at least one image, found uint8[0, 8, 8]");
}

TEST_F(DatasetTest, ChecksLabels) {
  writeDataset(folder, "train", 6);
  writeBytes(labels, idxBytes({6}, std::string("\0\1\2\3\12\1", 6)));
  Dataset dataset = read();
  dataset.checkLabels(11);
  expectError(CNN_RUNTIME_MISMATCH,
              labels + ": label 10 of image 4 is out of range: the model has 10 classes, 0 to 9",
              [&] { dataset.checkLabels(10); });
}

TEST_F(DatasetTest, FindsNamedSets) {
  std::filesystem::create_directory(path("some-set"));
  setenv("CNN_DATASETS", folder.c_str(), 1);
  EXPECT_EQ(findDataset("some-set"), path("some-set"));
  unsetenv("CNN_DATASETS");
}

TEST_F(DatasetTest, NamesClasses) {
  EXPECT_EQ(ClassNames::ofDataset("fashion-mnist")[9], "Ankle boot");
  EXPECT_EQ(ClassNames::ofDataset("/some/fashion-mnist/")[0], "T-shirt/top");
  EXPECT_EQ(ClassNames::ofDataset("digits")[9], "9");
  writeBytes(path("names"), "cat\r\nbig dog\n\n");
  ClassNames names = ClassNames::read(path("names"));
  EXPECT_EQ(names[0], "cat");
  EXPECT_EQ(names[1], "big dog");
  EXPECT_EQ(names[2], "2");
}

} // namespace
