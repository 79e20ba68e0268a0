//===- Trainer.cpp - The training loop ------------------------------------===//
#include "runtime/Training/Trainer.h"

#include "runtime/Error.h"
#include "runtime/ModelNames.h"
#include "runtime/Training/Evaluator.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <span>

namespace cnn::runtime {

namespace {

const cnn_entry_info &trainEntry(const Session &session) {
  return session.model().entry(session.model().entryIndex(trainStepEntry));
}

std::optional<uint32_t> findScalarOutput(const cnn_entry_info &entry, const std::string &name,
                                         int32_t type) {
  for (uint32_t index = 0; index < entry.output_count; ++index)
    if (entry.outputs[index].name == name) {
      const cnn_tensor_info &output = entry.outputs[index];
      if (output.element_type != type || output.bytes != elementBytes(type))
        fail(CNN_RUNTIME_INVALID_MODEL, "entry '", entry.name, "': expected output '", name,
             "' to be one ", elementName(type), ", found ", describe(output));
      return index;
    }
  return std::nullopt;
}

} // namespace

Trainer::Trainer(Session &session, const Dataset &training, const Dataset *test,
                 const TrainingOptions &options)
    : session(session), training(training), test(test), options(options),
      entryIndex(session.model().entryIndex(trainStepEntry)),
      inputs(trainEntry(session).inputs, trainEntry(session).input_count),
      outputs(trainEntry(session).outputs, trainEntry(session).output_count) {
  const cnn_entry_info &entry = trainEntry(session);
  std::optional<uint32_t> loss = findScalarOutput(entry, "loss", CNN_FLOAT32);
  if (entry.input_count != 2 || !loss)
    fail(CNN_RUNTIME_INVALID_MODEL, "model '", session.model().name(),
         "': expected a train_step with inputs of images and labels and an output 'loss', found ",
         entry.input_count, " inputs and ", loss ? "a" : "no", " loss");
  lossOutput = *loss;
  correctOutput = findScalarOutput(entry, "correct", CNN_INT32);
  if (options.resume && options.checkpoint.empty())
    fail(CNN_RUNTIME_INVALID_ARGUMENT, "to resume, give the checkpoint to resume from");
}

/// Sets the parameters, the position and the log to where training begins.
void Trainer::start() {
  Parameters &parameters = session.parameters();
  progress = TrainingState();
  progress.seed = options.seed.value_or(0);
  progress.batch = trainEntry(session).inputs[0].shape[0];
  progress.samples = training.count();
  if (options.resume) {
    TrainingState saved = loadCheckpoint(options.checkpoint, parameters);
    auto require = [&](const char *what, auto found, auto expected) {
      if (found != expected)
        fail(CNN_RUNTIME_MISMATCH, options.checkpoint, ": the checkpoint was made with ", what, " ",
             found, ", cannot continue with ", expected);
    };
    require("batch size", saved.batch, progress.batch);
    require("a number of training images of", saved.samples, progress.samples);
    if (options.seed)
      require("seed", saved.seed, *options.seed);
    progress = saved;
    savedStep = saved.step;
  } else {
    parameters.setScalar(seedParameter, progress.seed);
    parameters.setScalar(stepParameter, int32_t(0));
  }
  if (options.learningRate &&
      !parameters.setScalar(learningRateParameter, *options.learningRate))
    fail(CNN_RUNTIME_MISMATCH, "model '", session.model().name(),
         "' has no parameter '", learningRateParameter, "', so its learning rate is fixed");

  const cnn_entry_info &entry = trainEntry(session);
  if (std::optional<int64_t> classes = session.model().classCount())
    training.checkLabels(*classes);
  stream.emplace(training, static_cast<uint32_t>(progress.seed), entry.inputs[0], entry.inputs[1]);
  // What the last batch held beyond the epochs that were asked for then may count now.
  if (progress.epochSteps == 0)
    progress.epoch = std::max(progress.epoch, epochsAfter(progress.step));
  if (!options.log.empty())
    log.emplace(options.log, options.resume ? std::optional(progress.step) : std::nullopt);
}

std::optional<EpochReport> Trainer::run() {
  start();
  uint64_t steps = stream->stepsFor(options.epochs);
  while (true) {
    // An evaluation that was interrupted is made again here after a resume.
    if (epochsAfter(progress.step) > progress.epoch)
      finishEpoch();
    if (progress.step >= steps)
      return lastEpoch;
    if (shouldStop())
      interrupt();
    step();
    if (options.checkpointEvery && progress.step % options.checkpointEvery == 0)
      saveCheckpointIfWanted();
  }
}

void Trainer::step() {
  auto begin = std::chrono::steady_clock::now();
  stream->fill(progress.step, inputs.get<float>(0), inputs.get<void>(1));
  session.run(entryIndex, inputs.constPointers(), outputs.pointers());
  float loss = *outputs.get<float>(lossOutput);
  if (!std::isfinite(loss))
    reportDivergence("the loss", std::isnan(loss), progress.step + 1);
  ++progress.step;
  ++progress.epochSteps;
  progress.epochLoss += loss;
  if (correctOutput)
    progress.epochCorrect += *outputs.get<int32_t>(*correctOutput);
  progress.epochSeconds +=
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (options.onStep)
    options.onStep(stepReport());
}

/// The last batch may reach into epochs that nobody asked for.
uint64_t Trainer::epochsAfter(uint64_t steps) const {
  return std::min(stream->epochsAfter(steps), options.epochs);
}

/// Evaluates, reports and saves after one or (if a batch is larger than the
/// data set) several passes.
void Trainer::finishEpoch() {
  requireFiniteParameters();
  EpochReport report;
  report.epoch = epochsAfter(progress.step);
  report.step = progress.step;
  report.loss = progress.epochLoss / static_cast<double>(progress.epochSteps);
  report.trainAccuracy = epochAccuracy();
  report.imagesPerSecond =
      static_cast<double>(progress.epochSteps * progress.batch) / progress.epochSeconds;
  if (test) {
    std::optional<Evaluation> evaluation = evaluate(session, *test, options.shouldStop);
    if (!evaluation)
      interrupt();
    report.testAccuracy = evaluation->accuracy();
  }
  if (log)
    log->append(report);
  progress.epoch = report.epoch;
  progress.epochSteps = progress.epochCorrect = 0;
  progress.epochLoss = progress.epochSeconds = 0;
  lastEpoch = report;
  if (options.onEpoch)
    options.onEpoch(report);
  if (options.checkpointEpochs)
    saveCheckpointIfWanted();
}

void Trainer::saveCheckpointIfWanted() {
  if (options.checkpoint.empty())
    return;
  requireFiniteParameters();
  saveCheckpoint(options.checkpoint, session.parameters(), progress);
  savedStep = progress.step;
}

/// The loss of a step is that of the parameters before it. An update that went wrong shows in the
/// next step only, and until then nothing that was saved before may be replaced.
void Trainer::requireFiniteParameters() const {
  const Parameters &parameters = session.parameters();
  for (uint32_t index = 0; index < session.model().table().parameter_count; ++index) {
    const cnn_parameter_info &parameter = session.model().parameter(index);
    if (!parameter.trainable || parameter.tensor.element_type != CNN_FLOAT32)
      continue;
    std::vector<uint8_t> bytes = parameters.read(index);
    std::span values(reinterpret_cast<const float *>(bytes.data()), bytes.size() / sizeof(float));
    for (float value : values)
      if (!std::isfinite(value))
        reportDivergence(concatenate("parameter '", parameter.tensor.name, "'"), std::isnan(value),
                         progress.step);
  }
}

void Trainer::interrupt() {
  saveCheckpointIfWanted();
  fail(CNN_RUNTIME_INTERRUPTED, "interrupted after step ", progress.step,
       options.checkpoint.empty()
           ? "; nothing is saved, because no checkpoint was asked for"
           : "; saved to " + options.checkpoint + ", continue with --resume");
}

void Trainer::reportDivergence(const std::string &what, bool isNaN, uint64_t step) const {
  std::string kept;
  if (savedStep)
    kept = concatenate("; ", options.checkpoint, " keeps the state after step ", *savedStep);
  fail(CNN_RUNTIME_DIVERGED, what, " became ", isNaN ? "NaN" : "infinite", " at step ", step,
       " (epoch ", std::min(stream->epochsAfter(std::max<uint64_t>(step, 1) - 1) + 1, options.epochs),
       "); try a smaller learning rate", kept);
}

std::optional<double> Trainer::epochAccuracy() const {
  if (!correctOutput || progress.epochSteps == 0)
    return std::nullopt;
  return static_cast<double>(progress.epochCorrect) /
         static_cast<double>(progress.epochSteps * progress.batch);
}

StepReport Trainer::stepReport() const {
  StepReport report;
  report.epoch = std::min(progress.epoch + 1, options.epochs);
  report.epochs = options.epochs;
  report.step = progress.step;
  report.steps = stream->stepsFor(options.epochs);
  report.epochSize = training.count();
  report.epochDone =
      std::min(progress.step * progress.batch - progress.epoch * training.count(), training.count());
  report.loss = progress.epochLoss / static_cast<double>(progress.epochSteps);
  report.accuracy = epochAccuracy();
  report.imagesPerSecond =
      static_cast<double>(progress.epochSteps * progress.batch) / progress.epochSeconds;
  return report;
}

} // namespace cnn::runtime
