//===- CompiledModel.h - A model that cnnc compiled ---------------------===//

#ifndef CNNC_TEST_UNIT_MODEL_COMPILEDMODEL_H
#define CNNC_TEST_UNIT_MODEL_COMPILEDMODEL_H

#include "../support/Tensors.h"
#include "cnn/model.h"
#include "llvm/ADT/StringMap.h"

namespace cnnc::test {

/// A tensor's bytes as they cross the interface.
using Bytes = std::vector<char>;

Bytes toBytes(const reference::Tensor &tensor, const cnn_tensor_info &info);
reference::Tensor toTensor(const Bytes &bytes, const cnn_tensor_info &info);

/// Compiles the text with the program cnnc and loads the shared object; null, and a failed test, where
/// that fails. The object stays loaded.
const cnn_model *compileModel(llvm::StringRef text, llvm::StringRef options);

/// A model's parameters and a session on them.
class Session {
public:
  Session(const cnn_model *model, uint32_t threads);
  /// A session on the parameters of another, which lives longer.
  Session(Session &owner, uint32_t threads);
  ~Session();
  Session(const Session &) = delete;

  /// The entry called `name`; null, and a failed test, if there is none.
  const cnn_entry_info *getEntry(llvm::StringRef name);
  /// The outputs of one run; empty, and a failed test, where it fails.
  std::vector<Bytes> run(llvm::StringRef entry, const std::vector<reference::Tensor> &inputs);

  /// The outputs of inference on the first extents of `inputs`.
  std::vector<Bytes> infer(const std::vector<reference::Tensor> &inputs);

  Bytes getParameter(uint32_t index);
  void setParameter(llvm::StringRef name, const reference::Tensor &value);
  /// All parameters, by name.
  llvm::StringMap<reference::Tensor> getParameters();

private:
  const cnn_model *model;
  cnn_parameters *parameters = nullptr;
  bool ownsParameters = true;
  cnn_session *session = nullptr;
};

} // namespace cnnc::test

#endif
