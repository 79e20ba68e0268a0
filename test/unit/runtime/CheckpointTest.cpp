//===- CheckpointTest.cpp - The whole state of a training -----------------===//
#include "FakeModel.h"
#include "TestFiles.h"
#include "runtime/Training/Checkpoint.h"
#include "runtime/Weights.h"

#include <locale>

using namespace cnn::runtime;

namespace {

class CheckpointTest : public FileTest {
protected:
  Parameters parameters{Model::attach(&fake_model)};
  TrainingState state;

  CheckpointTest() {
    state.step = 1ull << 40;
    state.epoch = 3;
    state.seed = -5;
    state.batch = 16;
    state.samples = 100;
    state.epochSteps = 2;
    state.epochCorrect = 17;
    state.epochLoss = 0.1 + 0.2;
    state.epochSeconds = 1e-30;
  }
};

TEST_F(CheckpointTest, ReadsWhatItWrote) {
  int32_t step = 12;
  parameters.write(fake::Step, &step, 4);
  float velocity[] = {1, 2, 3, 4};
  parameters.write(fake::BiasVelocity, velocity, sizeof(velocity));
  saveCheckpoint(path("c"), parameters, state);

  Parameters fresh(Model::attach(&fake_model));
  TrainingState found = loadCheckpoint(path("c"), fresh);
  for (uint32_t index = 0; index < fake::ParameterCount; ++index)
    EXPECT_EQ(fresh.read(index), parameters.read(index)) << index;
  EXPECT_EQ(found.step, state.step);
  EXPECT_EQ(found.epoch, state.epoch);
  EXPECT_EQ(found.seed, state.seed);
  EXPECT_EQ(found.batch, state.batch);
  EXPECT_EQ(found.samples, state.samples);
  EXPECT_EQ(found.epochSteps, state.epochSteps);
  EXPECT_EQ(found.epochCorrect, state.epochCorrect);
  EXPECT_EQ(found.epochLoss, state.epochLoss); // to the last bit
  EXPECT_EQ(found.epochSeconds, state.epochSeconds);
}

/// A locale that writes 0,3 and 1.000.
struct CommaPunctuation : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

TEST_F(CheckpointTest, DoesNotDependOnTheApplicationsLocale) {
  std::locale before = std::locale::global(std::locale(std::locale(), new CommaPunctuation));
  saveCheckpoint(path("c"), parameters, state);
  EXPECT_EQ(loadCheckpoint(path("c"), parameters).epochLoss, state.epochLoss);
  std::locale::global(before);
  EXPECT_EQ(readSafetensors(path("c")).metadata["step"], std::to_string(state.step));
}

TEST_F(CheckpointTest, RefusesAFileOfWeights) {
  saveWeights(parameters, path("w"));
  expectError(CNN_RUNTIME_MISMATCH, path("w") + ": expected a checkpoint, found a file of weights",
              [&] { loadCheckpoint(path("w"), parameters); });
}

TEST_F(CheckpointTest, RefusesAMissingOptimiserState) {
  saveCheckpoint(path("c"), parameters, state);
  Safetensors contents = readSafetensors(path("c"));
  contents.tensors.erase("dense.bias.velocity");
  writeSafetensors(path("c"), contents);
  expectError(CNN_RUNTIME_MISMATCH, "expected tensor 'dense.bias.velocity' float32[4]",
              [&] { loadCheckpoint(path("c"), parameters); });
}

TEST_F(CheckpointTest, RefusesAMalformedField) {
  saveCheckpoint(path("c"), parameters, state);
  Safetensors contents = readSafetensors(path("c"));
  for (const char *text : {"many", "12 x", "-1", "1e400", ""}) {
    contents.metadata["step"] = text;
    writeSafetensors(path("c"), contents);
    expectError(CNN_RUNTIME_INVALID_FILE,
                path("c") + ": expected a number as 'step', found '" + text + "'",
                [&] { loadCheckpoint(path("c"), parameters); });
  }
}

} // namespace
