//===- ModelTuner.cpp - Tunes the kernels of a model --------------------===//

#include "compiler/Tuning/ModelTuner.h"

#include "compiler/Conversion/Passes.h"
#include "compiler/Schedules/Schedule.h"
#include "compiler/Tuning/KernelTuner.h"
#include "compiler/Tuning/ModelRun.h"
#include "compiler/Tuning/TuningProgress.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Format.h"
#include "llvm/TargetParser/Host.h"

using namespace mlir;

namespace cnnc {

/// What is gained in the whole model by less is noise.
static constexpr double leastGain = 0.01;

namespace {
class ModelTuner {
public:
  ModelTuner(ModuleOp fused, TuningDatabase &database, const RunSettings &settings, const KernelCache &cache,
             StringRef compiler)
      : fused(fused), database(database), settings(settings), cache(cache), compiler(compiler),
        processor(llvm::sys::getHostCPUName()) {}

  llvm::Error run();

private:
  struct Candidate {
    halide::KernelOp kernel;
    std::string key;
    double microseconds = 0.0; // by the cost model, in the whole model
  };

  const Tuning *findKnown(StringRef key) const;
  std::vector<Candidate> findCandidates();
  llvm::Expected<OwningOpRef<ModuleOp>> plan(llvm::function_ref<Choices(halide::KernelOp)> choose);
  llvm::Error tuneAlone(ArrayRef<Candidate> candidates);
  llvm::Error decideInSequence(ArrayRef<Candidate> candidates, ModuleOp planned);

  ModuleOp fused;
  TuningDatabase &database;
  const RunSettings &settings;
  const KernelCache &cache;
  StringRef compiler, processor;
};
} // namespace

static std::string formatTimes(const TuningTimes &times) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.1f -> %.1f us", times.before, times.after);
  return text;
}

static std::string formatChoices(const Choices &choices) {
  std::string text;
  for (const auto &[name, value] : choices)
    text += (text.empty() ? "" : ", ") + name + " = " + std::to_string(value);
  return text.empty() ? "as it was" : text;
}

/// What was measured under the same conditions.
const Tuning *ModelTuner::findKnown(StringRef key) const {
  const Tuning *tuning = database.find(key);
  bool holds = tuning && tuning->threads == settings.threads && tuning->processor == processor &&
               tuning->compiler == compiler;
  return holds ? tuning : nullptr;
}

/// The kernels that are measured: what is computed from parameters alone runs once in inference, and networks without
/// tiles are for other processors.
static llvm::StringSet<> getMeasuredKernels(ModuleOp module) {
  bool trains = llvm::any_of(module.getOps<cnn::NetworkOp>(), [](cnn::NetworkOp network) {
    return network.getEntry() == cnn::Entry::TrainStep;
  });
  llvm::StringSet<> kernels;
  for (auto network : module.getOps<cnn::NetworkOp>())
    if (!network.getWithoutTiles() && (trains || network.getEntry() != cnn::Entry::Prepare))
      for (auto launch : network.getBody().front().getOps<halide::LaunchOp>())
        kernels.insert(launch.getKernel());
  return kernels;
}

/// The distinct kernels with something to choose.
std::vector<ModelTuner::Candidate> ModelTuner::findCandidates() {
  std::vector<Candidate> candidates;
  llvm::StringSet<> measured = getMeasuredKernels(fused);
  for (auto kernel : fused.getOps<halide::KernelOp>()) {
    if (!kernel.getSchedule().empty() || !measured.contains(kernel.getSymName()))
      continue;
    OwningOpRef<halide::KernelOp> copy(kernel.clone());
    bool hasChoice = llvm::any_of(scheduleKernel(*copy, settings.target),
                                  [](const Choice &choice) { return choice.candidates.size() > 1; });
    if (hasChoice)
      candidates.push_back({kernel, TuningDatabase::getKey(kernel, settings.target)});
  }
  return candidates;
}

/// The module with schedules, the cost model's where `choose` gives nothing, and with planned memory.
llvm::Expected<OwningOpRef<ModuleOp>>
ModelTuner::plan(llvm::function_ref<Choices(halide::KernelOp)> choose) {
  OwningOpRef<ModuleOp> module = fused.clone();
  for (auto kernel : module->getOps<halide::KernelOp>())
    scheduleKernel(kernel, settings.target, choose(kernel));
  PassManager passes(fused.getContext());
  passes.addPass(createPlanMemory());
  if (failed(passes.run(*module)))
    return llvm::createStringError("the model to measure cannot be planned");
  return module;
}

llvm::Error ModelTuner::tuneAlone(ArrayRef<Candidate> candidates) {
  TuningProgress progress(candidates.size());
  for (const Candidate &candidate : candidates) {
    halide::KernelOp kernel = candidate.kernel;
    std::string name = kernel.getSymName().str();
    progress.show(name);
    auto tuned = tuneKernel(kernel, settings, cache,
                            [&](StringRef choice) { progress.show(name + ": " + choice); });
    if (!tuned)
      return tuned.takeError();
    Tuning tuning;
    tuning.name = name;
    tuning.alone = tuned->times;
    tuning.contenders = std::move(tuned->contenders);
    tuning.threads = settings.threads;
    tuning.processor = processor.str();
    tuning.compiler = compiler.str();
    if (llvm::Error error = database.insert(candidate.key, tuning))
      return error;
    progress.finishOne(name + ": " + formatTimes(tuning.alone) + ", " +
                       formatChoices(tuning.contenders.empty() ? Choices() : tuning.contenders.front()));
  }
  return llvm::Error::success();
}

