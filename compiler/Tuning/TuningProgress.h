//===- TuningProgress.h - What a tuner shows ----------------------------===//

#ifndef CNNC_COMPILER_TUNING_TUNINGPROGRESS_H
#define CNNC_COMPILER_TUNING_TUNINGPROGRESS_H

#include "llvm/ADT/Twine.h"

namespace cnnc {

/// Lines on the standard error; below them, on a terminal, a bar that is drawn in place.
class TuningProgress {
public:
  explicit TuningProgress(size_t total);
  ~TuningProgress();

  /// What is done next, beside the bar.
  void show(const llvm::Twine &text);
  /// A line for one kernel that is done.
  void finishOne(const llvm::Twine &line);
  void print(const llvm::Twine &line);

private:
  void clear();

  size_t total, done = 0;
  bool isTerminal;
};

} // namespace cnnc

#endif
