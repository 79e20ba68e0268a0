//===- FakeModel.cpp - A model written by hand ----------------------------===//
#include "FakeModel.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <limits>
#include <string>
#include <thread>

using namespace fake;

struct cnn_parameters {
  float weight[pixels * classes], bias[classes];
  float weightVelocity[pixels * classes], biasVelocity[classes];
  int32_t seed, step;
  float learningRate;
};

struct cnn_session {
  cnn_parameters *parameters;
  uint32_t threads;
  cnn_launch_observer observer;
  void *observerData;
  std::string error;
};

namespace {

const int64_t imageShape[] = {batch, 1, side, side}, labelShape[] = {batch};
const int64_t outputShape[] = {batch, classes}, weightShape[] = {pixels, classes};
const int64_t biasShape[] = {classes};

constexpr cnn_tensor_info tensor(const char *name, int32_t type, int32_t rank, const int64_t *shape,
                                 uint64_t elements) {
  return {name, type, rank, shape, 4 * elements};
}

const cnn_tensor_info images = tensor("images", CNN_FLOAT32, 4, imageShape, batch *pixels);
const cnn_tensor_info trainInputs[] = {images, tensor("labels", CNN_INT32, 1, labelShape, batch)};
const cnn_tensor_info inferOutputs[] = {
    tensor("probabilities", CNN_FLOAT32, 2, outputShape, batch *classes)};
const cnn_tensor_info trainOutputs[] = {tensor("loss", CNN_FLOAT32, 0, nullptr, 1),
                                        tensor("correct", CNN_INT32, 0, nullptr, 1)};

const cnn_launch_info inferLaunches[] = {{"dense", "dense", "bf16_x3", 2 * batch * pixels * classes, 9000},
                                         {"softmax", "softmax", "", 5 * batch * classes, 512}};
const cnn_launch_info trainLaunches[] = {{"step", "dense + softmax", "", 1 << 20, 20000}};

constexpr int32_t identity[] = {0, 1};
#define FAKE_PARAMETER(name, type, rank, shape, field, trainable, initial)                         \
  {                                                                                                \
    tensor(name, type, rank, shape, sizeof(cnn_parameters::field) / 4),                            \
        offsetof(cnn_parameters, field), identity, 0, trainable, CNN_INITIALIZER_CONSTANT, initial, 0, \
        0                                                                                          \
  }
const cnn_parameter_info parameterInfos[] = {
    FAKE_PARAMETER("dense.weight", CNN_FLOAT32, 2, weightShape, weight, 1, 0),
    FAKE_PARAMETER("dense.bias", CNN_FLOAT32, 1, biasShape, bias, 1, 0),
    FAKE_PARAMETER("dense.weight.velocity", CNN_FLOAT32, 2, weightShape, weightVelocity, 0, 0),
    FAKE_PARAMETER("dense.bias.velocity", CNN_FLOAT32, 1, biasShape, biasVelocity, 0, 0),
    FAKE_PARAMETER("training.seed", CNN_INT32, 0, nullptr, seed, 0, 0),
    FAKE_PARAMETER("training.step", CNN_INT32, 0, nullptr, step, 0, 0),
    FAKE_PARAMETER("training.learning_rate", CNN_FLOAT32, 0, nullptr, learningRate, 0, 0.1)};
static_assert(std::size(parameterInfos) == ParameterCount);

/// The probabilities of one image.
void predict(const cnn_parameters &parameters, const float *image, float *outputs) {
  for (int label = 0; label < classes; ++label) {
    outputs[label] = parameters.bias[label];
    for (int pixel = 0; pixel < pixels; ++pixel)
      outputs[label] += image[pixel] * parameters.weight[pixel * classes + label];
  }
  float greatest = *std::max_element(outputs, outputs + classes), sum = 0;
  for (int label = 0; label < classes; ++label)
    sum += outputs[label] = std::exp(outputs[label] - greatest);
  for (int label = 0; label < classes; ++label)
    outputs[label] /= sum;
}

/// Whether dropout keeps a value: a function of seed, step and place only.
bool isKept(int32_t seed, int32_t step, int index) {
  uint64_t mixed = (uint64_t(uint32_t(seed)) << 32 | uint32_t(step)) * 0x9e3779b97f4a7c15 + index;
  mixed = (mixed ^ mixed >> 31) * 0xbf58476d1ce4e5b9;
  return (mixed >> 40) % 8 != 0;
}

int setting(const char *name) {
  const char *text = std::getenv(name);
  return text ? std::atoi(text) : -1;
}

void trainStep(cnn_parameters &parameters, const float *images, const int32_t *labels, float *loss,
               int32_t *correct) {
  float weightGradient[pixels * classes] = {}, biasGradient[classes] = {};
  *loss = 0;
  *correct = 0;
  for (int row = 0; row < batch; ++row) {
    float image[pixels], outputs[classes];
    for (int pixel = 0; pixel < pixels; ++pixel)
      image[pixel] = isKept(parameters.seed, parameters.step, row * pixels + pixel)
                         ? images[row * pixels + pixel]
                         : 0;
    predict(parameters, image, outputs);
    *loss -= std::log(std::max(outputs[labels[row]], 1e-20f)) / batch;
    *correct += std::max_element(outputs, outputs + classes) - outputs == labels[row];
    for (int label = 0; label < classes; ++label) {
      float gradient = (outputs[label] - (label == labels[row])) / batch;
      biasGradient[label] += gradient;
      for (int pixel = 0; pixel < pixels; ++pixel)
        weightGradient[pixel * classes + label] += gradient * image[pixel];
    }
  }
  auto update = [&](float *values, float *velocities, const float *gradients, int count) {
    for (int index = 0; index < count; ++index) {
      velocities[index] = 0.9f * velocities[index] + gradients[index];
      values[index] -= parameters.learningRate * velocities[index];
    }
  };
  update(parameters.weight, parameters.weightVelocity, weightGradient, pixels * classes);
  update(parameters.bias, parameters.biasVelocity, biasGradient, classes);
  if (++parameters.step == setting("FAKE_MODEL_NAN_STEP"))
    *loss = std::numeric_limits<float>::quiet_NaN();
  if (int milliseconds = setting("FAKE_MODEL_STEP_MILLISECONDS"); milliseconds > 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

cnn_status createParameters(const cnn_model *, cnn_parameters **created) {
  *created = new cnn_parameters();
  (*created)->learningRate = 0.1f;
  return CNN_OK;
}

/// The place of a parameter, or null if there is none of this number and size.
uint8_t *find(const cnn_parameters *parameters, uint32_t index, uint64_t bytes) {
  if (index >= ParameterCount || bytes != parameterInfos[index].tensor.bytes)
    return nullptr;
  return reinterpret_cast<uint8_t *>(const_cast<cnn_parameters *>(parameters)) +
         parameterInfos[index].offset;
}

cnn_status getParameter(const cnn_parameters *parameters, uint32_t index, void *values,
                        uint64_t bytes) {
  const uint8_t *place = find(parameters, index, bytes);
  if (!place)
    return CNN_INVALID_ARGUMENT;
  std::memcpy(values, place, bytes);
  return CNN_OK;
}

cnn_status setParameter(cnn_parameters *parameters, uint32_t index, const void *values,
                        uint64_t bytes) {
  uint8_t *place = find(parameters, index, bytes);
  if (!place)
    return CNN_INVALID_ARGUMENT;
  std::memcpy(place, values, bytes);
  return CNN_OK;
}

cnn_status createSession(const cnn_model *, cnn_parameters *parameters, uint32_t threads,
                         cnn_session **created) {
  *created = new cnn_session{parameters, threads, nullptr, nullptr, ""};
  return CNN_OK;
}

cnn_status setThreads(cnn_session *session, uint32_t threads) {
  session->threads = threads;
  return CNN_OK;
}

cnn_status setExecutor(cnn_session *, cnn_executor, void *) { return CNN_OK; }

cnn_status setObserver(cnn_session *session, cnn_launch_observer observer, void *data) {
  session->observer = observer;
  session->observerData = data;
  return CNN_OK;
}

cnn_status run(cnn_session *session, uint32_t entry, const void *const *inputs,
               void *const *outputs) {
  const auto *images = static_cast<const float *>(inputs[0]);
  if (entry == Infer) {
    for (int row = 0; row < batch; ++row)
      predict(*session->parameters, images + row * pixels,
              static_cast<float *>(outputs[0]) + row * classes);
  } else {
    const auto *labels = static_cast<const int32_t *>(inputs[1]);
    for (int row = 0; row < batch; ++row)
      if (labels[row] < 0 || labels[row] >= classes) {
        session->error = "label " + std::to_string(labels[row]) + " is out of range";
        return CNN_KERNEL_FAILED;
      }
    trainStep(*session->parameters, images, labels, static_cast<float *>(outputs[0]),
              static_cast<int32_t *>(outputs[1]));
  }
  if (session->observer)
    for (uint32_t launch = 0; launch < (entry == Infer ? 2u : 1u); ++launch)
      session->observer(session->observerData, launch, 1000 * (launch + 1));
  return CNN_OK;
}

cnn_status infer(cnn_session *session, uint64_t count, const void *const *inputs,
                 void *const *outputs) {
  for (uint64_t row = 0; row < count; ++row)
    predict(*session->parameters, static_cast<const float *>(inputs[0]) + row * pixels,
            static_cast<float *>(outputs[0]) + row * classes);
  return CNN_OK;
}

const cnn_entry_info entries[] = {
    {"infer", batch, 0, 1, 1, trainInputs, inferOutputs, 4096, 2, inferLaunches, nullptr},
    {"train_step", batch, 1, 2, 2, trainInputs, trainOutputs, 8192, 1, trainLaunches, nullptr}};
static_assert(std::size(entries) == EntryCount);

} // namespace

#define FAKE_MODEL_TABLE                                                                           \
  {CNN_MODEL_ABI_VERSION, batch, "fake", "any", "by hand 1.0", EntryCount, ParameterCount, entries, \
   parameterInfos, sizeof(cnn_parameters), 8192, nullptr, 0, nullptr,                              \
   [](const cnn_model *model) { return model; }, createParameters,                                 \
   [](cnn_parameters *parameters) { delete parameters; }, getParameter, setParameter,              \
   createSession, [](cnn_session *session) { delete session; }, setThreads, setExecutor,           \
   setObserver, run, infer, [](const cnn_session *session) { return session->error.c_str(); }}

extern "C" {
__attribute__((visibility("default"))) extern const cnn_model fake_model = FAKE_MODEL_TABLE;
// The name that the runtime looks for; in C++ it is taken by the type.
extern const cnn_model exportedModel __asm__("cnn_model");
__attribute__((visibility("default"), used)) const cnn_model exportedModel = FAKE_MODEL_TABLE;
}
