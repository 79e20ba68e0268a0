//===- Interpreter.cpp - Runs networks by the book ----------------------===//

#include "compiler/Reference/Interpreter.h"

#include "dialects/CNN/Inference.h"
#include "dialects/Halide/HalideDialect.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cnnc::cnn;

namespace cnnc::reference {

FailureOr<Interpreter> Interpreter::create(ModuleOp module) {
  Interpreter interpreter(module);
  for (ParameterOp parameter : module.getOps<ParameterOp>()) {
    if (parameter.isDerived())
      continue;
    auto values = getInitialValues(parameter.getInitializer(), cast<RankedTensorType>(parameter.getType()));
    if (failed(values))
      return parameter.emitOpError("expects initial values that can be read, found ")
             << parameter.getInitializer();
    interpreter.parameters.try_emplace(parameter.getSymName(), std::move(*values));
  }
  for (NetworkOp network : module.getOps<NetworkOp>())
    if (network.getEntry() == Entry::Prepare && failed(interpreter.run(network, {})))
      return failure();
  return interpreter;
}

FailureOr<SmallVector<Tensor>> Interpreter::run(StringRef name, ArrayRef<Tensor> inputs) {
  auto network = module.lookupSymbol<NetworkOp>(name);
  if (!network)
    return module.emitError("expects a network @") << name << ", found none";
  return run(network, inputs);
}

FailureOr<SmallVector<Tensor>> Interpreter::run(NetworkOp network, ArrayRef<Tensor> inputs) {
  Block &body = network.getBody().front();
  if (inputs.size() != body.getNumArguments())
    return network.emitOpError("expects ") << body.getNumArguments() << " inputs, found " << inputs.size();
  for (auto [index, input] : llvm::enumerate(inputs)) {
    ArrayRef<int64_t> expected = getShape(body.getArgument(index));
    if (ShapedType::isDynamicShape(expected))
      return network.emitOpError("expects input '")
             << network.getInputName(index) << "' with all extents fixed, found " << printShape(expected);
    if (input.getShape() != expected)
      return network.emitOpError("expects input '")
             << network.getInputName(index) << "' of shape " << printShape(expected) << ", found "
             << printShape(input.getShape());
  }
  Writes writes;
  auto results = run(body, inputs, writes);
  if (failed(results))
    return failure();
  for (auto &write : writes)
    parameters[write.getKey()] = std::move(write.getValue());
  return results;
}

FailureOr<SmallVector<Tensor>> Interpreter::run(Block &block, ArrayRef<Tensor> arguments, Writes &writes) {
  llvm::DenseMap<Value, Tensor> values;
  for (auto [argument, value] : llvm::zip_equal(block.getArguments(), arguments))
    values.try_emplace(argument, value);
  auto getOperands = [&](Operation *op) {
    SmallVector<Tensor> operands;
    for (Value operand : op->getOperands())
      operands.push_back(values.at(operand));
    return operands;
  };
  for (Operation &op : block.without_terminator()) {
    auto results = run(&op, getOperands(&op), writes);
    if (failed(results))
      return failure();
    for (auto [result, value] : llvm::zip_equal(op.getResults(), *results))
      values.try_emplace(result, std::move(value));
  }
  return getOperands(block.getTerminator());
}

/// Part `index` of `parts` equal ones of the first dimension.
static Tensor getPart(const Tensor &whole, int64_t index, int64_t parts) {
  SmallVector<int64_t> shape(whole.getShape());
  shape.front() /= parts;
  int64_t count = whole.getNumElements() / parts;
  return Tensor(shape, whole.getValues().slice(index * count, count).vec());
}

FailureOr<SmallVector<Tensor>> Interpreter::runParts(Block &block, int64_t parts, ValueRange results,
                                                     ArrayRef<Tensor> operands, Writes &writes) {
  if (parts == 1)
    return run(block, operands, writes);
  SmallVector<Tensor> wholes;
  for (Value result : results)
    wholes.emplace_back(result);
  for (int64_t index = 0; index < parts; ++index) {
    SmallVector<Tensor> inputs;
    for (auto [operand, argument] : llvm::zip_equal(operands, block.getArguments()))
      inputs.push_back(operand.getShape() == cast<RankedTensorType>(argument.getType()).getShape()
                           ? operand
                           : getPart(operand, index, parts));
    auto pieces = run(block, inputs, writes);
    if (failed(pieces))
      return failure();
    for (auto [whole, part] : llvm::zip_equal(wholes, *pieces))
      llvm::copy(part.getValues(), whole.getValues().begin() + index * part.getNumElements());
  }
  return wholes;
}

FailureOr<SmallVector<Tensor>> Interpreter::run(Operation *op, ArrayRef<Tensor> operands, Writes &writes) {
  using Results = FailureOr<SmallVector<Tensor>>;
  return llvm::TypeSwitch<Operation *, Results>(op)
      .Case([&](ReadOp read) -> Results {
        auto parameter = parameters.find(read.getParameter());
        if (parameter == parameters.end())
          return read.emitOpError("expects the name of a cnn.parameter, found @") << read.getParameter();
        return SmallVector<Tensor>{parameter->second};
      })
      .Case([&](WriteOp write) -> Results {
        writes[write.getParameter()] = operands.front();
        return SmallVector<Tensor>{};
      })
      .Case([&](halide::LaunchOp launch) -> Results {
        auto kernel = SymbolTable::lookupNearestSymbolFrom<halide::KernelOp>(launch, launch.getKernelAttr());
        if (!kernel)
          return launch.emitOpError("expects the name of a halide.kernel, found @") << launch.getKernel();
        return runParts(kernel.getAlgorithm().front(), launch.getParts(), launch.getOutputs(), operands, writes);
      })
      .Default([&](Operation *layer) { return evaluate(layer, operands); });
}

} // namespace cnnc::reference
