//===- KernelTrial.cpp - Variants of one kernel against each other ------===//
//
// A program of one launch for each variant, whose operands are the caller's tensors in their stored form. Run
// after run each launch takes the next copy of them, so the variants meet the same disturbances and cold operands.
//
//===----------------------------------------------------------------------===//

#include "compiler/Tuning/KernelTrial.h"

#include "compiler/Codegen/ParameterBlock.h"
#include "compiler/Tuning/Disturbance.h"
#include "dialects/Halide/Buffers.h"
#include <chrono>

using namespace mlir;

namespace cnnc {

/// Each variant is run so long, at least and at most so often.
static constexpr double secondsOfVariant = 0.05;
static constexpr int leastRuns = 5, mostRuns = 200;

/// Launch i runs variant i.
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

llvm::Expected<KernelTrial> KernelTrial::create(ArrayRef<const KernelVariant *> variants, const RunSettings &settings) {
  OwningOpRef<ModuleOp> program = makeProgram(variants);
  llvm::StringMap<std::string> symbols;
  std::vector<StringRef> objects;
  for (const KernelVariant *variant : variants)
    if (symbols.try_emplace(variant->symbol, variant->symbol).second)
      objects.push_back(variant->code);
  auto model = LoadedModel::create(*program, symbols, objects, settings);
  if (!model)
    return model.takeError();
  return KernelTrial(*variants.front()->kernel, variants.size(), std::move(*model));
}

llvm::Expected<std::vector<std::vector<SmallVector<char>>>> KernelTrial::computeResults(const TrialTensors &tensors) {
  auto addressOf = [](SmallVector<char> &memory) {
    return reinterpret_cast<void *>(llvm::alignTo(reinterpret_cast<uintptr_t>(memory.data()), bufferAlignment));
  };
  Operands operands = getOperands(tensors, 0, variants);
  std::vector<std::vector<SmallVector<char>>> results(variants);
  operands.outputs.clear();
  for (std::vector<SmallVector<char>> &ofVariant : results)
    for (Type type : kernel.getFunctionType().getResults()) {
      // What a variant leaves out is seen.
      int64_t bytes = getByteSize(getStoredType(cast<RankedTensorType>(type)));
      ofVariant.emplace_back(bytes + bufferAlignment, char(0x55));
    }
  for (std::vector<SmallVector<char>> &ofVariant : results)
    for (SmallVector<char> &memory : ofVariant)
      operands.outputs.push_back(addressOf(memory));
  auto ran = model->run(0, operands.inputs, operands.outputs);
  if (!ran)
    return ran.takeError();
  for (std::vector<SmallVector<char>> &ofVariant : results)
    for (SmallVector<char> &memory : ofVariant) {
      auto *begin = static_cast<char *>(addressOf(memory));
      memory = SmallVector<char>(begin, begin + memory.size() - bufferAlignment);
    }
  return results;
}

llvm::Expected<std::vector<bool>> KernelTrial::compareResults(const TrialTensors &tensors) {
  auto results = computeResults(tensors);
  if (!results)
    return results.takeError();
  std::vector<bool> agrees;
  for (const std::vector<SmallVector<char>> &found : *results)
    agrees.push_back(llvm::all_of(llvm::zip(kernel.getFunctionType().getResults(), results->front(), found),
                                  [](auto result) {
                                    auto [type, expected, values] = result;
                                    return agree(cast<RankedTensorType>(type), expected.data(), values.data());
                                  }));
  return agrees;
}

llvm::Expected<std::vector<double>> KernelTrial::measure(const TrialTensors &tensors) {
  std::vector<QuietMinimum> shortest(variants);
  using Clock = std::chrono::steady_clock;
  Clock::time_point begin = Clock::now();
  double seconds = secondsOfVariant * static_cast<double>(variants);
  auto goesOn = [&](int run) {
    double elapsed = std::chrono::duration<double>(Clock::now() - begin).count();
    bool quiet = shortest.front().isQuiet();
    return run < leastRuns || (quiet ? run < mostRuns && elapsed < seconds : elapsed < patience * seconds);
  };
  size_t first = 0;
  for (int run = 0; goesOn(run); ++run, first += variants) {
    Operands operands = getOperands(tensors, first, variants);
    auto ran = model->run(0, operands.inputs, operands.outputs);
    if (!ran)
      return ran.takeError();
    for (auto [best, time] : llvm::zip(shortest, ran->nanoseconds))
      best.add(1e-3 * static_cast<double>(time), ran->quiet);
  }
  std::vector<double> microseconds;
  for (const QuietMinimum &best : shortest)
    microseconds.push_back(best.get());
  return microseconds;
}

} // namespace cnnc
