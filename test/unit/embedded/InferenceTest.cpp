//===- InferenceTest.cpp - Inference on any number of images --------------===//

#include "TestModel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <numeric>
#include <string>

using testing::ElementsAre;
using testing::IsEmpty;

namespace {

/// An image is three numbers; the result is their sum and that of `offsets`, an
/// input which is the same for all. What ran, and how many of its images were
/// not zero, is written down.
struct Ran {
  int batch, images;
  bool operator==(const Ran &) const = default;
};
std::vector<Ran> ran;

template <int batch>
int runBatch(void *, uint8_t *, uint8_t *, const void *const *inputs, void *const *outputs) {
  auto *images = static_cast<const float *>(inputs[0]);
  auto *offsets = static_cast<const float *>(inputs[1]);
  ran.push_back({batch, 0});
  for (int n = 0; n < batch; ++n, images += 3) {
    float sum = images[0] + images[1] + images[2];
    ran.back().images += sum != 0;
    static_cast<float *>(outputs[0])[n] = sum + offsets[0] + offsets[1];
  }
  return 0;
}

/// Inference compiled for some batches, the first being the largest.
class BatchModel {
public:
  BatchModel(std::vector<int> batches, bool batchedOutput = true) {
    static const int64_t two[] = {2};
    for (int batch : batches) {
      bool largest = batch == batches.front();
      shapes.push_back({batch, 3});
      names.push_back(largest ? "infer" : "infer_" + std::to_string(batch));
      uint64_t images = uint64_t(batch);
      tensors.push_back({{{"images", CNN_FLOAT32, 2, shapes.back().data(), images * 12},
                         {"offsets", CNN_FLOAT32, 1, two, 8},
                         {"sums", CNN_FLOAT32, 1, batchedOutput ? shapes.back().data() : two, images * 4}}});
    }
    for (size_t i = 0; i < batches.size(); ++i) {
      auto run = batches[i] == 8 ? runBatch<8> : batches[i] == 4 ? runBatch<4> : runBatch<1>;
      entries.push_back({names[i].c_str(), uint32_t(batches[i]), 0, 2, 1, tensors[i].data(),
                         tensors[i].data() + 2, 0, 0, nullptr, run});
    }
    model.batch = uint32_t(batches.front());
    model.entry_count = uint32_t(entries.size());
    model.entries = entries.data();
    model.parameter_count = 0;
    parameters = makeParameters(model);
    session = makeSession(model, parameters.get(), 1);
  }

  /// Whether the results of so many images are right.
  testing::AssertionResult infer(uint64_t images) {
    ran.clear();
    std::vector<float> in(images * 3), out(images + 1, -1.0f);
    std::iota(in.begin(), in.end(), 1.0f);
    const float offsets[] = {100, 1000};
    const void *inputs[] = {in.data(), offsets};
    void *outputs[] = {out.data()};
    if (cnn_embedded_infer(session.get(), images, inputs, outputs) != CNN_OK)
      return testing::AssertionFailure() << cnn_embedded_last_error(session.get());
    for (size_t n = 0; n < images; ++n)
      if (out[n] != 9 * float(n) + 6 + 1100)
        return testing::AssertionFailure() << "image " << n << ": " << out[n];
    if (out[images] != -1)
      return testing::AssertionFailure() << "more images were written";
    return testing::AssertionSuccess();
  }

  // The tables point into these, so they must not move.
  std::deque<std::array<int64_t, 2>> shapes;
  std::deque<std::string> names;
  std::deque<std::array<cnn_tensor_info, 3>> tensors;
  std::vector<cnn_entry_info> entries;
  cnn_model model = testModel();
  Parameters parameters;
  Session session;
};

} // namespace

TEST(BatchInference, TakesTheLargestThatFits) {
  BatchModel model({8, 1, 4});
  EXPECT_TRUE(model.infer(5));
  EXPECT_THAT(ran, ElementsAre(Ran{4, 4}, Ran{1, 1}));
  EXPECT_TRUE(model.infer(22));
  EXPECT_THAT(ran, ElementsAre(Ran{8, 8}, Ran{8, 8}, Ran{4, 4}, Ran{1, 1}, Ran{1, 1}));
  EXPECT_TRUE(model.infer(8));
  EXPECT_THAT(ran, ElementsAre(Ran{8, 8}));
  EXPECT_TRUE(model.infer(1));
  EXPECT_THAT(ran, ElementsAre(Ran{1, 1}));
  EXPECT_TRUE(model.infer(0));
  EXPECT_THAT(ran, IsEmpty());
}

TEST(BatchInference, FillsUpTheSmallestWithZeros) {
  BatchModel model({8, 4});
  EXPECT_TRUE(model.infer(15));
  EXPECT_THAT(ran, ElementsAre(Ran{8, 8}, Ran{4, 4}, Ran{4, 3}));
  EXPECT_TRUE(model.infer(2)); // no images of the last call are left
  EXPECT_THAT(ran, ElementsAre(Ran{4, 2}));
  BatchModel one({8});
  EXPECT_TRUE(one.infer(3));
  EXPECT_THAT(ran, ElementsAre(Ran{8, 3}));
}

TEST(BatchInference, AnOutputOfAnotherExtentTakesTheBatchOnly) {
  BatchModel model({4}, /*batchedOutput=*/false);
  EXPECT_TRUE(model.infer(4));
  EXPECT_STREQ(model.infer(5).message(),
               "test: infer: expected 4 images, since the first extent of output 'sums' is not their "
               "number, found 5");
}

TEST(BatchInference, WrongArgumentsAreNamed) {
  BatchModel model({4, 1});
  float value = 0;
  const void *inputs[] = {&value, nullptr};
  void *outputs[] = {&value};
  EXPECT_EQ(cnn_embedded_infer(model.session.get(), 3, inputs, outputs), CNN_INVALID_ARGUMENT);
  EXPECT_STREQ(cnn_embedded_last_error(model.session.get()), "test: infer_1: input 1 (offsets) is null");
  EXPECT_EQ(cnn_embedded_infer(model.session.get(), 3, nullptr, outputs), CNN_INVALID_ARGUMENT);
  EXPECT_EQ(cnn_embedded_infer(nullptr, 3, inputs, outputs), CNN_INVALID_ARGUMENT);

  cnn_model other = testModel();
  other.entries += 1; // only train_step
  other.entry_count = 1;
  Parameters parameters = makeParameters(other);
  Session session = makeSession(other, parameters.get(), 1);
  EXPECT_EQ(cnn_embedded_infer(session.get(), 3, inputs, outputs), CNN_INVALID_ARGUMENT);
  EXPECT_STREQ(cnn_embedded_last_error(session.get()), "test: there is no entry 'infer'");
}
