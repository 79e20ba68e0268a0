//===- Checkpoint.cpp - The whole state of a training ---------------------===//
#include "runtime/Training/Checkpoint.h"

#include "runtime/Error.h"
#include "runtime/Weights.h"

#include <charconv>

namespace cnn::runtime {

namespace {

/// The fewest digits that give the same bits back, whatever the application's locale.
template <typename Number> std::string toText(Number value) {
  char text[32];
  return std::string(text, std::to_chars(text, text + sizeof(text), value).ptr);
}

/// Calls `visit(key, field)` for every field, for writing and for reading.
template <typename State, typename Visitor> void visitFields(State &state, Visitor visit) {
  visit("step", state.step);
  visit("epoch", state.epoch);
  visit("seed", state.seed);
  visit("batch", state.batch);
  visit("samples", state.samples);
  visit("epoch_steps", state.epochSteps);
  visit("epoch_correct", state.epochCorrect);
  visit("epoch_loss", state.epochLoss);
  visit("epoch_seconds", state.epochSeconds);
}

} // namespace

void saveCheckpoint(const std::string &path, const Parameters &parameters,
                    const TrainingState &state) {
  Safetensors contents = collectParameters(parameters, ParameterSet::All);
  contents.metadata["format"] = "cnn checkpoint 1";
  visitFields(state, [&](const char *key, const auto &field) {
    contents.metadata[key] = toText(field);
  });
  writeSafetensors(path, contents);
}

TrainingState loadCheckpoint(const std::string &path, Parameters &parameters) {
  Safetensors contents = readSafetensors(path);
  if (contents.metadata["format"] != "cnn checkpoint 1")
    fail(CNN_RUNTIME_MISMATCH, path,
         ": expected a checkpoint, found a file of weights; start from weights with --weights");
  TrainingState state;
  visitFields(state, [&](const char *key, auto &field) {
    const std::string &text = contents.metadata[key];
    auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), field);
    if (problem != std::errc() || end != text.data() + text.size())
      fail(CNN_RUNTIME_INVALID_FILE, path, ": expected a number as '", key, "', found '", text, "'");
  });
  assignParameters(parameters, contents, ParameterSet::All, path);
  return state;
}

} // namespace cnn::runtime
