//===- KernelTuner.cpp - Searches the schedules of one kernel -----------===//
//
// Coordinate descent. Every trial runs the cost model's variant too: it is what the others must agree with, and
// times are compared as parts of its time, since the machine's speed changes from trial to trial.
//
//===----------------------------------------------------------------------===//

#include "compiler/Tuning/KernelTuner.h"

#include "compiler/Tuning/KernelTrial.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace cnnc {

/// What is gained by less is noise: a part of the time, and microseconds.
static constexpr double leastGain = 0.02, leastMicroseconds = 0.05;
static constexpr int mostRounds = 2;
static constexpr size_t mostContenders = 6;

namespace {
class Descent {
public:
  Descent(halide::KernelOp kernel, const RunSettings &settings, const KernelCache &cache)
      : settings(settings), cache(cache), initial(kernel, settings.target, {}), tensors(kernel), best(&initial) {
    seen.insert(initial.digest);
  }

  llvm::Error run(function_ref<void(StringRef)> progress);
  TunedKernel getResult();

private:
  llvm::Expected<bool> vary(const Choice &choice);

  const RunSettings &settings;
  const KernelCache &cache;
  KernelVariant initial;
  TrialTensors tensors;
  struct Measured {
    std::unique_ptr<KernelVariant> variant;
    double part; // of the initial time
  };
  std::vector<Measured> faster;
  const KernelVariant *best;
  double bestPart = 1.0;
  double initialTime = 0.0;
  llvm::StringSet<> seen; // digests of schedules that were tried
};
} // namespace

/// Tries the other candidates of one number; returns whether one is faster.
llvm::Expected<bool> Descent::vary(const Choice &choice) {
  std::vector<std::unique_ptr<KernelVariant>> variants;
  for (int64_t candidate : choice.candidates) {
    if (candidate == choice.value)
      continue;
    Choices choices = best->choices;
    choices[choice.name] = candidate;
    auto variant = std::make_unique<KernelVariant>(*initial.kernel, settings.target, std::move(choices));
    if (seen.insert(variant->digest).second)
      variants.push_back(std::move(variant));
  }
  SmallVector<KernelVariant *> compiled{&initial};
  for (const auto &variant : variants)
    compiled.push_back(variant.get());
  compileVariants(compiled, settings.target, cache);
  if (initial.code.empty())
    return llvm::createStringError("kernel @" + initial.kernel->getSymName() + " cannot be compiled");
  llvm::erase_if(variants, [](const auto &variant) { return variant->code.empty(); });
  SmallVector<const KernelVariant *> runnable{&initial};
  for (const auto &variant : variants)
    runnable.push_back(variant.get());
  if (runnable.size() == 1)
    return false;
  llvm::Expected<KernelTrial> trial = KernelTrial::create(runnable, settings);
  if (!trial)
    return trial.takeError();
  llvm::Expected<std::vector<bool>> agrees = trial->compareResults(tensors);
  if (!agrees)
    return agrees.takeError();
  llvm::Expected<std::vector<double>> microseconds = trial->measure(tensors);
  if (!microseconds)
    return microseconds.takeError();
  double reference = microseconds->front();
  initialTime = initialTime == 0.0 ? reference : std::min(initialTime, reference);
  const KernelVariant *before = best;
  for (size_t index = 0; index < variants.size(); ++index) {
    double time = (*microseconds)[index + 1], part = time / reference;
    if (!(*agrees)[index + 1] || part > 1.0 - leastGain || time > reference - leastMicroseconds)
      continue;
    if (part < bestPart * (best == before ? 1.0 - leastGain : 1.0)) {
      best = variants[index].get();
      bestPart = part;
    }
    faster.push_back({std::move(variants[index]), part});
  }
  return best != before;
}

llvm::Error Descent::run(function_ref<void(StringRef)> progress) {
  for (int round = 0; round < mostRounds; ++round) {
    bool improved = false;
    // What is asked for may change with the answers.
    for (size_t index = 0; index < best->asked.size(); ++index) {
      Choice choice = best->asked[index];
      progress(choice.name);
      llvm::Expected<bool> found = vary(choice);
      if (!found)
        return found.takeError();
      improved |= *found;
    }
    if (!improved)
      break;
  }
  return llvm::Error::success();
}

/// Without what other choices have made meaningless.
static Choices getMeaningful(const KernelVariant &variant) {
  Choices choices;
  for (const Choice &choice : variant.asked)
    if (auto chosen = variant.choices.find(choice.name);
        chosen != variant.choices.end() && chosen->second == choice.value)
      choices.insert(*chosen);
  return choices;
}

TunedKernel Descent::getResult() {
  llvm::sort(faster, [](const Measured &a, const Measured &b) { return a.part < b.part; });
  TunedKernel result{{}, {initialTime, initialTime * bestPart}};
  for (const Measured &measured : ArrayRef(faster).take_front(mostContenders))
    result.contenders.push_back(getMeaningful(*measured.variant));
  return result;
}

llvm::Expected<TunedKernel> tuneKernel(halide::KernelOp kernel, const RunSettings &settings, const KernelCache &cache,
                                       function_ref<void(StringRef)> progress) {
  Descent descent(kernel, settings, cache);
  if (llvm::Error error = descent.run(progress))
    return error;
  return descent.getResult();
}

} // namespace cnnc
