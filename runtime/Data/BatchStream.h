//===- BatchStream.h - The samples of each training step ------------------===//
#ifndef CNN_RUNTIME_DATA_BATCHSTREAM_H
#define CNN_RUNTIME_DATA_BATCHSTREAM_H

#include "runtime/Data/Dataset.h"
#include "runtime/Data/ImageLayout.h"
#include "runtime/Data/Shuffle.h"

namespace cnn::runtime {

/// An endless stream of shuffled samples, cut into batches: the permutation of
/// epoch 0, then of epoch 1, and so on without a seam. A batch may run over the
/// end of an epoch, so every sample is seen exactly once in each epoch and none
/// is dropped; only the last batch of a training is filled up with the first
/// samples of one epoch more. Step s holds the samples [s * batch, (s + 1) *
/// batch) of the stream, so the position follows from the step alone.
class BatchStream {
public:
  /// The second input may be int32 [batch] (class numbers) or float32
  /// [batch, classes] (one-hot).
  BatchStream(const Dataset &dataset, uint64_t seed, const cnn_tensor_info &images,
              const cnn_tensor_info &labels);

  /// Whole passes over the data after `steps` steps. A batch larger than the data set makes several
  /// in one step.
  uint64_t epochsAfter(uint64_t steps) const { return steps * batchSize / dataset.count(); }
  /// The fewest steps that make `epochs` whole passes.
  uint64_t stepsFor(uint64_t epochs) const {
    return (epochs * dataset.count() + batchSize - 1) / batchSize;
  }

  /// Writes the inputs of step `step`.
  void fill(uint64_t step, float *images, void *labels);

private:
  const Dataset &dataset;
  Shuffle shuffle;
  ImageLayout layout;
  uint64_t batchSize;
  int64_t classes; // of one-hot labels, or 0
};

} // namespace cnn::runtime

#endif
