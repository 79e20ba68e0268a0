//===- Network.h - Small networks from text, interpreted ----------------===//

#ifndef CNNC_TEST_UNIT_SUPPORT_NETWORK_H
#define CNNC_TEST_UNIT_SUPPORT_NETWORK_H

#include "compiler/Reference/Interpreter.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

namespace cnnc::test {

/// A module parsed from text, in a context of its own that knows the cnn and halide dialects. What
/// goes wrong in it is collected instead of printed.
class Network {
public:
  explicit Network(llvm::StringRef text);

  /// Whether the text is a valid module.
  explicit operator bool() const { return static_cast<bool>(module); }
  mlir::MLIRContext *getContext() { return &context; }
  mlir::ModuleOp getModule() { return *module; }
  /// The network called `name`, or the first one.
  cnn::NetworkOp getNetwork(llvm::StringRef name = "");
  /// All errors up to now, as "line:column: message" lines.
  const std::string &getErrors() const { return errors; }

  /// Runs the first network once on parameters in their initial state; on a failure, no results, and
  /// a failed test that tells the errors.
  std::vector<reference::Tensor> run(llvm::ArrayRef<reference::Tensor> inputs);

private:
  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::string errors;
};

/// The text of a network @net of one operation; see `evaluate`.
std::string wrapOperation(llvm::StringRef operation);

/// Runs one operation, given as text whose operands are %a, %b, %c, ... in the order of `operands`:
/// evaluate("cnn.relu %a : (tensor<2xf32>) -> tensor<2xf32>", {x}).
std::vector<reference::Tensor> evaluate(llvm::StringRef operation, llvm::ArrayRef<reference::Tensor> operands);

} // namespace cnnc::test

#endif
