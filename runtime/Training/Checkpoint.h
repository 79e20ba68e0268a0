//===- Checkpoint.h - The whole state of a training -----------------------===//
//
// A checkpoint is a safetensors file with every parameter, training state
// included, and the fields of TrainingState in its metadata. Because the order
// of samples follows from (seed, step) and random numbers are counted, that is
// all that a resumed training needs to end with the same bits.
//
//===----------------------------------------------------------------------===//
#ifndef CNN_RUNTIME_TRAINING_CHECKPOINT_H
#define CNN_RUNTIME_TRAINING_CHECKPOINT_H

#include "runtime/Parameters.h"

#include <string>

namespace cnn::runtime {

/// Where a training stands.
struct TrainingState {
  uint64_t step = 0;    // steps done; the data position is step * batch
  uint64_t epoch = 0;   // epochs whose row is in the log
  int32_t seed = 0;
  uint64_t batch = 0;   // samples in a step
  uint64_t samples = 0; // in the data set
  // Of the epoch under way:
  uint64_t epochSteps = 0;
  uint64_t epochCorrect = 0;
  double epochLoss = 0; // sum over its steps
  double epochSeconds = 0;
};

/// Writes a checkpoint beside `path` and renames it.
void saveCheckpoint(const std::string &path, const Parameters &parameters,
                    const TrainingState &state);

/// Sets all parameters from a checkpoint. Throws, with nothing changed, unless it
/// is one of this model.
TrainingState loadCheckpoint(const std::string &path, Parameters &parameters);

} // namespace cnn::runtime

#endif
