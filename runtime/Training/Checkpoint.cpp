//===- Checkpoint.cpp - The whole state of a training ---------------------===//
#include "runtime/Training/Checkpoint.h"

#include "runtime/Error.h"
#include "runtime/Weights.h"

#include <cstdio>
#include <sstream>

namespace cnn::runtime {

namespace {

std::string toText(uint64_t value) { return std::to_string(value); }
std::string toText(int32_t value) { return std::to_string(value); }
std::string toText(double value) {
  char text[40];
  std::snprintf(text, sizeof(text), "%.17g", value); // 17 digits give the same bits back
  return text;
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
    std::istringstream stream(contents.metadata[key]);
    if (!(stream >> field) || !(stream >> std::ws).eof())
      fail(CNN_RUNTIME_INVALID_FILE, path, ": expected a number as '", key, "', found '",
           contents.metadata[key], "'");
  });
  assignParameters(parameters, contents, ParameterSet::All, path);
  return state;
}

} // namespace cnn::runtime
