//===- KernelText.cpp - When two kernels compute the same ---------------===//

#include "compiler/Conversion/KernelText.h"

using namespace mlir;

namespace cnnc {

std::string getAlgorithmText(halide::KernelOp kernel) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  // Values are numbered in order of appearance, whatever the author called them.
  llvm::DenseMap<Value, unsigned> numbers;
  for (BlockArgument argument : kernel.getAlgorithm().getArguments()) {
    numbers[argument] = numbers.size();
    stream << argument.getType() << ' ';
  }
  for (Operation &op : kernel.getAlgorithm().front()) {
    stream << '\n' << op.getName() << op.getAttrDictionary();
    for (Value operand : op.getOperands())
      stream << " %" << numbers.lookup(operand);
    for (Value result : op.getResults()) {
      numbers[result] = numbers.size();
      stream << " -> " << result.getType();
    }
  }
  return text;
}

} // namespace cnnc
