//===- TrainingLog.h - A table with a row for each epoch ------------------===//
#ifndef CNN_RUNTIME_TRAINING_TRAININGLOG_H
#define CNN_RUNTIME_TRAINING_TRAININGLOG_H

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

namespace cnn::runtime {

/// What is known after an epoch. Accuracies are in [0, 1].
struct EpochReport {
  uint64_t epoch = 0; // counted from 1
  uint64_t step = 0;  // steps since the beginning of the training
  double loss = 0;    // mean over the epoch's steps
  std::optional<double> trainAccuracy;
  double imagesPerSecond = 0;
  std::optional<double> testAccuracy;
};

/// A CSV file:
///
///   epoch,step,loss,train_accuracy,images_per_second,test_accuracy
///   1,938,0.61273,0.7791,5321,0.8223
///
/// Unknown accuracies are left empty. Every row is on disk when append returns.
class TrainingLog {
public:
  /// Begins a new file; or, with `resumeAtStep`, goes on with an existing one
  /// after dropping the rows of later steps, which will be made again.
  TrainingLog(const std::string &path, std::optional<uint64_t> resumeAtStep);

  void append(const EpochReport &report);

private:
  void write(const std::string &text);

  struct Close {
    void operator()(FILE *file) const { std::fclose(file); }
  };
  std::string path;
  std::unique_ptr<FILE, Close> file;
};

} // namespace cnn::runtime

#endif
