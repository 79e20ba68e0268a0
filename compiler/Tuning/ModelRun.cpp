//===- ModelRun.cpp - A whole model's kernels in sequence ---------------===//

#include "compiler/Tuning/ModelRun.h"

#include "compiler/Codegen/KernelSet.h"
#include "compiler/Tuning/Disturbance.h"
#include "runtime/ModelNames.h"
#include <chrono>

using namespace mlir;

namespace cnnc {

/// Each entry is run so long for each model, in rounds of so many runs: the first of a round finds the caches
/// full of another model.
static constexpr double secondsOfEntry = 0.5;
static constexpr int leastRounds = 4, runsOfRound = 3;

namespace {
/// The caller's tensors of one entry; all zero but floats, which are the same everywhere.
class EntryTensors {
public:
  explicit EntryTensors(const cnn_entry_info &entry) {
    auto add = [&](const cnn_tensor_info &tensor) {
      memory.emplace_back(llvm::divideCeil(tensor.bytes, sizeof(float)));
      if (tensor.element_type == CNN_FLOAT32)
        llvm::fill(memory.back(), 0.5f);
      return memory.back().data();
    };
    for (uint32_t index = 0; index < entry.input_count; ++index)
      inputs.push_back(add(entry.inputs[index]));
    for (uint32_t index = 0; index < entry.output_count; ++index)
      outputs.push_back(add(entry.outputs[index]));
  }

  SmallVector<const void *> inputs;
  SmallVector<void *> outputs;

private:
  std::vector<std::vector<float>> memory;
};
} // namespace

static llvm::Expected<std::unique_ptr<LoadedModel>> load(ModuleOp planned, const RunSettings &settings,
                                                         const KernelCache &cache) {
  KernelSet kernels(planned, settings.target);
  if (failed(kernels.compile(KernelForm::Object, cache)))
    return llvm::createStringError("the model to measure cannot be compiled");
  std::vector<StringRef> objects;
  for (const DistinctKernel &kernel : kernels.getKernels())
    objects.push_back(kernel.code);
  return LoadedModel::create(planned, kernels.getSymbols(), std::move(objects), settings);
}

/// Adds the shortest time of each launch of an entry to its kernel's.
static llvm::Error measureEntry(ArrayRef<std::unique_ptr<LoadedModel>> models, uint32_t index,
                                MutableArrayRef<KernelTimes> times, bool &quiet) {
  const cnn_entry_info &entry = models.front()->getTable().entries[index];
  EntryTensors tensors(entry);
  std::vector<std::vector<QuietMinimum>> shortest(models.size(), std::vector<QuietMinimum>(entry.launch_count));
  using Clock = std::chrono::steady_clock;
  Clock::time_point begin = Clock::now();
  double seconds = secondsOfEntry * static_cast<double>(models.size());
  auto goesOn = [&](int round) {
    double elapsed = std::chrono::duration<double>(Clock::now() - begin).count();
    quiet = llvm::all_of(shortest, [](const auto &launches) { return launches.empty() || launches.front().isQuiet(); });
    return round < leastRounds || elapsed < (quiet ? seconds : patience * seconds);
  };
  for (int round = 0; goesOn(round); ++round)
    for (auto [model, launches] : llvm::zip(models, shortest))
      for (int run = 0; run < runsOfRound; ++run) {
        auto ran = model->run(index, tensors.inputs, tensors.outputs);
        if (!ran)
          return ran.takeError();
        for (auto [best, time] : llvm::zip(launches, ran->nanoseconds))
          best.add(1e-3 * static_cast<double>(time), ran->quiet);
      }
  for (auto [model, launches, kernels] : llvm::zip(models, shortest, times))
    for (auto [launch, best] : llvm::enumerate(launches))
      kernels[model->getTable().entries[index].launches[launch].kernel] += best.get();
  return llvm::Error::success();
}

llvm::Expected<ModelTimes> measureModels(ArrayRef<ModuleOp> planned, const RunSettings &settings,
                                         const KernelCache &cache) {
  std::vector<std::unique_ptr<LoadedModel>> models;
  for (ModuleOp module : planned) {
    auto model = load(module, settings, cache);
    if (!model)
      return model.takeError();
    models.push_back(std::move(*model));
  }
  const cnn_model &table = models.front()->getTable();
  ArrayRef<cnn_entry_info> entries(table.entries, table.entry_count);
  auto isStep = [](const cnn_entry_info &entry) { return StringRef(entry.name) == ::cnn::runtime::trainStepEntry; };
  bool trains = llvm::any_of(entries, isStep);
  ModelTimes times{std::vector<KernelTimes>(models.size()), true};
  for (auto [index, entry] : llvm::enumerate(entries)) {
    if (StringRef(entry.name) == ::cnn::runtime::prepareEntry && !trains)
      continue;
    bool quiet = true;
    if (llvm::Error error = measureEntry(models, index, times.ofModels, quiet))
      return error;
    times.quiet &= quiet;
  }
  return times;
}

} // namespace cnnc