/// Of what is faster alone, a kernel takes what is the fastest among the others, which leave it other caches, if
/// that is faster than the cost model's schedule.
llvm::Error ModelTuner::decideInSequence(ArrayRef<Candidate> candidates, ModuleOp planned) {
  llvm::StringMap<Tuning> tunings; // by the kernels' names
  size_t rounds = 0;
  for (const Candidate &candidate : candidates) {
    const Tuning &tuning = *database.find(candidate.key);
    tunings[halide::KernelOp(candidate.kernel).getSymName()] = tuning;
    rounds = std::max(rounds, tuning.contenders.size());
  }
  // Model i has each kernel's contender i.
  std::vector<OwningOpRef<ModuleOp>> owners;
  SmallVector<ModuleOp> modules{planned};
  for (size_t round = 0; round < rounds; ++round) {
    auto module = plan([&](halide::KernelOp kernel) {
      auto tuning = tunings.find(kernel.getSymName());
      if (tuning == tunings.end())
        return Choices();
      const std::vector<Choices> &contenders = tuning->second.contenders;
      return contenders[round % contenders.size()];
    });
    if (!module)
      return module.takeError();
    owners.push_back(std::move(*module));
    modules.push_back(*owners.back());
  }
  auto times = measureModels(modules, settings, cache);
  if (!times)
    return times.takeError();

  TuningProgress progress(0);
  size_t changed = 0;
  double before = 0.0, gained = 0.0;
  for (const auto &kernel : times->ofModels.front())
    before += kernel.getValue();
  for (const Candidate &candidate : candidates) {
    StringRef name = halide::KernelOp(candidate.kernel).getSymName();
    Tuning &tuning = tunings[name];
    tuning.inSequence = {times->ofModels.front().lookup(name), std::numeric_limits<double>::infinity()};
    for (auto [round, kernels] : llvm::enumerate(llvm::drop_begin(times->ofModels)))
      if (double time = kernels.lookup(name); time < tuning.inSequence->after) {
        tuning.inSequence->after = time;
        tuning.choices = tuning.contenders[round % tuning.contenders.size()];
      }
    tuning.contenders.clear();
    bool isFaster = tuning.inSequence->after < (1.0 - leastGain) * tuning.inSequence->before;
    progress.print(name + " in the model: " + formatTimes(*tuning.inSequence) + ", " +
                   (isFaster ? formatChoices(tuning.choices) : "left as it was"));
    if (!isFaster)
      tuning.choices.clear();
    else
      gained += tuning.inSequence->before - tuning.inSequence->after;
    changed += isFaster;
    if (llvm::Error error = database.insert(candidate.key, tuning))
      return error;
  }
  if (!times->quiet)
    progress.print("other programs kept the processors busy meanwhile: what was found may be wrong");
  progress.print(Twine(changed) + " of " + Twine(candidates.size()) +
                 " kernels are faster by other schedules, the model " + formatTimes({before, before - gained}));
  return llvm::Error::success();
}

llvm::Error ModelTuner::run() {
  TuningProgress progress(0);
  auto isUnknown = [&](const Candidate &candidate) { return !findKnown(candidate.key); };
  auto isUnfinished = [&](const Candidate &candidate) {
    const Tuning *tuning = findKnown(candidate.key);
    return !tuning || !tuning->isFinished();
  };
  std::vector<Candidate> candidates = findCandidates();
  if (llvm::none_of(candidates, isUnfinished)) {
    progress.print("all " + Twine(candidates.size()) + " kernels are known");
    return llvm::Error::success();
  }

  auto planned = plan([](halide::KernelOp) { return Choices(); });
  if (!planned)
    return planned.takeError();
  auto times = measureModels(**planned, settings, cache);
  if (!times)
    return times.takeError();
  for (Candidate &candidate : candidates)
    candidate.microseconds = times->ofModels.front().lookup(candidate.kernel.getSymName());
  // What a broken off run has found should be worth the most.
  llvm::sort(candidates, [](const Candidate &a, const Candidate &b) {
    return std::tie(b.microseconds, a.key) < std::tie(a.microseconds, b.key);
  });
  std::vector<Candidate> unknown;
  llvm::copy_if(candidates, std::back_inserter(unknown), isUnknown);
  progress.print(Twine(candidates.size() - unknown.size()) + " of " + Twine(candidates.size()) + " kernels are known");
  if (llvm::Error error = tuneAlone(unknown))
    return error;
  std::vector<Candidate> unfinished;
  llvm::copy_if(candidates, std::back_inserter(unfinished), isUnfinished);
  return unfinished.empty() ? llvm::Error::success() : decideInSequence(unfinished, **planned);
}

llvm::Error tuneModel(ModuleOp fused, TuningDatabase &database, const RunSettings &settings, const KernelCache &cache,
                      StringRef compiler) {
  return ModelTuner(fused, database, settings, cache, compiler).run();
}

} // namespace cnnc
