//===- ModelTest.cpp - Loading compiled models ----------------------------===//
#include "FakeModel.h"
#include "TestFiles.h"
#include "runtime/Model.h"
#include "runtime/Session.h"

#include <filesystem>

using namespace cnn::runtime;

namespace {

using ModelTest = FileTest;

TEST_F(ModelTest, LoadsASharedObject) {
  Model model = Model::load(FAKE_MODEL);
  EXPECT_EQ(model.name(), "fake");
  EXPECT_EQ(model.entryIndex("train_step"), fake::TrainStep);
  EXPECT_EQ(model.parameterIndex("dense.bias"), fake::Bias);
  EXPECT_EQ(model.classCount(), 4);
}

TEST_F(ModelTest, LoadsANameWithoutAFolder) {
  std::filesystem::copy_file(FAKE_MODEL, path("bare.so"));
  std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder);
  EXPECT_EQ(Model::load("bare.so").name(), "fake");
  std::filesystem::current_path(before);
}

TEST_F(ModelTest, ReportsWhatIsNoModel) {
  expectError(CNN_RUNTIME_FILE_FAILED, "none.so: no such file", [&] { Model::load(path("none.so")); });
  expectError(CNN_RUNTIME_FILE_FAILED, folder + ": not a regular file", [&] { Model::load(folder); });
  writeBytes(path("text.so"), "no shared object");
  expectError(CNN_RUNTIME_INVALID_MODEL,
              "text.so: expected a compiled model (a shared object), found another kind of file",
              [&] { Model::load(path("text.so")); });
}

TEST_F(ModelTest, ReportsATruncatedObject) {
  std::string bytes = readText(FAKE_MODEL);
  for (size_t length : {100ul, bytes.size() / 2, bytes.size() - 1}) {
    writeBytes(path("short.so"), bytes.substr(0, length));
    expectError(CNN_RUNTIME_INVALID_MODEL, "short.so: the file is truncated",
                [&] { Model::load(path("short.so")); });
  }
}

TEST_F(ModelTest, ReportsAnObjectOfAnotherKind) {
  std::string bytes = readText(FAKE_MODEL);
  bytes[16] = 1; // relocatable
  writeBytes(path("object.so"), bytes);
  expectError(CNN_RUNTIME_INVALID_MODEL, "object.so: expected a 64-bit shared object",
              [&] { Model::load(path("object.so")); });
}

TEST_F(ModelTest, ReportsAnObjectWithoutTheSymbol) {
  std::string bytes = readText(FAKE_MODEL);
  // Renames the symbol in the string table.
  for (size_t place = 0; (place = bytes.find(std::string("\0cnn_model\0", 11), place)) !=
                         std::string::npos;)
    bytes[place + 1] = 'd';
  writeBytes(path("other.so"), bytes);
  try {
    Model::load(path("other.so"));
    ADD_FAILURE() << "loaded";
  } catch (const std::exception &error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("exports no symbol 'cnn_model'"));
  }
}

TEST_F(ModelTest, ReportsAnotherVersionOfTheInterface) {
  cnn_model other = fake_model;
  other.abi_version = 77;
  expectError(CNN_RUNTIME_INVALID_MODEL,
              "m.so: expected version 4 of the binary interface, found version 77",
              [&] { Model::attach(&other, "m.so"); });
  expectError(CNN_RUNTIME_INVALID_ARGUMENT, "the model is null", [] { Model::attach(nullptr); });
}

TEST_F(ModelTest, ReportsMissingEntriesAndParameters) {
  Model model = Model::attach(&fake_model);
  expectError(CNN_RUNTIME_INVALID_ARGUMENT,
              "model 'fake': expected an entry 'predict', found infer, train_step",
              [&] { model.entryIndex("predict"); });
  expectError(CNN_RUNTIME_INVALID_ARGUMENT, "model 'fake' has no parameter 'dense.scale'",
              [&] { model.parameterIndex("dense.scale"); });
  cnn_model inference = fake_model;
  inference.entry_count = 1;
  expectError(CNN_RUNTIME_INVALID_ARGUMENT,
              "expected an entry 'train_step', found infer; compile the model with --train",
              [&] { Model::attach(&inference).entryIndex("train_step"); });
}

TEST_F(ModelTest, KnowsTrainingState) {
  Model model = Model::attach(&fake_model);
  EXPECT_TRUE(model.isTrainingState("training.step"));
  EXPECT_TRUE(model.isTrainingState("dense.weight.velocity"));
  EXPECT_TRUE(model.isTrainingState("dense.bias.first_moment"));
  EXPECT_FALSE(model.isTrainingState("dense.weight"));
  EXPECT_FALSE(model.isTrainingState("other.velocity"));
}

TEST_F(ModelTest, AModelForAnotherMachineCanBeReadButNotRun) {
  cnn_model other = fake_model;
  other.target = "x86-64-v9";
  other.create_session = [](const cnn_model *, cnn_parameters *, uint32_t, cnn_session **) {
    return CNN_DEVICE_FAILED;
  };
  Model model = Model::attach(&other);
  EXPECT_EQ(model.classCount(), 4);
  expectError(CNN_RUNTIME_DEVICE_FAILED,
              "model 'fake' for x86-64-v9: cannot create a session of 2 threads and 8192 bytes: this "
              "machine cannot run its target; compile it with --target=host",
              [&] { Session(Parameters(model), 2); });
}

TEST_F(ModelTest, PassesOnTheMessageOfAFailedRun) {
  Session session(Parameters(Model::attach(&fake_model)), 1);
  std::vector<float> images(fake::batch * fake::pixels);
  std::vector<int32_t> labels(fake::batch, 9);
  float loss;
  int32_t correct;
  const void *inputs[] = {images.data(), labels.data()};
  void *outputs[] = {&loss, &correct};
  expectError(CNN_RUNTIME_KERNEL_FAILED,
              "model 'fake': entry 'train_step' failed: label 9 is out of range",
              [&] { session.run(fake::TrainStep, inputs, outputs); });
}

TEST_F(ModelTest, ParametersAreSharedAndChecked) {
  Parameters parameters(Model::attach(&fake_model));
  Session session(parameters, 1);
  EXPECT_TRUE(parameters.setScalar("training.learning_rate", 0.5f));
  EXPECT_FALSE(parameters.setScalar("training.rate", 0.5f));
  float rate = 0;
  session.parameters().read(fake::LearningRate, &rate, sizeof(rate));
  EXPECT_EQ(rate, 0.5f);
  expectError(CNN_RUNTIME_INVALID_MODEL,
              "expected parameter 'training.learning_rate' to be one int32, found float32[]",
              [&] { parameters.setScalar("training.learning_rate", int32_t(1)); });
  expectError(CNN_RUNTIME_INVALID_ARGUMENT,
              "parameter 'dense.bias' cannot be set: it has 16 bytes, the source 4",
              [&] { parameters.write(fake::Bias, &rate, 4); });
}

} // namespace
