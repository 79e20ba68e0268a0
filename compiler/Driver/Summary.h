//===- Summary.h - The table of a network's layers ----------------------===//

#ifndef CNNC_COMPILER_DRIVER_SUMMARY_H
#define CNNC_COMPILER_DRIVER_SUMMARY_H

#include "dialects/CNN/CNNOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace cnnc {

/// What is said of one layer.
struct LayerSummary {
  std::string name, operation, output; // the output's shape
  std::string algorithm;               // of its sums, if it has any
  int64_t elements = 0, bytes = 0;     // of the output
  int64_t parameters = 0;              // that it reads first, state not counted
  int64_t multiplyAdds = 0;
};

/// The layers of the inference network, and what the model needs in all.
struct ModelSummary {
  std::string name;
  std::vector<LayerSummary> layers;
  int64_t parameters = 0, trainable = 0, multiplyAdds = 0, activationBytes = 0, parameterBytes = 0;

  /// Reads the network as its author wrote it, its batch fixed, and from `assigned`, the same with its algorithms, how
  /// each layer forms its sums.
  static ModelSummary read(mlir::ModuleOp module, mlir::ModuleOp assigned);
  /// Prints the table; `planned` holds the model's programs.
  void print(llvm::raw_ostream &stream, mlir::ModuleOp planned) const;
};

} // namespace cnnc

#endif
