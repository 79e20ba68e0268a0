//===- KernelTrial.cpp - Variants of one kernel against each other ------===//
//
// A program of one launch for each variant, whose operands are the caller's tensors in their stored form. Run
// after run each launch takes the next copy of them, so the variants meet the same disturbances and cold operands.
//
//===----------------------------------------------------------------------===//

#include "compiler/Tuning/KernelTrial.h"

#include "dialects/Halide/Buffers.h"
#include <chrono>

using namespace mlir;

namespace cnnc {

/// Each variant is run so long, at least and at most so often.
static constexpr double secondsOfVariant = 0.05;
static constexpr int leastRuns = 5, mostRuns = 200;

/// Launch i runs the kernel called after variant i.
static OwningOpRef<ModuleOp> makeProgram(ArrayRef<const KernelVariant *> variants) {
  halide::KernelOp kernel = *variants.front()->kernel;
  OpBuilder builder(kernel.getContext());
  Location location = builder.getUnknownLoc();
  OwningOpRef<ModuleOp> module = ModuleOp::create(location);
  builder.setInsertionPointToEnd(module->getBody());
  FunctionType type = kernel.getFunctionType();
  SmallVector<StringRef> inputNames(variants.size() * type.getNumInputs(), "input"),
      outputNames(variants.size() * type.getNumResults(), "output");
  auto program = halide::ProgramOp::create(builder, location, "trial", cnn::Entry::Infer, 0,
                                           builder.getStrArrayAttr(inputNames), builder.getStrArrayAttr(outputNames));
  Block &body = program.getBody().emplaceBlock();
  builder.setInsertionPointToEnd(&body);
  auto addArguments = [&](TypeRange types) {
    SmallVector<Value> arguments;
    for (Type tensor : types)
      arguments.push_back(body.addArgument(getStoredType(cast<RankedTensorType>(tensor)), location));
    return arguments;
  };
  SmallVector<SmallVector<Value>> inputs, outputs;
  for (size_t index = 0; index < variants.size(); ++index)
    inputs.push_back(addArguments(type.getInputs()));
  for (size_t index = 0; index < variants.size(); ++index)
    outputs.push_back(addArguments(type.getResults()));
  for (auto [variant, input, output] : llvm::zip(variants, inputs, outputs))
    halide::CallOp::create(builder, location, variant->symbol, input, output, /*operations=*/0, /*bytes=*/0);
  return module;
}

namespace {
/// The operands of all launches in a run.
struct Operands {
  SmallVector<const void *> inputs;
  SmallVector<void *> outputs;
};
} // namespace

/// Launch i takes copy first + i.
static Operands getOperands(const TrialTensors &tensors, size_t first, size_t launches) {
  Operands operands;
  for (size_t launch = 0; launch < launches; ++launch) {
    llvm::append_range(operands.inputs, tensors.getInputs(first + launch));
    llvm::append_range(operands.outputs, tensors.getOutputs(first + launch));
  }
  return operands;
}

/// Whether each variant's results are those of the first.
static llvm::Expected<std::vector<bool>> checkResults(LoadedModel &model, halide::KernelOp kernel,
                                                      const TrialTensors &tensors, size_t variants) {
  TypeRange results = kernel.getFunctionType().getResults();
  Operands operands = getOperands(tensors, 0, variants);
  std::vector<std::vector<char>> memory;
  for (size_t slot = 0; slot < operands.outputs.size(); ++slot) {
    auto type = cast<RankedTensorType>(results[slot % results.size()]);
    // What a variant leaves out is seen.
    memory.emplace_back(getByteSize(getStoredType(type)) + 64, char(0x55));
    operands.outputs[slot] = reinterpret_cast<void *>(llvm::alignTo(reinterpret_cast<uintptr_t>(memory.back().data()), 64));
  }
  auto ran = model.run(0, operands.inputs, operands.outputs);
  if (!ran)
    return ran.takeError();
  std::vector<bool> agrees(variants, true);
  for (size_t slot = results.size(); slot < operands.outputs.size(); ++slot) {
    size_t result = slot % results.size();
    if (!agree(cast<RankedTensorType>(results[result]), operands.outputs[result], operands.outputs[slot]))
      agrees[slot / results.size()] = false;
  }
  return agrees;
}

llvm::Expected<std::vector<std::optional<double>>> runTrial(ArrayRef<const KernelVariant *> variants,
                                                            TrialTensors &tensors, const RunSettings &settings) {
  OwningOpRef<ModuleOp> program = makeProgram(variants);
  llvm::StringMap<std::string> symbols;
  std::vector<StringRef> objects;
  for (const KernelVariant *variant : variants) {
    symbols[variant->symbol] = variant->symbol;
    objects.push_back(variant->code);
  }
  auto model = LoadedModel::create(*program, symbols, objects, settings);
  if (!model)
    return model.takeError();
  llvm::Expected<std::vector<bool>> agrees = checkResults(**model, *variants.front()->kernel, tensors, variants.size());
  if (!agrees)
    return agrees.takeError();

  std::vector<std::optional<double>> microseconds(variants.size());
  using Clock = std::chrono::steady_clock;
  Clock::time_point begin = Clock::now();
  auto getSeconds = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
  size_t first = 0;
  for (int run = 0; run < leastRuns || (run < mostRuns && getSeconds() < secondsOfVariant * double(variants.size()));
       ++run, first += variants.size()) {
    Operands operands = getOperands(tensors, first, variants.size());
    auto nanoseconds = (*model)->run(0, operands.inputs, operands.outputs);
    if (!nanoseconds)
      return nanoseconds.takeError();
    for (auto [index, time] : llvm::enumerate(*nanoseconds))
      if ((*agrees)[index]) {
        double found = 1e-3 * static_cast<double>(time);
        microseconds[index] = std::min(microseconds[index].value_or(found), found);
      }
  }
  return microseconds;
}

} // namespace cnnc
