//===- TrainerTest.cpp - The training loop --------------------------------===//
#include "FakeModel.h"
#include "TestFiles.h"
#include "runtime/Training/Evaluator.h"
#include "runtime/Training/Trainer.h"

#include <cstdlib>
#include <filesystem>
#include <limits>

using namespace cnn::runtime;

namespace {

/// A training of the fake model on 100 images: 6.25 steps an epoch.
class TrainerTest : public FileTest {
protected:
  TrainerTest() {
    writeDataset(folder, "train", 100);
    writeDataset(folder, "t10k", 37);
    training.emplace(Dataset::read(folder, Dataset::Split::Train));
    test.emplace(Dataset::read(folder, Dataset::Split::Test));
    options.epochs = 4;
    options.seed = 5;
  }

  /// A session that begins anew.
  static Session session() { return Session(Parameters(Model::attach(&fake_model)), 1); }

  /// The bytes of every parameter.
  static std::vector<std::vector<uint8_t>> values(const Session &session) {
    std::vector<std::vector<uint8_t>> all;
    for (uint32_t index = 0; index < fake::ParameterCount; ++index)
      all.push_back(session.parameters().read(index));
    return all;
  }

  std::vector<std::vector<uint8_t>> train(const TrainingOptions &options) {
    Session fresh = session();
    Trainer(fresh, *training, &*test, options).run();
    return values(fresh);
  }

  /// Trains until `step` steps are done and asks to stop there.
  void interruptAfter(uint64_t step, TrainingOptions options) {
    bool stop = step == 0;
    options.onStep = [&](const StepReport &report) { stop = report.step >= step; };
    options.shouldStop = [&] { return stop; };
    Session fresh = session();
    expectError(CNN_RUNTIME_INTERRUPTED, concatenateStep(step),
                [&] { Trainer(fresh, *training, &*test, options).run(); });
  }
  static std::string concatenateStep(uint64_t step) {
    return "interrupted after step " + std::to_string(step) + "; ";
  }

  /// A log without the column of images per second.
  static std::string withoutRates(const std::string &log) {
    std::string kept;
    int column = 0;
    for (char character : log) {
      column = character == '\n' ? 0 : column + (character == ',');
      if (column != 4)
        kept += character;
    }
    return kept;
  }

