//===- Weights.cpp - Parameters in safetensors files ----------------------===//
#include "runtime/Weights.h"

#include "runtime/Error.h"

namespace cnn::runtime {

Safetensors collectParameters(const Parameters &parameters, ParameterSet set) {
  const Model &model = parameters.model();
  Safetensors contents;
  contents.metadata["model"] = model.name();
  for (uint32_t index = 0; index < model.table().parameter_count; ++index) {
    const cnn_parameter_info &parameter = model.parameter(index);
    if (set == ParameterSet::Weights && model.isTrainingState(parameter.tensor.name))
      continue;
    Tensor &tensor = contents.tensors[parameter.tensor.name];
    tensor.type = parameter.tensor.element_type;
    tensor.shape = shapeOf(parameter.tensor);
    tensor.data = parameters.read(index);
  }
  return contents;
}

void assignParameters(Parameters &parameters, const Safetensors &contents, ParameterSet set,
                      const std::string &path) {
  const Model &model = parameters.model();
  std::vector<std::pair<uint32_t, const Tensor *>> found;
  for (uint32_t index = 0; index < model.table().parameter_count; ++index) {
    const cnn_parameter_info &parameter = model.parameter(index);
    if (set == ParameterSet::Weights && model.isTrainingState(parameter.tensor.name))
      continue;
    auto entry = contents.tensors.find(parameter.tensor.name);
    if (entry == contents.tensors.end())
      fail(CNN_RUNTIME_MISMATCH, path, ": expected tensor '", parameter.tensor.name, "' ",
           describe(parameter.tensor), " of model '", model.name(), "', found none of this name");
    const Tensor &tensor = entry->second;
    if (tensor.type != parameter.tensor.element_type || tensor.shape != shapeOf(parameter.tensor))
      fail(CNN_RUNTIME_MISMATCH, path, ": tensor '", parameter.tensor.name, "': expected ",
           describe(parameter.tensor), " for model '", model.name(), "', found ",
           describe(tensor.type, tensor.shape));
    found.emplace_back(index, &tensor);
  }
  for (const auto &[name, tensor] : contents.tensors) {
    if (set == ParameterSet::Weights && model.isTrainingState(name))
      continue;
    if (!model.findParameter(name))
      fail(CNN_RUNTIME_MISMATCH, path, ": tensor '", name, "' ",
           describe(tensor.type, tensor.shape), " is no parameter of model '", model.name(), "'");
  }
  for (const auto &[index, tensor] : found)
    parameters.write(index, tensor->data.data(), tensor->data.size());
}

void saveWeights(const Parameters &parameters, const std::string &path) {
  writeSafetensors(path, collectParameters(parameters, ParameterSet::Weights));
}

void loadWeights(Parameters &parameters, const std::string &path) {
  assignParameters(parameters, readSafetensors(path), ParameterSet::Weights, path);
}

} // namespace cnn::runtime
