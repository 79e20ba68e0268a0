//===- InferenceTest.cpp - Inference on any number of samples -------------===//
#include "FakeModel.h"
#include "TestFiles.h"
#include "runtime/Inference.h"
#include "runtime/Training/Evaluator.h"

#include <cmath>

using namespace cnn::runtime;

namespace {

class InferenceTest : public FileTest {
protected:
  Session session{Parameters(Model::attach(&fake_model)), 1};

  InferenceTest() {
    // Each class's weight lies on one corner, so the brightest corner wins.
    std::vector<float> weight(fake::pixels * fake::classes);
    for (int y = 0; y < 8; ++y)
      for (int x = 0; x < 8; ++x)
        weight[(y * 8 + x) * 4 + (y >= 4) * 2 + (x >= 4)] = 1;
    session.parameters().write(fake::Weight, weight.data(), 4 * weight.size());
  }

  static Tensor images(int64_t count) {
    Tensor tensor(CNN_FLOAT32, {count, 1, 8, 8});
    for (size_t index = 0; index < tensor.data.size() / 4; ++index)
      tensor.as<float>()[index] = static_cast<float>(index * 37 % 101) / 101;
    return tensor;
  }
};

TEST_F(InferenceTest, GivesTheSameForAnyNumberOfSamples) {
  Inference inference(session);
  Tensor all = inference.run({images(40)})[0];
  EXPECT_EQ(all.shape, (Shape{40, 4}));
  for (int64_t count : {1, 15, 16, 17, 32, 0}) {
    Tensor some = inference.run({images(count)})[0];
    EXPECT_EQ(some.shape, (Shape{count, 4}));
    EXPECT_TRUE(std::equal(some.data.begin(), some.data.end(), all.data.begin())) << count;
  }
}

TEST_F(InferenceTest, RefusesOtherInputs) {
  Inference inference(session);
  expectError(CNN_RUNTIME_MISMATCH,
              "input 'images': expected float32[16, 1, 8, 8] (with any first extent), found "
              "float32[16, 8, 8]",
              [&] { inference.run({Tensor(CNN_FLOAT32, {16, 8, 8})}); });
  expectError(CNN_RUNTIME_MISMATCH, "found uint8[16, 1, 8, 8]",
              [&] { inference.run({Tensor(CNN_UINT8, {16, 1, 8, 8})}); });
  expectError(CNN_RUNTIME_INVALID_ARGUMENT, "expected 1 inputs, found 0",
              [&] { inference.run({}); });
}

TEST_F(InferenceTest, RefusesModelsThatAreNoClassifiers) {
  cnn_entry_info entry = fake_model.entries[fake::Infer];
  entry.input_count = 2;
  cnn_tensor_info twice[] = {entry.inputs[0], entry.inputs[0]};
  entry.inputs = twice;
  cnn_model model = fake_model;
  model.entries = &entry;
  model.entry_count = 1;
  Session other(Parameters(Model::attach(&model)), 1);
  expectError(CNN_RUNTIME_MISMATCH, "model 'fake': expected a classifier",
              [&] { Inference(other).requireClassifier(); });
}

TEST_F(InferenceTest, EvaluatesEverySampleOnce) {
  writeDataset(folder, "t10k", 37); // two batches and five samples
  Dataset dataset = Dataset::read(folder, Dataset::Split::Test);
  std::vector<uint64_t> seen;
  uint64_t right = 0;
  Evaluation evaluation = *evaluate(session, dataset, nullptr, [&](uint64_t sample, int64_t label) {
    seen.push_back(sample);
    right += label == dataset.label(sample);
  });
  EXPECT_EQ(evaluation.count, 37u);
  EXPECT_EQ(evaluation.correct, 37u); // the corners differ clearly
  EXPECT_EQ(right, 37u);
  EXPECT_EQ(seen.size(), 37u);
  EXPECT_EQ(seen.back(), 36u);
}

TEST_F(InferenceTest, EvaluationCountsErrors) {
  writeDataset(folder, "t10k", 20);
  std::string labels = idxBytes({20}, std::string(20, '\0')); // every fourth is right
  writeBytes(path("t10k-labels-idx1-ubyte"), labels);
  EXPECT_EQ(evaluate(session, Dataset::read(folder, Dataset::Split::Test))->correct, 5u);
}

TEST_F(InferenceTest, EvaluationRefusesOutputsThatAreNoNumbers) {
  writeDataset(folder, "t10k", 20);
  float bias[] = {0, NAN, 0, 0};
  session.parameters().write(fake::Bias, bias, sizeof(bias));
  expectError(CNN_RUNTIME_DIVERGED, "image 0: the model's output is not finite; its weights may be of",
              [&] { evaluate(session, Dataset::read(folder, Dataset::Split::Test)); });
}

TEST_F(InferenceTest, EvaluationStopsAndChecksLabels) {
  writeDataset(folder, "t10k", 20);
  Dataset dataset = Dataset::read(folder, Dataset::Split::Test);
  EXPECT_FALSE(evaluate(session, dataset, [] { return true; }));
  writeBytes(path("t10k-labels-idx1-ubyte"), idxBytes({20}, std::string(20, '\4')));
  expectError(CNN_RUNTIME_MISMATCH, "label 4 of image 0 is out of range: the model has 4 classes",
              [&] { evaluate(session, Dataset::read(folder, Dataset::Split::Test)); });
}

} // namespace
