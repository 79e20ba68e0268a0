//===- Interpreter.h - Runs networks by the book ------------------------===//

#ifndef CNNC_COMPILER_REFERENCE_INTERPRETER_H
#define CNNC_COMPILER_REFERENCE_INTERPRETER_H

#include "compiler/Reference/Tensor.h"
#include "dialects/CNN/CNNOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"

namespace cnnc::reference {

/// Computes one operation of the cnn dialect from its operands' values: the definition of what it
/// means, which every other way to compute it is tested against. Fails with a diagnostic at the
/// operation where it is unknown, a shape is open or not the operand's, or a value is out of range.
mlir::FailureOr<llvm::SmallVector<Tensor>> evaluate(mlir::Operation *op, llvm::ArrayRef<Tensor> operands);

/// Runs the networks of a module, with the values of its parameters. It takes networks of the cnn
/// dialect, before and after layouts are assigned, and those made of halide.launch, whose kernels'
/// algorithm regions it evaluates; schedules and layouts do not change what is computed.
class Interpreter {
public:
  /// Initialises all parameters. Fails with a diagnostic at a parameter without values.
  static mlir::FailureOr<Interpreter> create(mlir::ModuleOp module);

  /// The values of parameters and state, by name. May be changed between runs.
  llvm::StringMap<Tensor> &getParameters() { return parameters; }

  /// The results of a network; its writes take effect if it succeeds.
  mlir::FailureOr<llvm::SmallVector<Tensor>> run(cnn::NetworkOp network, llvm::ArrayRef<Tensor> inputs);
  /// The same for the network called `name`, which the module must have.
  mlir::FailureOr<llvm::SmallVector<Tensor>> run(llvm::StringRef name, llvm::ArrayRef<Tensor> inputs);

private:
  explicit Interpreter(mlir::ModuleOp module) : module(module) {}

  using Writes = llvm::StringMap<Tensor>;
  /// The operands of the terminator of a block that is given `arguments`.
  mlir::FailureOr<llvm::SmallVector<Tensor>> run(mlir::Block &block, llvm::ArrayRef<Tensor> arguments,
                                                 Writes &writes);
  mlir::FailureOr<llvm::SmallVector<Tensor>> run(mlir::Operation *op, llvm::ArrayRef<Tensor> operands,
                                                 Writes &writes);
  /// The same for each of so many parts of the operands that are larger than the block's arguments.
  mlir::FailureOr<llvm::SmallVector<Tensor>> runParts(mlir::Block &block, int64_t parts, mlir::ValueRange results,
                                                      llvm::ArrayRef<Tensor> operands, Writes &writes);

  mlir::ModuleOp module;
  llvm::StringMap<Tensor> parameters;
};

} // namespace cnnc::reference

#endif
