//===- Model.cpp - A compiled model and its tables ------------------------===//
#include "runtime/Model.h"

#include "runtime/Error.h"
#include "runtime/ModelNames.h"
#include "runtime/SharedObject.h"

#include <cstring>

namespace cnn::runtime {

Model Model::load(const std::string &path) { return attach(loadSharedObject(path), path); }

Model Model::attach(const cnn_model *model, const std::string &origin) {
  if (!model)
    fail(CNN_RUNTIME_INVALID_ARGUMENT, origin, ": the model is null");
  if (model->abi_version != CNN_MODEL_ABI_VERSION)
    fail(CNN_RUNTIME_INVALID_MODEL, origin, ": expected version ", CNN_MODEL_ABI_VERSION,
         " of the binary interface, found version ", model->abi_version,
         "; compile the model again with a cnnc of this release");
  return Model(*model);
}

Model::Model(const cnn_model &model) : model(model.get_usable(&model)), declared(model.target) {}

std::optional<uint32_t> Model::findEntry(const std::string &name) const {
  for (uint32_t index = 0; index < model->entry_count; ++index)
    if (name == model->entries[index].name)
      return index;
  return std::nullopt;
}

uint32_t Model::entryIndex(const std::string &name) const {
  if (std::optional<uint32_t> index = findEntry(name))
    return *index;
  std::string found;
  for (uint32_t index = 0; index < model->entry_count; ++index)
    found += (index ? ", " : "") + std::string(model->entries[index].name);
  fail(CNN_RUNTIME_INVALID_ARGUMENT, "model '", model->name, "': expected an entry '", name,
       "', found ", found.empty() ? "none" : found,
       name == trainStepEntry ? "; compile the model with --train" : "");
}

std::optional<uint32_t> Model::findParameter(const std::string &name) const {
  for (uint32_t index = 0; index < model->parameter_count; ++index)
    if (name == model->parameters[index].tensor.name)
      return index;
  return std::nullopt;
}

uint32_t Model::parameterIndex(const std::string &name) const {
  if (std::optional<uint32_t> index = findParameter(name))
    return *index;
  fail(CNN_RUNTIME_INVALID_ARGUMENT, "model '", model->name, "' has no parameter '", name, "'");
}

std::optional<int64_t> Model::classCount() const {
  std::optional<uint32_t> infer = findEntry(inferEntry);
  if (!infer || entry(*infer).output_count == 0 || entry(*infer).outputs[0].rank != 2)
    return std::nullopt;
  return entry(*infer).outputs[0].shape[1];
}

bool Model::isTrainingState(const std::string &name) const {
  if (name.starts_with(trainingPrefix))
    return true;
  std::optional<uint32_t> itself = findParameter(name);
  if (itself && parameter(*itself).trainable)
    return false; // an author may call a layer "velocity"
  for (const char *suffix : {velocitySuffix, firstMomentSuffix, secondMomentSuffix})
    if (name.ends_with(suffix) && findParameter(name.substr(0, name.size() - std::strlen(suffix))))
      return true;
  return false;
}

} // namespace cnn::runtime
