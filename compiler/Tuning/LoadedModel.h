//===- LoadedModel.h - A model that runs in the compiler ----------------===//

#ifndef CNNC_COMPILER_TUNING_LOADEDMODEL_H
#define CNNC_COMPILER_TUNING_LOADEDMODEL_H

#include "compiler/Schedules/Target.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"
#include "runtime/include/cnn/model.h"

namespace cnnc {

/// How kernels are run when they are measured.
struct RunSettings {
  Target target;
  unsigned threads = 1;
  std::string runtime;  // path of libcnn_embedded.a
};

/// The programs of a module linked as cnnc links a model, loaded into this process. Its known parameters are
/// zero: no kernel's time depends on values.
class LoadedModel {
public:
  /// `symbols` maps the kernels' names to the symbols of their code, which `objects` hold.
  static llvm::Expected<std::unique_ptr<LoadedModel>> create(mlir::ModuleOp planned,
                                                             const llvm::StringMap<std::string> &symbols,
                                                             std::vector<llvm::StringRef> objects,
                                                             const RunSettings &settings);
  ~LoadedModel();

  const cnn_model &getTable() const { return *table; }
  struct Run {
    std::vector<uint64_t> nanoseconds; // of each launch
    bool quiet;                        // its threads did not wait for processors that others had
  };
  llvm::Expected<Run> run(uint32_t entry, llvm::ArrayRef<const void *> inputs, llvm::ArrayRef<void *> outputs);

private:
  LoadedModel() = default;

  void *library = nullptr;
  const cnn_model *table = nullptr;
  cnn_parameters *parameters = nullptr;
  cnn_session *session = nullptr;
};

} // namespace cnnc

#endif
