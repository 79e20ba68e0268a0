//===- CompiledModel.cpp - A model that cnnc compiled -------------------===//

#include "CompiledModel.h"

#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <filesystem>
#include <fstream>

using cnnc::reference::Tensor;

namespace cnnc::test {

template <typename T>
static Bytes convert(const Tensor &tensor) {
  Bytes bytes(tensor.getNumElements() * sizeof(T));
  for (int64_t i = 0; i < tensor.getNumElements(); ++i) {
    T value = static_cast<T>(tensor[i]);
    std::memcpy(bytes.data() + i * sizeof(T), &value, sizeof(T));
  }
  return bytes;
}
template <typename T>
static void convert(const Bytes &bytes, Tensor &tensor) {
  for (int64_t i = 0; i < tensor.getNumElements(); ++i) {
    T value;
    std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
    tensor[i] = value;
  }
}

Bytes toBytes(const Tensor &tensor, const cnn_tensor_info &info) {
  return info.element_type == CNN_FLOAT32 ? convert<float>(tensor) : convert<int32_t>(tensor);
}

Tensor toTensor(const Bytes &bytes, const cnn_tensor_info &info) {
  Tensor tensor(llvm::ArrayRef<int64_t>(info.shape, info.rank));
  if (info.element_type == CNN_FLOAT32)
    convert<float>(bytes, tensor);
  else
    convert<int32_t>(bytes, tensor);
  return tensor;
}

const cnn_model *compileModel(llvm::StringRef text, llvm::StringRef options) {
  std::string folder = (std::filesystem::temp_directory_path() / "cnnc-model-XXXXXX").string();
  if (!mkdtemp(folder.data())) {
    ADD_FAILURE() << "no temporary directory";
    return nullptr;
  }
  std::string source = folder + "/model.mlir", object = folder + "/model.so";
  std::ofstream(source) << text.str();
  // Without the cache of kernels: what is tested is this compiler.
  std::string command = CNNC " '" + source + "' --no-cache " + options.str() + " -o '" + object + "'";
  int status = std::system(command.c_str());
  void *handle = status == 0 ? dlopen(object.c_str(), RTLD_NOW | RTLD_LOCAL) : nullptr;
  auto *model = handle ? static_cast<const cnn_model *>(dlsym(handle, "cnn_model")) : nullptr;
  if (!model)
    ADD_FAILURE() << command << (status == 0 ? ": cannot be loaded" : ": failed");
  else
    EXPECT_EQ(model->abi_version, static_cast<uint32_t>(CNN_MODEL_ABI_VERSION));
  std::filesystem::remove_all(folder);
  return model;
}

Session::Session(const cnn_model *model, uint32_t threads) : model(model) {
  EXPECT_EQ(model->create_parameters(model, &parameters), CNN_OK);
  EXPECT_EQ(model->create_session(model, parameters, threads, &session), CNN_OK);
}

Session::Session(Session &owner, uint32_t threads)
    : model(owner.model), parameters(owner.parameters), ownsParameters(false) {
  EXPECT_EQ(model->create_session(model, parameters, threads, &session), CNN_OK);
}

Session::~Session() {
  model->destroy_session(session);
  if (ownsParameters)
    model->destroy_parameters(parameters);
}

const cnn_entry_info *Session::getEntry(llvm::StringRef name) {
  for (uint32_t entry = 0; entry < model->entry_count; ++entry)
    if (name == model->entries[entry].name)
      return &model->entries[entry];
  ADD_FAILURE() << "no entry " << name.str();
  return nullptr;
}

std::vector<Bytes> Session::run(llvm::StringRef name, const std::vector<Tensor> &inputs) {
  const cnn_entry_info *entry = getEntry(name);
  if (!entry || inputs.size() != entry->input_count) {
    ADD_FAILURE() << "entry " << name.str() << " does not take " << inputs.size() << " inputs";
    return {};
  }
  std::vector<Bytes> given, outputs;
  std::vector<const void *> inputPointers;
  std::vector<void *> outputPointers;
  for (uint32_t input = 0; input < entry->input_count; ++input) {
    given.push_back(toBytes(inputs[input], entry->inputs[input]));
    if (given.back().size() != entry->inputs[input].bytes) {
      ADD_FAILURE() << "input " << entry->inputs[input].name << " has " << entry->inputs[input].bytes << " bytes";
      return {};
    }
    inputPointers.push_back(given.back().data());
  }
  // Filled with a pattern that is no result: each output must be written wholly.
  for (uint32_t output = 0; output < entry->output_count; ++output)
    outputs.emplace_back(entry->outputs[output].bytes, static_cast<char>(0xFF));
  for (Bytes &output : outputs)
    outputPointers.push_back(output.data());
  if (model->run(session, entry - model->entries, inputPointers.data(), outputPointers.data()) != CNN_OK) {
    ADD_FAILURE() << model->last_error(session);
    return {};
  }
  return outputs;
}

std::vector<Bytes> Session::infer(const std::vector<Tensor> &inputs) {
  const cnn_entry_info *entry = getEntry("infer");
  int64_t images = inputs.front().getShape().front();
  std::vector<Bytes> given, outputs;
  std::vector<const void *> inputPointers;
  std::vector<void *> outputPointers;
  for (uint32_t input = 0; input < entry->input_count; ++input)
    given.push_back(toBytes(inputs[input], entry->inputs[input]));
  for (uint32_t output = 0; output < entry->output_count; ++output)
    outputs.emplace_back(entry->outputs[output].bytes / entry->batch * images, static_cast<char>(0xFF));
  for (Bytes &input : given)
    inputPointers.push_back(input.data());
  for (Bytes &output : outputs)
    outputPointers.push_back(output.data());
  if (model->infer(session, images, inputPointers.data(), outputPointers.data()) != CNN_OK)
    ADD_FAILURE() << model->last_error(session);
  return outputs;
}

Bytes Session::getParameter(uint32_t index) {
  Bytes bytes(model->parameters[index].tensor.bytes);
  EXPECT_EQ(model->get_parameter(parameters, index, bytes.data(), bytes.size()), CNN_OK);
  return bytes;
}

void Session::setParameter(llvm::StringRef name, const Tensor &value) {
  for (uint32_t index = 0; index < model->parameter_count; ++index) {
    const cnn_tensor_info &info = model->parameters[index].tensor;
    if (name != info.name)
      continue;
    Bytes bytes = toBytes(value, info);
    EXPECT_EQ(model->set_parameter(parameters, index, bytes.data(), bytes.size()), CNN_OK);
    return;
  }
  ADD_FAILURE() << "no parameter " << name.str();
}

llvm::StringMap<Tensor> Session::getParameters() {
  llvm::StringMap<Tensor> values;
  for (uint32_t index = 0; index < model->parameter_count; ++index)
    values[model->parameters[index].tensor.name] = toTensor(getParameter(index), model->parameters[index].tensor);
  return values;
}

} // namespace cnnc::test
