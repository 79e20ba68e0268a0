//===- ProgressBar.h - Training progress on a terminal --------------------===//
//
// Written by hand, because Debian packages no C++ library for progress bars.
//
//===----------------------------------------------------------------------===//
#ifndef CNN_RUNTIME_TRAINING_PROGRESSBAR_H
#define CNN_RUNTIME_TRAINING_PROGRESSBAR_H

#include "runtime/Training/Trainer.h"

#include <chrono>
#include <string>

namespace cnn::runtime {

/// "2:07" or "1:02:07".
std::string formatDuration(double seconds);

/// The bar for a step, at most `width` columns:
///
///   epoch 3/10 [########--------]  52 %  loss 0.3121  accuracy 88.61 %  5321 images/s  1:24 left
std::string formatProgress(const StepReport &report, unsigned width);

/// "epoch 3/10: loss 0.3121, accuracy 88.61 %, test accuracy 87.42 %, 5321 images/s"
std::string formatEpoch(const EpochReport &report, uint64_t epochs);

/// Draws the bar on the standard error stream if that is a terminal, ten times a
/// second at most.
class ProgressBar {
public:
  ProgressBar();
  void show(const StepReport &report);
  /// Removes the bar, so that something else can be printed.
  void clear();

private:
  bool terminal, visible = false;
  std::chrono::steady_clock::time_point lastDrawn;
};

} // namespace cnn::runtime

#endif
