//===- Dataset.cpp - Labelled images --------------------------------------===//
#include "runtime/Data/Dataset.h"

#include "runtime/Error.h"
#include "runtime/Formats/Idx.h"

#include <cstdlib>
#include <filesystem>
#include <optional>

namespace cnn::runtime {

namespace filesystem = std::filesystem;

namespace {

/// The file of a data set, or nothing. Some copies of MNIST write a dot before
/// "idx" and others do not.
std::optional<std::string> findFile(const std::string &folder, const std::string &part, int rank) {
  for (const char *separator : {"-", "."})
    for (const char *ending : {"", ".gz"}) {
      filesystem::path path =
          filesystem::path(folder) / concatenate(part, separator, "idx", rank, "-ubyte", ending);
      std::error_code ignored;
      if (filesystem::exists(path, ignored))
        return path.string();
    }
  return std::nullopt;
}

const char *prefix(Dataset::Split split) {
  return split == Dataset::Split::Train ? "train" : "t10k";
}

/// Colour images have four dimensions, and most write them under the name with a 3 all the same.
std::optional<std::string> findImages(const std::string &folder, Dataset::Split split) {
  std::string part = concatenate(prefix(split), "-images");
  std::optional<std::string> path = findFile(folder, part, 3);
  return path ? path : findFile(folder, part, 4);
}

std::string requireFile(const std::string &folder, const std::string &part, int rank) {
  if (std::optional<std::string> path = findFile(folder, part, rank))
    return *path;
  fail(CNN_RUNTIME_FILE_FAILED, folder, ": expected a file ", part, "-idx", rank,
       "-ubyte or the same with .gz, found none",
       rank > 1 ? "; folders of pictures are not read (docs/tutorial.md shows how to make such files)"
                : "");
}

} // namespace

Dataset Dataset::read(const std::string &location, Split split) {
  std::string folder = findDataset(location);
  std::optional<std::string> images = findImages(folder, split);
  std::string imagesPath =
      images ? *images : requireFile(folder, concatenate(prefix(split), "-images"), 3);
  std::string labelsPath = requireFile(folder, concatenate(prefix(split), "-labels"), 1);
  return Dataset(readIdx(imagesPath), readIdx(labelsPath), imagesPath, labelsPath);
}

bool Dataset::has(const std::string &location, Split split) {
  return findImages(findDataset(location), split).has_value();
}

Dataset::Dataset(Tensor imageTensor, Tensor labelTensor, const std::string &imagesName,
                 const std::string &labelsName)
    : images(std::move(imageTensor)), labels(std::move(labelTensor)), labelsName(labelsName) {
  bool imagesAreLabels = images.shape.size() == 1, labelsAreImages = labels.shape.size() > 1;
  const char *hint =
      imagesAreLabels && labelsAreImages ? "; the images and labels files are swapped" : "";
  if (images.shape.size() != 3 && images.shape.size() != 4)
    fail(CNN_RUNTIME_INVALID_FILE, imagesName,
         ": expected images (3 dimensions, magic number 0x00000803), found ",
         imagesAreLabels ? "labels " : "", describe(CNN_UINT8, images.shape), hint);
  if (labels.shape.size() != 1)
    fail(CNN_RUNTIME_INVALID_FILE, labelsName,
         ": expected labels (1 dimension, magic number 0x00000801), found ",
         labelsAreImages ? "images " : "", describe(CNN_UINT8, labels.shape), hint);
  if (images.shape[0] != labels.shape[0])
    fail(CNN_RUNTIME_INVALID_FILE, labelsName, ": expected ", images.shape[0], " labels for the ",
         images.shape[0], " images of ", imagesName, ", found ", labels.shape[0]);
  if (elementCount(images.shape) == 0 || images.shape[0] > UINT32_MAX)
    fail(CNN_RUNTIME_INVALID_FILE, imagesName, ": expected at least one image, found ",
         describe(CNN_UINT8, images.shape));
}

void Dataset::checkLabels(int64_t classes) const {
  for (uint64_t index = 0; index < count(); ++index)
    if (label(index) >= classes)
      fail(CNN_RUNTIME_MISMATCH, labelsName, ": label ", int(label(index)), " of image ", index,
           " is out of range: the model has ", classes, " classes, 0 to ", classes - 1);
}

std::string findDataset(const std::string &location) {
  std::error_code ignored;
  if (filesystem::is_directory(location, ignored))
    return location;
  if (filesystem::exists(location, ignored))
    fail(CNN_RUNTIME_FILE_FAILED, location, ": expected a folder of IDX files, found a file");
  if (location.empty() || location.find('/') != std::string::npos)
    fail(CNN_RUNTIME_FILE_FAILED, location, ": no such folder");

  std::vector<std::string> roots = {"/usr/share/datasets", "/usr/local/share/datasets"};
  if (const char *root = std::getenv("CNN_DATASETS"))
    roots.insert(roots.begin(), root);
  for (const std::string &root : roots)
    if (filesystem::is_directory(filesystem::path(root) / location, ignored))
      return (filesystem::path(root) / location).string();
  fail(CNN_RUNTIME_FILE_FAILED, location, ": no such folder and no installed data set of this name",
       location == "fashion-mnist" ? "; Debian's package dataset-fashion-mnist installs it" : "");
}

} // namespace cnn::runtime
