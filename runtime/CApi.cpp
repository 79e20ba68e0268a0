//===- CApi.cpp - The C interface of the runtime --------------------------===//
#include "cnn/runtime.h"

#include "runtime/Data/ImageLayout.h"
#include "runtime/Error.h"
#include "runtime/Inference.h"
#include "runtime/ModelNames.h"
#include "runtime/Training/Evaluator.h"
#include "runtime/Training/Trainer.h"
#include "runtime/Weights.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <new>

using namespace cnn::runtime;

struct cnn_network {
  Session session;
};

struct cnn_dataset {
  Dataset dataset;
};

namespace {

/// Of bounded length: a string would allocate, and throw, where memory has run out.
thread_local char lastError[4096] = "";

int report(cnn_runtime_status status, const char *message) {
  std::snprintf(lastError, sizeof(lastError), "%s", message);
  return status;
}

/// Runs `action` and turns what it throws into a status and a message.
template <typename Action> int guard(Action action) {
  try {
    action();
    return CNN_RUNTIME_OK;
  } catch (const Error &error) {
    return report(error.status(), error.what());
  } catch (const std::bad_alloc &) {
    return report(CNN_RUNTIME_OUT_OF_MEMORY, "there is not enough memory");
  } catch (const std::exception &error) {
    return report(CNN_RUNTIME_INVALID_ARGUMENT, error.what());
  } catch (...) { // of a callback
    return report(CNN_RUNTIME_INVALID_ARGUMENT, "an unknown failure");
  }
}

template <typename... Pointers> void requirePointers(const char *function, Pointers... pointers) {
  if ((!pointers || ...))
    fail(CNN_RUNTIME_INVALID_ARGUMENT, function, ": a pointer is null");
}

void open(const Model &model, uint32_t threads, cnn_network **network) {
  *network = new cnn_network{Session(Parameters(model), threads)};
}

} // namespace

const char *cnn_runtime_last_error(void) { return lastError; }

int cnn_network_open(const char *path, uint32_t threads, cnn_network **network) {
  return guard([&] {
    requirePointers("cnn_network_open", path, network);
    open(Model::load(path), threads, network);
  });
}

int cnn_network_attach(const cnn_model *model, uint32_t threads, cnn_network **network) {
  return guard([&] {
    requirePointers("cnn_network_attach", model, network);
    open(Model::attach(model), threads, network);
  });
}

int cnn_network_share(const cnn_network *network, uint32_t threads, cnn_network **shared) {
  return guard([&] {
    requirePointers("cnn_network_share", network, shared);
    *shared = new cnn_network{Session(network->session.parameters(), threads)};
  });
}

void cnn_network_close(cnn_network *network) { delete network; }

const cnn_model *cnn_network_model(const cnn_network *network) {
  return network ? &network->session.model().table() : nullptr;
}

int cnn_network_set_threads(cnn_network *network, uint32_t threads) {
  return guard([&] {
    requirePointers("cnn_network_set_threads", network);
    network->session.setThreads(threads);
  });
}

int cnn_network_get_parameter(const cnn_network *network, const char *name, void *values,
                              uint64_t bytes) {
  return guard([&] {
    requirePointers("cnn_network_get_parameter", network, name, values);
    network->session.parameters().read(network->session.model().parameterIndex(name), values,
                                       bytes);
  });
}

int cnn_network_set_parameter(cnn_network *network, const char *name, const void *values,
                              uint64_t bytes) {
  return guard([&] {
    requirePointers("cnn_network_set_parameter", network, name, values);
    network->session.parameters().write(network->session.model().parameterIndex(name), values,
                                        bytes);
  });
}

int cnn_network_load_weights(cnn_network *network, const char *path) {
  return guard([&] {
    requirePointers("cnn_network_load_weights", network, path);
    loadWeights(network->session.parameters(), path);
  });
}

int cnn_network_save_weights(const cnn_network *network, const char *path) {
  return guard([&] {
    requirePointers("cnn_network_save_weights", network, path);
    saveWeights(network->session.parameters(), path);
  });
}

int cnn_network_run(cnn_network *network, const char *entry, const void *const *inputs,
                    void *const *outputs) {
  return guard([&] {
    requirePointers("cnn_network_run", network, entry, inputs, outputs);
    network->session.run(network->session.model().entryIndex(entry), inputs, outputs);
  });
}

