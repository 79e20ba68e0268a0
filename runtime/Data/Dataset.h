//===- Dataset.h - Labelled images ----------------------------------------===//
#ifndef CNN_RUNTIME_DATA_DATASET_H
#define CNN_RUNTIME_DATA_DATASET_H

#include "runtime/Tensor.h"

#include <string>

namespace cnn::runtime {

/// Labelled images, all in memory, as the bytes of their files.
class Dataset {
public:
  enum class Split { Train, Test };

  /// Reads the IDX files of one split from a folder, plain or .gz, under their
  /// usual names: train-images-idx3-ubyte and train-labels-idx1-ubyte, or
  /// t10k-… for the test split; colour images also as idx4. `location` may also be a name that
  /// findDataset() knows.
  static Dataset read(const std::string &location, Split split);

  /// Whether the folder has the images of a split.
  static bool has(const std::string &location, Split split);

  /// Takes images [count, height, width] or [count, channels, height, width] and
  /// labels [count], all unsigned bytes. The names are for messages.
  Dataset(Tensor images, Tensor labels, const std::string &imagesName,
          const std::string &labelsName);

  uint64_t count() const { return images.shape[0]; }
  int64_t channels() const { return images.shape.size() == 4 ? images.shape[1] : 1; }
  int64_t height() const { return images.shape[images.shape.size() - 2]; }
  int64_t width() const { return images.shape.back(); }

  /// The pixels of one image: channel, row, column.
  const uint8_t *image(uint64_t index) const {
    return images.data.data() + index * channels() * height() * width();
  }
  uint8_t label(uint64_t index) const { return labels.data[index]; }

  /// Throws unless every label is below `classes`; names the first that is not.
  void checkLabels(int64_t classes) const;

private:
  Tensor images, labels;
  std::string labelsName;
};

/// The folder of a data set: `location` itself if it is a folder; else, for a
/// bare name such as "fashion-mnist", a folder of that name among the system's
/// data sets or under the environment variable CNN_DATASETS.
std::string findDataset(const std::string &location);

} // namespace cnn::runtime

#endif
