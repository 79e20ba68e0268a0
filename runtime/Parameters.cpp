//===- Parameters.cpp - The values that training changes ------------------===//
#include "runtime/Parameters.h"

#include "runtime/Error.h"

namespace cnn::runtime {

Parameters::Parameters(const Model &model) : owner(model) {
  cnn_parameters *created = nullptr;
  if (cnn_status status = model.table().create_parameters(&model.table(), &created))
    fail(static_cast<cnn_runtime_status>(status), "model '", model.name(),
         "': cannot create its parameters (", model.table().parameter_bytes, " bytes)");
  values = std::shared_ptr<cnn_parameters>(created, model.table().destroy_parameters);
}

std::vector<uint8_t> Parameters::read(uint32_t index) const {
  std::vector<uint8_t> bytes(owner.parameter(index).tensor.bytes);
  read(index, bytes.data(), bytes.size());
  return bytes;
}

void Parameters::read(uint32_t index, void *destination, uint64_t bytes) const {
  if (cnn_status status = owner.table().get_parameter(get(), index, destination, bytes))
    fail(static_cast<cnn_runtime_status>(status), "parameter '", owner.parameter(index).tensor.name,
         "' cannot be read: it has ", owner.parameter(index).tensor.bytes,
         " bytes, the destination ", bytes);
}

void Parameters::write(uint32_t index, const void *source, uint64_t bytes) {
  if (cnn_status status = owner.table().set_parameter(get(), index, source, bytes))
    fail(static_cast<cnn_runtime_status>(status), "parameter '", owner.parameter(index).tensor.name,
         "' cannot be set: it has ", owner.parameter(index).tensor.bytes, " bytes, the source ",
         bytes);
}

bool Parameters::setScalar(const std::string &name, int32_t value) {
  return setScalarBits(name, CNN_INT32, &value);
}

bool Parameters::setScalar(const std::string &name, float value) {
  return setScalarBits(name, CNN_FLOAT32, &value);
}

bool Parameters::setScalarBits(const std::string &name, int32_t type, const void *value) {
  std::optional<uint32_t> index = owner.findParameter(name);
  if (!index)
    return false;
  const cnn_tensor_info &tensor = owner.parameter(*index).tensor;
  if (tensor.element_type != type || tensor.bytes != elementBytes(type))
    fail(CNN_RUNTIME_INVALID_MODEL, "model '", owner.name(), "': expected parameter '", name,
         "' to be one ", elementName(type), ", found ", describe(tensor));
  write(*index, value, tensor.bytes);
  return true;
}

} // namespace cnn::runtime
