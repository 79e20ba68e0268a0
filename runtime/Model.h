//===- Model.h - A compiled model and its tables --------------------------===//
#ifndef CNN_RUNTIME_MODEL_H
#define CNN_RUNTIME_MODEL_H

#include "runtime/ElementType.h"

#include <optional>
#include <string>

namespace cnn::runtime {

/// A compiled model that was found to speak this runtime's binary interface,
/// be it for this processor or another: the form of it that this process can
/// run, if it has several. A small handle: copy it freely.
class Model {
public:
  /// Loads a shared object that cnnc wrote.
  static Model load(const std::string &path);
  /// Uses a model linked into the program. `origin` names it in messages.
  static Model attach(const cnn_model *model, const std::string &origin = "the linked model");

  const cnn_model &table() const { return *model; }
  std::string name() const { return model->name; }
  /// The target that it was compiled for, where this process cannot run that
  /// and the model is its fallback.
  std::optional<std::string> missedTarget() const {
    return declared == model->target ? std::nullopt : std::optional(declared);
  }

  std::optional<uint32_t> findEntry(const std::string &name) const;
  /// The number of the entry; an Error that lists the entries if there is none.
  uint32_t entryIndex(const std::string &name) const;
  const cnn_entry_info &entry(uint32_t index) const { return model->entries[index]; }

  std::optional<uint32_t> findParameter(const std::string &name) const;
  uint32_t parameterIndex(const std::string &name) const;
  const cnn_parameter_info &parameter(uint32_t index) const { return model->parameters[index]; }

  /// The number of classes: the second extent of the first output of "infer",
  /// if that is a matrix.
  std::optional<int64_t> classCount() const;

  /// Whether `name` is something that only training needs: "training.step" and
  /// its kind, or the optimiser's memory of a parameter ("conv1.weight.velocity").
  /// Such tensors are part of a checkpoint but not of a file of weights.
  bool isTrainingState(const std::string &name) const;

private:
  explicit Model(const cnn_model &model);

  const cnn_model *model;
  std::string declared; ///< target
};

} // namespace cnn::runtime

#endif