int cnn_network_infer(cnn_network *network, const float *images, uint64_t count, float *outputs) {
  return guard([&] {
    requirePointers("cnn_network_infer", network, images, outputs);
    Inference inference(network->session);
    const cnn_entry_info &entry = inference.entry();
    auto isBatchedFloat = [&](const cnn_tensor_info &tensor) {
      return tensor.element_type == CNN_FLOAT32 && tensor.rank > 0 &&
             tensor.shape[0] == static_cast<int64_t>(inference.batch());
    };
    if (entry.input_count != 1 || entry.output_count != 1 || !isBatchedFloat(entry.inputs[0]) ||
        !isBatchedFloat(entry.outputs[0]))
      fail(CNN_RUNTIME_MISMATCH, "cnn_network_infer",
           ": expected a model with one float32 input and one float32 output");
    for (const cnn_tensor_info *tensor : {entry.inputs, entry.outputs})
      if (count > PTRDIFF_MAX / std::max<uint64_t>(tensor->bytes / inference.batch(), 1))
        fail(CNN_RUNTIME_INVALID_ARGUMENT, "cnn_network_infer: no memory holds ", count, " images");
    const void *inputs[] = {images};
    void *results[] = {outputs};
    network->session.infer(count, inputs, results);
  });
}

int cnn_dataset_open(const char *directory, const char *split, cnn_dataset **dataset) {
  return guard([&] {
    requirePointers("cnn_dataset_open", directory, split, dataset);
    bool train = std::strcmp(split, "train") == 0;
    if (!train && std::strcmp(split, "test") != 0)
      fail(CNN_RUNTIME_INVALID_ARGUMENT, "expected the split 'train' or 'test', found '", split,
           "'");
    *dataset = new cnn_dataset{
        Dataset::read(directory, train ? Dataset::Split::Train : Dataset::Split::Test)};
  });
}

void cnn_dataset_close(cnn_dataset *dataset) { delete dataset; }

uint64_t cnn_dataset_count(const cnn_dataset *dataset) {
  return dataset ? dataset->dataset.count() : 0;
}

int cnn_dataset_sample(const cnn_dataset *dataset, const cnn_network *network, uint64_t index,
                       float *image, int32_t *label) {
  return guard([&] {
    requirePointers("cnn_dataset_sample", dataset, network, image, label);
    const Dataset &data = dataset->dataset;
    if (index >= data.count())
      fail(CNN_RUNTIME_INVALID_ARGUMENT, "expected a sample below ", data.count(), ", found ",
           index);
    const Model &model = network->session.model();
    const cnn_entry_info &entry = model.entry(model.entryIndex(inferEntry));
    if (entry.input_count == 0)
      fail(CNN_RUNTIME_MISMATCH, "model '", model.name(), "' has no input");
    ImageLayout(entry.inputs[0], {data.channels(), data.height(), data.width()})
        .place(data.image(index), image);
    *label = data.label(index);
  });
}

int cnn_network_evaluate(cnn_network *network, const cnn_dataset *dataset,
                         cnn_evaluation *evaluation) {
  return guard([&] {
    requirePointers("cnn_network_evaluate", network, dataset, evaluation);
    Evaluation result = *evaluate(network->session, dataset->dataset);
    *evaluation = {result.count, result.correct};
  });
}

int cnn_network_train(cnn_network *network, const cnn_dataset *dataset,
                      const cnn_training_options *given) {
  return guard([&] {
    requirePointers("cnn_network_train", network, dataset, given);
    TrainingOptions options;
    options.epochs = given->epochs ? given->epochs : 1;
    if (given->seed || !given->resume)
      options.seed = given->seed;
    if (given->has_learning_rate)
      options.learningRate = given->learning_rate;
    options.log = given->log ? given->log : "";
    options.checkpoint = given->checkpoint ? given->checkpoint : "";
    options.resume = given->resume;
    if (given->should_stop)
      options.shouldStop = [given] { return given->should_stop(given->user_data) != 0; };
    if (given->on_epoch)
      options.onEpoch = [given](const EpochReport &report) {
        cnn_epoch epoch = {report.epoch, report.step, report.loss,
                           report.trainAccuracy.value_or(-1), report.imagesPerSecond,
                           report.testAccuracy.value_or(-1)};
        given->on_epoch(given->user_data, &epoch);
      };
    Trainer(network->session, dataset->dataset, given->test ? &given->test->dataset : nullptr,
            options)
        .run();
  });
}
