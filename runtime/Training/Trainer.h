//===- Trainer.h - The training loop --------------------------------------===//
#ifndef CNN_RUNTIME_TRAINING_TRAINER_H
#define CNN_RUNTIME_TRAINING_TRAINER_H

#include "runtime/Data/BatchStream.h"
#include "runtime/Data/Dataset.h"
#include "runtime/Session.h"
#include "runtime/TensorBuffers.h"
#include "runtime/Training/Checkpoint.h"
#include "runtime/Training/TrainingLog.h"

#include <functional>
#include <optional>
#include <string>

namespace cnn::runtime {

/// Where the training stands within an epoch, for a progress bar.
struct StepReport {
  uint64_t epoch = 0, epochs = 0; // epoch counts from 1
  uint64_t step = 0, steps = 0;   // since the beginning and until the end of the training
  uint64_t epochDone = 0, epochSize = 0; // samples of this epoch
  double loss = 0;                // mean over the epoch so far
  std::optional<double> accuracy; // of the epoch so far
  double imagesPerSecond = 0;
};

struct TrainingOptions {
  uint64_t epochs = 1;
  /// Of the order of samples and of dropout. Default: 0, or the checkpoint's.
  std::optional<int32_t> seed;
  /// Default: the rate the model was compiled with, or the checkpoint's.
  std::optional<float> learningRate;
  /// Paths; empty means none.
  std::string log, checkpoint;
  /// Also write the checkpoint every so many steps; 0 means after epochs only.
  uint64_t checkpointEvery = 0;
  /// Whether to write the checkpoint after each epoch, or only when interrupted.
  bool checkpointEpochs = true;
  /// Continue from the checkpoint.
  bool resume = false;
  /// Polled between steps; true saves the checkpoint and stops.
  std::function<bool()> shouldStop;
  std::function<void(const StepReport &)> onStep;
  std::function<void(const EpochReport &)> onEpoch;
};

/// Trains a model by its entry "train_step", whose first input is a batch of
/// images and whose second is their labels, and whose output "loss" is the mean
/// over the batch; "correct", if it is there, counts the samples predicted
/// correctly.
///
/// A failure (a loss that is not finite, a full disk, a request to stop) is an
/// Error; files already written stay as they were.
class Trainer {
public:
  /// `test` may be null; if not, it is evaluated after each epoch.
  Trainer(Session &session, const Dataset &training, const Dataset *test,
          const TrainingOptions &options);

  /// Trains until the last epoch is done. Throws CNN_RUNTIME_INTERRUPTED if
  /// asked to stop. Returns the report of the last epoch, or nothing if a resumed
  /// training had nothing left to do.
  std::optional<EpochReport> run();

  const TrainingState &state() const { return progress; }

private:
  void start();
  void step();
  void finishEpoch();
  void saveCheckpointIfWanted();
  void requireFiniteParameters() const;
  [[noreturn]] void interrupt();
  [[noreturn]] void reportDivergence(const std::string &what, bool isNaN, uint64_t step) const;
  bool shouldStop() const { return options.shouldStop && options.shouldStop(); }
  std::optional<double> epochAccuracy() const;
  StepReport stepReport() const;
  uint64_t epochsAfter(uint64_t steps) const;

  Session &session;
  const Dataset &training;
  const Dataset *test;
  TrainingOptions options;
  uint32_t entryIndex;
  TensorBuffers inputs, outputs;
  uint32_t lossOutput;
  std::optional<uint32_t> correctOutput;
  TrainingState progress;
  std::optional<uint64_t> savedStep; // of the checkpoint on disk
  std::optional<BatchStream> stream;
  std::optional<TrainingLog> log;
  std::optional<EpochReport> lastEpoch;
};

} // namespace cnn::runtime

#endif
