//===- BatchStream.cpp - The samples of each training step ----------------===//
#include "runtime/Data/BatchStream.h"

#include "runtime/Error.h"

#include <algorithm>

namespace cnn::runtime {

BatchStream::BatchStream(const Dataset &dataset, uint64_t seed, const cnn_tensor_info &images,
                         const cnn_tensor_info &labels)
    : dataset(dataset), shuffle(dataset.count(), seed),
      layout(images, {dataset.channels(), dataset.height(), dataset.width()}),
      batchSize(images.shape[0]), classes(0) {
  bool numbers = labels.element_type == CNN_INT32 && labels.rank == 1;
  bool oneHot = labels.element_type == CNN_FLOAT32 && labels.rank == 2;
  if ((!numbers && !oneHot) || labels.shape[0] != images.shape[0])
    fail(CNN_RUNTIME_MISMATCH, "input '", labels.name, "': expected int32[", batchSize,
         "] labels or float32[", batchSize, ", classes], found ", describe(labels));
  if (oneHot) {
    classes = labels.shape[1];
    dataset.checkLabels(classes);
  }
}

void BatchStream::fill(uint64_t step, float *images, void *labels) {
  for (uint64_t row = 0; row < batchSize; ++row) {
    uint64_t position = step * batchSize + row;
    uint64_t sample = shuffle.sample(position / dataset.count(), position % dataset.count());
    layout.place(dataset.image(sample), images + row * layout.rowSize());
    if (classes == 0) {
      static_cast<int32_t *>(labels)[row] = dataset.label(sample);
    } else {
      float *target = static_cast<float *>(labels) + row * classes;
      std::fill_n(target, classes, 0.0f);
      target[dataset.label(sample)] = 1.0f;
    }
  }
}

} // namespace cnn::runtime
