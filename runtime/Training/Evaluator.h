//===- Evaluator.h - The accuracy of a classifier -------------------------===//
#ifndef CNN_RUNTIME_TRAINING_EVALUATOR_H
#define CNN_RUNTIME_TRAINING_EVALUATOR_H

#include "runtime/Data/Dataset.h"
#include "runtime/Session.h"

#include <functional>
#include <optional>

namespace cnn::runtime {

struct Evaluation {
  uint64_t count = 0;
  uint64_t correct = 0; // samples whose largest output is at their label

  double accuracy() const { return static_cast<double>(correct) / static_cast<double>(count); }
};

/// Called with the class that the network gives to each sample.
using PredictionObserver = std::function<void(uint64_t sample, int64_t predicted)>;

/// Runs "infer" on every sample of a data set, in order. The last batch is
/// filled up with zeros, which are not counted. Outputs that are not finite are
/// an Error. Returns nothing if `shouldStop` asked to stop between two batches.
std::optional<Evaluation> evaluate(Session &session, const Dataset &dataset,
                                   const std::function<bool()> &shouldStop = nullptr,
                                   const PredictionObserver &observer = nullptr);

} // namespace cnn::runtime

#endif
