//===- Parameters.h - The values that training changes --------------------===//
#ifndef CNN_RUNTIME_PARAMETERS_H
#define CNN_RUNTIME_PARAMETERS_H

#include "runtime/Model.h"

#include <memory>

namespace cnn::runtime {

/// The parameters of a model, in their initial state at first. Copies of the
/// handle share the values; so do the sessions made with it.
class Parameters {
public:
  explicit Parameters(const Model &model);

  const Model &model() const { return owner; }
  cnn_parameters *get() const { return values.get(); }

  /// The values of a parameter, dense and row-major.
  std::vector<uint8_t> read(uint32_t index) const;
  void read(uint32_t index, void *destination, uint64_t bytes) const;
  void write(uint32_t index, const void *source, uint64_t bytes);

  /// Sets the scalar parameter `name` if the model has it; says whether it has.
  bool setScalar(const std::string &name, int32_t value);
  bool setScalar(const std::string &name, float value);

private:
  bool setScalarBits(const std::string &name, int32_t type, const void *value);

  Model owner;
  std::shared_ptr<cnn_parameters> values;
};

} // namespace cnn::runtime

#endif
