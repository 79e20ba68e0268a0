//===- WeightsTest.cpp - Parameters in safetensors files ------------------===//
#include "FakeModel.h"
#include "TestFiles.h"
#include "runtime/Training/Checkpoint.h"
#include "runtime/Weights.h"

#include <map>

using namespace cnn::runtime;
using testing::ElementsAre;

namespace {

class WeightsTest : public FileTest {
protected:
  Parameters parameters{Model::attach(&fake_model)};

  void setBias(float value) {
    std::vector<float> values(fake::classes, value);
    parameters.write(fake::Bias, values.data(), 4 * values.size());
  }
  float bias() {
    return *reinterpret_cast<const float *>(parameters.read(fake::Bias).data());
  }
  Safetensors weights() { return collectParameters(parameters, ParameterSet::Weights); }
  void expectMismatch(const std::string &message, const Safetensors &contents) {
    writeSafetensors(path("w"), contents);
    setBias(7);
    expectError(CNN_RUNTIME_MISMATCH, path("w") + ": " + message,
                [&] { loadWeights(parameters, path("w")); });
    EXPECT_EQ(bias(), 7) << "nothing may change on an error";
  }
};

TEST_F(WeightsTest, SavesWhatInferenceNeeds) {
  setBias(3);
  saveWeights(parameters, path("w"));
  std::vector<std::string> names;
  for (const auto &[name, tensor] : readSafetensors(path("w")).tensors)
    names.push_back(name);
  EXPECT_THAT(names, ElementsAre("dense.bias", "dense.weight"));
  setBias(0);
  loadWeights(parameters, path("w"));
  EXPECT_EQ(bias(), 3);
}

TEST_F(WeightsTest, LoadsTheWeightsOfACheckpoint) {
  setBias(3);
  saveCheckpoint(path("c"), parameters, {});
  setBias(0);
  loadWeights(parameters, path("c"));
  EXPECT_EQ(bias(), 3);
}

TEST_F(WeightsTest, ReportsAMissingTensor) {
  Safetensors contents = weights();
  contents.tensors.erase("dense.weight");
  expectMismatch("expected tensor 'dense.weight' float32[64, 4] of model 'fake', found none of "
                 "this name",
                 contents);
}

TEST_F(WeightsTest, ReportsAnotherShapeOrType) {
  Safetensors contents = weights();
  contents.tensors["dense.weight"] = Tensor(CNN_FLOAT32, {4, 64});
  expectMismatch("tensor 'dense.weight': expected float32[64, 4] for model 'fake', found "
                 "float32[4, 64]",
                 contents);
  contents.tensors["dense.weight"] = Tensor(CNN_INT32, {64, 4});
  expectMismatch("tensor 'dense.weight': expected float32[64, 4] for model 'fake', found "
                 "int32[64, 4]",
                 contents);
}

TEST_F(WeightsTest, ReportsAnUnknownTensor) {
  Safetensors contents = weights();
  contents.tensors["conv.weight"] = Tensor(CNN_FLOAT32, {2});
  expectMismatch("tensor 'conv.weight' float32[2] is no parameter of model 'fake'", contents);
}

TEST_F(WeightsTest, KeepsTheOldFileOnAFullDisk) {
  setBias(3);
  saveWeights(parameters, path("w"));
  std::string before = readText(path("w"));
  setBias(4);
  {
    FileSizeLimit limit(500);
    expectError(CNN_RUNTIME_FILE_FAILED, "File too large; the file that was there is kept",
                [&] { saveWeights(parameters, path("w")); });
  }
  EXPECT_EQ(readText(path("w")), before);
  expectError(CNN_RUNTIME_FILE_FAILED, "/dev/full: cannot be written: No space left on device",
              [&] { saveWeights(parameters, "/dev/full"); });
}

} // namespace
