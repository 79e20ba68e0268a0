//===- CApiTest.cpp - The C interface of the runtime ----------------------===//
#include "FakeModel.h"
#include "TestFiles.h"

#include <thread>

extern "C" const char *openMissingModelFromC(int *status); // in HeadersTest.c

namespace {

class CApiTest : public FileTest {
protected:
  CApiTest() {
    writeDataset(folder, "train", 100);
    writeDataset(folder, "t10k", 37);
    EXPECT_EQ(cnn_network_open(FAKE_MODEL, 1, &network), CNN_RUNTIME_OK);
    EXPECT_EQ(cnn_dataset_open(folder.c_str(), "train", &training), CNN_RUNTIME_OK);
    EXPECT_EQ(cnn_dataset_open(folder.c_str(), "test", &test), CNN_RUNTIME_OK);
  }
  ~CApiTest() override {
    cnn_dataset_close(training);
    cnn_dataset_close(test);
    cnn_network_close(network);
  }

  cnn_network *network = nullptr;
  cnn_dataset *training = nullptr, *test = nullptr;
};

TEST_F(CApiTest, TrainsEvaluatesSavesAndInfers) {
  cnn_training_options options = {};
  options.epochs = 4;
  options.test = test;
  std::vector<cnn_epoch> epochs;
  options.user_data = &epochs;
  options.on_epoch = [](void *data, const cnn_epoch *epoch) {
    static_cast<std::vector<cnn_epoch> *>(data)->push_back(*epoch);
  };
  ASSERT_EQ(cnn_network_train(network, training, &options), CNN_RUNTIME_OK)
      << cnn_runtime_last_error();
  ASSERT_EQ(epochs.size(), 4u);

  cnn_evaluation evaluation = {};
  ASSERT_EQ(cnn_network_evaluate(network, test, &evaluation), CNN_RUNTIME_OK);
  EXPECT_EQ(evaluation.count, 37u);
  EXPECT_GT(evaluation.correct, 33u);
  EXPECT_DOUBLE_EQ(epochs[3].test_accuracy, double(evaluation.correct) / 37);

  ASSERT_EQ(cnn_network_save_weights(network, path("w").c_str()), CNN_RUNTIME_OK);
  cnn_network *second = nullptr;
  ASSERT_EQ(cnn_network_attach(&fake_model, 1, &second), CNN_RUNTIME_OK);
  ASSERT_EQ(cnn_network_load_weights(second, path("w").c_str()), CNN_RUNTIME_OK);

  float images[3 * fake::pixels], outputs[3 * fake::classes];
  int32_t labels[3];
  for (uint64_t index = 0; index < 3; ++index)
    ASSERT_EQ(cnn_dataset_sample(test, second, index, images + index * fake::pixels,
                                 labels + index),
              CNN_RUNTIME_OK);
  ASSERT_EQ(cnn_network_infer(second, images, 3, outputs), CNN_RUNTIME_OK);
  for (int index = 0; index < 3; ++index)
    EXPECT_GT(outputs[index * fake::classes + labels[index]], 0.5f);
  cnn_network_close(second);
}

TEST_F(CApiTest, SharesParameters) {
  cnn_network *shared = nullptr;
  ASSERT_EQ(cnn_network_share(network, 1, &shared), CNN_RUNTIME_OK);
  float bias[] = {1, 2, 3, 4}, found[4] = {};
  ASSERT_EQ(cnn_network_set_parameter(network, "dense.bias", bias, sizeof(bias)), CNN_RUNTIME_OK);
  cnn_network_close(network); // the parameters outlive the first handle
  network = nullptr;
  ASSERT_EQ(cnn_network_get_parameter(shared, "dense.bias", found, sizeof(found)), CNN_RUNTIME_OK);
  EXPECT_EQ(found[3], 4);
  cnn_network_close(shared);
}

TEST_F(CApiTest, StopsWhenAsked) {
  cnn_training_options options = {};
  options.should_stop = [](void *) { return 1; };
  std::string checkpoint = path("c");
  options.checkpoint = checkpoint.c_str();
  EXPECT_EQ(cnn_network_train(network, training, &options), CNN_RUNTIME_INTERRUPTED);
  options.should_stop = nullptr;
  options.resume = 1;
  EXPECT_EQ(cnn_network_train(network, training, &options), CNN_RUNTIME_OK);
}

TEST_F(CApiTest, ReportsErrorsOfThisThread) {
  EXPECT_EQ(cnn_network_load_weights(network, path("none").c_str()), CNN_RUNTIME_FILE_FAILED);
  EXPECT_THAT(cnn_runtime_last_error(), testing::HasSubstr("none: cannot be opened"));
  std::thread([] { EXPECT_STREQ(cnn_runtime_last_error(), ""); }).join();

  EXPECT_EQ(cnn_network_open(nullptr, 1, &network), CNN_RUNTIME_INVALID_ARGUMENT);
  EXPECT_STREQ(cnn_runtime_last_error(), "cnn_network_open: a pointer is null");
  cnn_dataset *none = nullptr;
  EXPECT_EQ(cnn_dataset_open(folder.c_str(), "validation", &none), CNN_RUNTIME_INVALID_ARGUMENT);
  EXPECT_STREQ(cnn_runtime_last_error(), "expected the split 'train' or 'test', found 'validation'");
  float value = 0;
  EXPECT_EQ(cnn_network_get_parameter(network, "dense.bias", &value, 4),
            CNN_RUNTIME_INVALID_ARGUMENT);
  EXPECT_EQ(cnn_network_run(network, "predict", nullptr, nullptr), CNN_RUNTIME_INVALID_ARGUMENT);
  int32_t label = 0;
  EXPECT_EQ(cnn_dataset_sample(test, network, 37, &value, &label), CNN_RUNTIME_INVALID_ARGUMENT);
  EXPECT_STREQ(cnn_runtime_last_error(), "expected a sample below 37, found 37");
}

TEST(CApi, CutsLongMessages) {
  cnn_network *network = nullptr;
  std::string name(5000, 'x');
  EXPECT_EQ(cnn_network_open(name.c_str(), 1, &network), CNN_RUNTIME_FILE_FAILED);
  EXPECT_EQ(std::string(cnn_runtime_last_error()), std::string(4095, 'x'));
}

TEST_F(CApiTest, ExceptionsOfCallbacksDoNotPass) {
  cnn_training_options options = {};
  options.should_stop = [](void *) -> int { throw 1; };
  EXPECT_EQ(cnn_network_train(network, training, &options), CNN_RUNTIME_INVALID_ARGUMENT);
  EXPECT_STREQ(cnn_runtime_last_error(), "an unknown failure");
}

TEST_F(CApiTest, RefusesMoreImagesThanMemoryHolds) {
  float value = 0;
  for (uint64_t count : {UINT64_MAX, UINT64_MAX / fake::pixels / 4 + 1})
    EXPECT_EQ(cnn_network_infer(network, &value, count, &value), CNN_RUNTIME_INVALID_ARGUMENT);
}

TEST(CApi, IsUsableFromC) {
  int status = CNN_RUNTIME_OK;
  EXPECT_STREQ(openMissingModelFromC(&status), "no-such-model.so: no such file");
  EXPECT_EQ(status, CNN_RUNTIME_FILE_FAILED);
}

} // namespace