  std::optional<Dataset> training, test;
  TrainingOptions options;
};

TEST_F(TrainerTest, Learns) {
  Session fresh = session();
  std::vector<EpochReport> reports;
  options.onEpoch = [&](const EpochReport &report) { reports.push_back(report); };
  Trainer trainer(fresh, *training, &*test, options);
  trainer.run();
  ASSERT_EQ(reports.size(), 4u);
  EXPECT_EQ(reports[0].step, 7u);
  EXPECT_EQ(reports[3].step, 25u);
  EXPECT_LT(reports[3].loss, 0.5 * reports[0].loss);
  EXPECT_GT(*reports[3].trainAccuracy, 0.9);
  EXPECT_GT(*reports[3].testAccuracy, 0.9);
  EXPECT_EQ(evaluate(fresh, *test)->accuracy(), *reports[3].testAccuracy);
}

TEST_F(TrainerTest, GivesTheSameBitsForTheSameSeed) {
  std::vector<std::vector<uint8_t>> first = train(options);
  EXPECT_EQ(train(options), first);
  options.seed = 6;
  EXPECT_NE(train(options), first);
}

TEST_F(TrainerTest, SetsTheLearningRate) {
  options.learningRate = 0.25f;
  EXPECT_EQ(*reinterpret_cast<float *>(train(options)[fake::LearningRate].data()), 0.25f);
}

TEST_F(TrainerTest, ResumesToTheSameBits) {
  options.log = path("whole.csv");
  std::vector<std::vector<uint8_t>> whole = train(options);
  options.checkpoint = path("c");
  options.log = path("parts.csv");
  // In the middle of an epoch, at the start, and where an epoch just ended.
  for (uint64_t step : {0, 10, 7, 24}) {
    options.resume = false;
    interruptAfter(step, options);
    options.resume = true;
    EXPECT_EQ(train(options), whole) << "interrupted after step " << step;
    EXPECT_EQ(withoutRates(readText(path("parts.csv"))), withoutRates(readText(path("whole.csv"))));
  }
}

TEST_F(TrainerTest, ResumesTwice) {
  std::vector<std::vector<uint8_t>> whole = train(options);
  options.checkpoint = path("c");
  interruptAfter(3, options);
  options.resume = true;
  interruptAfter(18, options);
  options.seed.reset(); // the checkpoint knows it
  EXPECT_EQ(train(options), whole);
}

TEST_F(TrainerTest, ContinuesAFinishedTrainingWithMoreEpochs) {
  std::vector<std::vector<uint8_t>> whole = train(options);
  options.checkpoint = path("c");
  options.epochs = 2;
  train(options);
  options.resume = true;
  options.epochs = 4;
  EXPECT_EQ(train(options), whole);
  Session fresh = session();
  EXPECT_FALSE(Trainer(fresh, *training, &*test, options).run()) << "nothing is left to do";
}

TEST_F(TrainerTest, SavesEverySoManySteps) {
  options.checkpoint = path("c");
  options.checkpointEvery = 4;
  options.checkpointEpochs = false;
  train(options);
  Parameters parameters(Model::attach(&fake_model));
  EXPECT_EQ(loadCheckpoint(path("c"), parameters).step, 24u);
}

TEST_F(TrainerTest, StopsWithoutACheckpoint) {
  interruptAfter(3, options);
  EXPECT_FALSE(std::filesystem::exists(path("c")));
}

TEST_F(TrainerTest, StopsAtALossThatIsNotANumber) {
  options.checkpoint = path("c");
  setenv("FAKE_MODEL_NAN_STEP", "9", 1);
  expectError(CNN_RUNTIME_DIVERGED,
              "the loss became NaN at step 9 (epoch 2); try a smaller learning rate; " + path("c") +
                  " keeps the state after step 7",
              [&] { train(options); });
  setenv("FAKE_MODEL_NAN_STEP", "1", 1);
  options.checkpoint.clear();
  expectError(CNN_RUNTIME_DIVERGED, "the loss became NaN at step 1 (epoch 1)",
              [&] { train(options); });
  unsetenv("FAKE_MODEL_NAN_STEP");
  Parameters parameters(Model::attach(&fake_model));
  EXPECT_EQ(loadCheckpoint(path("c"), parameters).step, 7u);
}

TEST_F(TrainerTest, KeepsTheCheckpointWhenAnUpdateGoesWrong) {
  options.checkpoint = path("c");
  options.checkpointEvery = 1;
  options.epochs = 1;
  train(options);
  std::string before = readText(path("c"));
  options.resume = true;
  options.epochs = 2;
  options.learningRate = std::numeric_limits<float>::infinity(); // the loss of step 8 is still finite
  expectError(CNN_RUNTIME_DIVERGED,
              "at step 8 (epoch 2); try a smaller learning rate; " + path("c") +
                  " keeps the state after step 7",
              [&] { train(options); });
  EXPECT_EQ(readText(path("c")), before);
}

TEST_F(TrainerTest, TheLastUpdateMustBeFiniteToo) {
  writeDataset(folder, "train", 16); // one step
  training.emplace(Dataset::read(folder, Dataset::Split::Train));
  options.epochs = 1;
  options.learningRate = std::numeric_limits<float>::infinity();
  expectError(CNN_RUNTIME_DIVERGED, "parameter 'dense.weight' became", [&] { train(options); });
}

TEST_F(TrainerTest, KeepsTheCheckpointOnAFullDisk) {
  options.checkpoint = path("c");
  options.epochs = 1;
  train(options);
  std::string before = readText(path("c"));
  options.epochs = 2;
  {
    FileSizeLimit limit(1000);
    expectError(CNN_RUNTIME_FILE_FAILED, "c: cannot be written: File too large",
                [&] { train(options); });
  }
  EXPECT_EQ(readText(path("c")), before);
}

TEST_F(TrainerTest, RefusesACheckpointOfAnotherTraining) {
  options.checkpoint = path("c");
  train(options);
  options.resume = true;
  options.seed = 6;
  expectError(CNN_RUNTIME_MISMATCH,
              path("c") + ": the checkpoint was made with seed 5, cannot continue with 6",
              [&] { train(options); });
  options.seed = 5;
  writeDataset(folder, "train", 50);
  training.emplace(Dataset::read(folder, Dataset::Split::Train));
  expectError(CNN_RUNTIME_MISMATCH, "a number of training images of 100, cannot continue with 50",
              [&] { train(options); });
  options.checkpoint.clear();
  expectError(CNN_RUNTIME_INVALID_ARGUMENT, "to resume, give the checkpoint to resume from",
              [&] { train(options); });
}

TEST_F(TrainerTest, RefusesLabelsOutOfRange) {
  writeBytes(path("train-labels-idx1-ubyte"), idxBytes({100}, std::string(100, '\7')));
  training.emplace(Dataset::read(folder, Dataset::Split::Train));
  expectError(CNN_RUNTIME_MISMATCH, "label 7 of image 0 is out of range: the model has 4 classes",
              [&] { train(options); });
}

TEST_F(TrainerTest, TrainsWithABatchLargerThanTheData) {
  writeDataset(folder, "train", 5);
  training.emplace(Dataset::read(folder, Dataset::Split::Train));
  std::vector<uint64_t> epochs, shown;
  options.onEpoch = [&](const EpochReport &report) { epochs.push_back(report.epoch); };
  options.onStep = [&](const StepReport &report) { shown.push_back(report.epoch); };
  options.checkpoint = path("c");
  options.log = path("log.csv");
  options.epochs = 7; // 35 samples, three steps; 48 samples are nine epochs and more
  train(options);
  EXPECT_THAT(epochs, testing::ElementsAre(3, 6, 7));
  EXPECT_THAT(shown, testing::ElementsAre(1, 4, 7));
  EXPECT_THAT(readText(path("log.csv")), testing::HasSubstr("\n7,3,"));
  Parameters parameters(Model::attach(&fake_model));
  EXPECT_EQ(loadCheckpoint(path("c"), parameters).epoch, 7u);

  options.resume = true;
  options.epochs = 9;
  Session fresh = session();
  Trainer finished(fresh, *training, &*test, options);
  EXPECT_FALSE(finished.run()) << "the third step held nine epochs";
  EXPECT_EQ(finished.state().epoch, 9u);

  options.checkpoint = path("other");
  options.resume = false;
  epochs.clear();
  train(options);
  options.epochs = 20; // 100 samples, seven steps
  options.resume = true;
  std::vector<std::vector<uint8_t>> resumed = train(options);
  EXPECT_THAT(epochs, testing::ElementsAre(3, 6, 9, 12, 16, 19, 20));
  options.resume = false;
  EXPECT_EQ(train(options), resumed);
}

TEST_F(TrainerTest, RefusesAnUnfitTrainStep) {
  cnn_entry_info entries[2] = {fake_model.entries[0], fake_model.entries[1]};
  entries[1].output_count = 0;
  cnn_model model = fake_model;
  model.entries = entries;
  Session other(Parameters(Model::attach(&model)), 1);
  expectError(CNN_RUNTIME_INVALID_MODEL, "found 2 inputs and no loss",
              [&] { Trainer(other, *training, nullptr, options); });
}

TEST_F(TrainerTest, RefusesAFixedLearningRate) {
  cnn_model model = fake_model;
  model.parameter_count = fake::LearningRate;
  Session other(Parameters(Model::attach(&model)), 1);
  options.learningRate = 0.5f;
  expectError(CNN_RUNTIME_MISMATCH, "has no parameter 'training.learning_rate'",
              [&] { Trainer(other, *training, nullptr, options).run(); });
}

} // namespace
