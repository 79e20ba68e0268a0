//===- Parameters.cpp - The values that training changes ------------------===//

#include "runtime/embedded/Parameters.h"
#include "runtime/ElementBytes.h"
#include "runtime/ModelNames.h"
#include "runtime/embedded/EmbeddedModel.h"
#include "runtime/embedded/Initializers.h"
#include "runtime/embedded/Memory.h"
#include "runtime/embedded/StoredOrder.h"

#include <cstdlib>
#include <cstring>
#include <new>

using namespace cnn::runtime;
using namespace cnn::runtime::embedded;

/// Whether handles may read the image in place (see cnn_parameters).
static bool imageServes(const cnn_model &model) {
  if (!model.image || model.image_bytes < model.parameter_bytes ||
      reinterpret_cast<uintptr_t>(model.image) % bufferAlignment != 0)
    return false;
  for (uint32_t i = 0; i < model.parameter_count; ++i)
    if (model.parameters[i].initializer != CNN_INITIALIZER_IMAGE)
      return false;
  // Training writes parameters.
  for (uint32_t i = 0; i < model.entry_count; ++i)
    if (strcmp(model.entries[i].name, cnn::runtime::trainStepEntry) == 0)
      return false;
  return true;
}

/// A block in the initial state, or null and the reason in `status`.
static uint8_t *initialBlock(const cnn_model &model, cnn_status &status) {
  auto *block = static_cast<uint8_t *>(allocateAligned(model.parameter_bytes));
  if (!block) {
    status = CNN_OUT_OF_MEMORY;
    return nullptr;
  }
  uint64_t stored = model.image ? model.image_bytes : 0;
  if (stored > model.parameter_bytes)
    stored = model.parameter_bytes;
  if (stored > 0)
    memcpy(block, model.image, stored);
  // Gaps between parameters are zero lanes of the kernels' vectors.
  memset(block + stored, 0, model.parameter_bytes - stored);

  for (uint32_t i = 0; i < model.parameter_count; ++i) {
    const cnn_parameter_info &info = model.parameters[i];
    StoredOrder order;
    bool valid = order.assign(info) && info.offset <= model.parameter_bytes &&
                 info.tensor.bytes <= model.parameter_bytes - info.offset;
    if (valid && info.initializer == CNN_INITIALIZER_IMAGE)
      valid = info.offset + info.tensor.bytes <= stored;
    else if (valid)
      valid = initialize(info, order, block + info.offset);
    if (!valid) {
      free(block);
      status = CNN_INVALID_ARGUMENT;
      return nullptr;
    }
  }
  return block;
}

cnn_status cnn_embedded_create_parameters(const cnn_model *model, cnn_parameters **result) {
  if (!result)
    return CNN_INVALID_ARGUMENT;
  *result = nullptr;
  if (!model || model->abi_version != CNN_MODEL_ABI_VERSION)
    return CNN_INVALID_ARGUMENT;
  model = cnn_embedded_get_usable(model);

  cnn_status status = CNN_OK;
  uint8_t *block = imageServes(*model) ? model->image : initialBlock(*model, status);
  if (!block)
    return status;
  void *memory = malloc(sizeof(cnn_parameters));
  if (!memory) {
    if (block != model->image)
      free(block);
    return CNN_OUT_OF_MEMORY;
  }
  auto *parameters = new (memory) cnn_parameters;
  parameters->model = model;
  parameters->block.store(block, std::memory_order_relaxed);
  // A whole image holds what is derived too.
  parameters->prepared.store(model->image && model->image_bytes >= model->parameter_bytes,
                             std::memory_order_relaxed);
  *result = parameters;
  return CNN_OK;
}

void cnn_embedded_destroy_parameters(cnn_parameters *parameters) {
  if (!parameters)
    return;
  if (!parameters->sharesImage())
    free(parameters->block.load(std::memory_order_relaxed));
  free(parameters);
}

/// Whether `index` and `bytes` name a parameter of the model.
static bool isParameter(const cnn_parameters *parameters, uint32_t index, const void *values,
                        uint64_t bytes) {
  return parameters && values && index < parameters->model->parameter_count &&
         bytes == parameters->model->parameters[index].tensor.bytes;
}

cnn_status cnn_embedded_get_parameter(const cnn_parameters *parameters, uint32_t index,
                                      void *values, uint64_t bytes) {
  StoredOrder order;
  if (!isParameter(parameters, index, values, bytes) ||
      !order.assign(parameters->model->parameters[index]))
    return CNN_INVALID_ARGUMENT;
  const cnn_parameter_info &info = parameters->model->parameters[index];
  unpackElements(order, elementBytes(info.tensor.element_type),
                 parameters->block.load(std::memory_order_acquire) + info.offset, values);
  return CNN_OK;
}

cnn_status cnn_embedded_set_parameter(cnn_parameters *parameters, uint32_t index,
                                      const void *values, uint64_t bytes) {
  StoredOrder order;
  if (!isParameter(parameters, index, values, bytes) ||
      !order.assign(parameters->model->parameters[index]))
    return CNN_INVALID_ARGUMENT;
  const cnn_parameter_info &info = parameters->model->parameters[index];

  pthread_mutex_lock(&parameters->mutex);
  if (parameters->sharesImage()) {
    cnn_status status;
    uint8_t *copy = initialBlock(*parameters->model, status);
    if (!copy) {
      pthread_mutex_unlock(&parameters->mutex);
      return status;
    }
    parameters->block.store(copy, std::memory_order_release);
  }
  packElements(order, elementBytes(info.tensor.element_type),
               parameters->block.load(std::memory_order_relaxed) + info.offset, values);
  parameters->prepared.store(false, std::memory_order_relaxed);
  pthread_mutex_unlock(&parameters->mutex);
  return CNN_OK;
}
