//===- TrainingStep.h - What the passes that write a training step share ===//

#ifndef CNNC_COMPILER_TRANSFORMS_TRAININGSTEP_H
#define CNNC_COMPILER_TRANSFORMS_TRAININGSTEP_H

#include "dialects/CNN/CNNOps.h"
#include "runtime/ModelNames.h"
#include "mlir/IR/SymbolTable.h"

namespace cnnc::cnn {

/// Names of the state parameters that belong to training itself.
inline constexpr llvm::StringLiteral kSeedName = ::cnn::runtime::seedParameter;
inline constexpr llvm::StringLiteral kStepName = ::cnn::runtime::stepParameter;
inline constexpr llvm::StringLiteral kLearningRateName = ::cnn::runtime::learningRateParameter;

/// The parameter that `value` is read from; null if it is no cnn.read.
ParameterOp getReadParameter(mlir::Value value, const mlir::SymbolTable &symbols);

/// The state parameter `name` of the module. If there is none, it is made behind the parameter `after`
/// (or behind all of them) with every value `initial`. Fails with a message at `location` if the name
/// is taken by something else.
mlir::FailureOr<ParameterOp> getOrCreateState(mlir::SymbolTable &symbols, mlir::Location location,
                                              llvm::StringRef name, mlir::RankedTensorType type,
                                              double initial, ParameterOp after = nullptr);

/// A read of `parameter` at the builder's insertion point.
mlir::Value createRead(mlir::OpBuilder &builder, mlir::Location location, ParameterOp parameter);

/// The results of a network: values and the attributes of each.
struct NetworkResults {
  llvm::SmallVector<mlir::Value> values;
  llvm::SmallVector<mlir::DictionaryAttr> attributes;

  static NetworkResults of(NetworkOp network);
  void append(mlir::Value value, llvm::ArrayRef<mlir::NamedAttribute> attributes);
  /// Makes these the results of `network`.
  void assignTo(NetworkOp network) const;
};

/// All values that are computed from a leaf: a trainable parameter that is read, or an argument marked
/// as a leaf.
llvm::DenseSet<mlir::Value> findValuesThatVary(NetworkOp network, const mlir::SymbolTable &symbols);

} // namespace cnnc::cnn

#endif
