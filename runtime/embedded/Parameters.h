//===- Parameters.h - The values that training changes ----------*- C++ -*-===//

#ifndef CNN_RUNTIME_EMBEDDED_PARAMETERS_H
#define CNN_RUNTIME_EMBEDDED_PARAMETERS_H

#include "cnn/model.h"

#include <atomic>
#include <pthread.h>

/// The parameter block of a model.
///
/// A model that only infers, and whose image is complete, does not copy it: all
/// handles read the image where the loader mapped it, and the system shares its
/// pages with every process that runs the model. The first set_parameter gives
/// a handle a copy of its own. So a later handle still finds the initial state,
/// as it would not if the first handle were free to change the image.
struct cnn_parameters {
  const cnn_model *model = nullptr;
  std::atomic<uint8_t *> block{nullptr};
  std::atomic<bool> prepared{false}; ///< what follows from other parameters does so
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; ///< taken to copy and to change

  bool sharesImage() const { return block.load(std::memory_order_relaxed) == model->image; }
};

#endif // CNN_RUNTIME_EMBEDDED_PARAMETERS_H
