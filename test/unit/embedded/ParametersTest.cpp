//===- ParametersTest.cpp -------------------------------------------------===//

#include "TestModel.h"
#include "runtime/Random.h"
#include "runtime/embedded/Parameters.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

static double mean(const std::vector<float> &values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
}

static double deviation(const std::vector<float> &values) {
  double center = mean(values), sum = 0;
  for (float value : values)
    sum += (value - center) * (value - center);
  return std::sqrt(sum / double(values.size()));
}

TEST(Parameters, InitialValuesFollowFromSeedAndLogicalIndex) {
  Parameters parameters = makeParameters(testModel());
  std::vector<float> values = valuesOf(parameters.get(), testModel(), permuted);
  ASSERT_EQ(values.size(), 1200u);
  for (size_t i = 0; i < values.size(); ++i)
    ASSERT_EQ(values[i], cnn::runtime::normalValue(7, i, 1.0, 2.0)) << i;
}

TEST(Parameters, ConstantsOfEveryRank) {
  Parameters parameters = makeParameters(testModel());
  EXPECT_EQ(valuesOf(parameters.get(), testModel(), constant), std::vector<float>(10, 0.5f));
  int64_t value = 0;
  EXPECT_EQ(cnn_embedded_get_parameter(parameters.get(), counter, &value, 8), CNN_OK);
  EXPECT_EQ(value, 3);
}

TEST(Parameters, DistributionsHaveTheirMoments) {
  Parameters parameters = makeParameters(testModel());
  // 60,000 values: the mean's standard error is deviation / 245.
  std::vector<float> values = valuesOf(parameters.get(), testModel(), uniform);
  EXPECT_NEAR(mean(values), 1.0, 0.02);
  EXPECT_NEAR(deviation(values), 4.0 / std::sqrt(12.0), 0.02);
  EXPECT_GE(*std::min_element(values.begin(), values.end()), -1.0f);
  EXPECT_LT(*std::max_element(values.begin(), values.end()), 3.0f);

  values = valuesOf(parameters.get(), testModel(), normal);
  EXPECT_NEAR(mean(values), -2.0, 0.01);
  EXPECT_NEAR(deviation(values), 0.5, 0.01);
  auto within = std::count_if(values.begin(), values.end(),
                              [](float value) { return std::abs(value + 2.0f) < 0.5f; });
  EXPECT_NEAR(double(within) / 60000.0, 0.6827, 0.01);
}

TEST(Parameters, SeedsDiffer) {
  Parameters first = makeParameters(testModel()), second = makeParameters(testModel());
  EXPECT_EQ(valuesOf(first.get(), testModel(), normal),
            valuesOf(second.get(), testModel(), normal));

  cnn_parameter_info infos[parameterCount];
  std::copy_n(testModel().parameters, parameterCount, infos);
  infos[normal].seed = 10;
  cnn_model other = testModel();
  other.parameters = infos;
  Parameters third = makeParameters(other);
  EXPECT_NE(valuesOf(first.get(), testModel(), normal), valuesOf(third.get(), other, normal));
}

TEST(Parameters, StoredFormIsThePermutation) {
  Parameters parameters = makeParameters(testModel());
  std::vector<float> values(1200);
  std::iota(values.begin(), values.end(), 0.0f);
  ASSERT_EQ(cnn_embedded_set_parameter(parameters.get(), permuted, values.data(), 4800), CNN_OK);

  // Logical (a, b, c, d) of {2, 3, 40, 5} is stored as (b, d, a, c).
  auto *stored = reinterpret_cast<const float *>(parameters->block.load());
  for (int b = 0; b < 3; ++b)
    for (int d = 0; d < 5; ++d)
      for (int a = 0; a < 2; ++a)
        for (int c = 0; c < 40; ++c)
          ASSERT_EQ(stored[((b * 5 + d) * 2 + a) * 40 + c],
                    values[size_t(((a * 3 + b) * 40 + c) * 5 + d)]);
  EXPECT_EQ(valuesOf(parameters.get(), testModel(), permuted), values);
  // The neighbour is untouched.
  EXPECT_EQ(valuesOf(parameters.get(), testModel(), constant), std::vector<float>(10, 0.5f));
}

TEST(Parameters, EveryOrderOfFourDimensionsRoundTrips) {
  const int64_t shape[] = {3, 1, 35, 33};
  int32_t order[] = {0, 1, 2, 3};
  std::vector<uint8_t> values(3 * 35 * 33), back(values.size());
  for (size_t i = 0; i < values.size(); ++i)
    values[i] = uint8_t(i * 7);
  do {
    cnn_parameter_info info = {{"p", CNN_UINT8, 4, shape, values.size()}, 0, order, 0, 1,
                               CNN_INITIALIZER_CONSTANT, 0, 0, 0};
    cnn_model model = testModel();
    model.parameters = &info;
    model.parameter_count = 1;
    model.parameter_bytes = values.size();
    Parameters parameters = makeParameters(model);
    ASSERT_EQ(cnn_embedded_set_parameter(parameters.get(), 0, values.data(), values.size()),
              CNN_OK);
    ASSERT_EQ(cnn_embedded_get_parameter(parameters.get(), 0, back.data(), back.size()), CNN_OK);
    ASSERT_EQ(back, values);
    // The stored form, by its definition.
    const uint8_t *stored = parameters->block.load();
    int64_t strides[] = {35 * 33, 35 * 33, 33, 1}, at = 0;
    for (int64_t i = 0; i < shape[order[0]]; ++i)
      for (int64_t j = 0; j < shape[order[1]]; ++j)
        for (int64_t k = 0; k < shape[order[2]]; ++k)
          for (int64_t l = 0; l < shape[order[3]]; ++l)
            ASSERT_EQ(stored[at++],
                      values[size_t(i * strides[order[0]] + j * strides[order[1]] +
                                    k * strides[order[2]] + l * strides[order[3]])]);
  } while (std::next_permutation(order, order + 4));
}

TEST(Parameters, BlocksOfEveryDimensionRoundTrip) {
  const int64_t shape[] = {6, 4, 5}, strides[] = {20, 5, 1};
  std::vector<uint8_t> values(120), back(values.size());
  std::iota(values.begin(), values.end(), 0);
  for (auto [blocked, block] : {std::pair(0, 3), std::pair(0, 6), std::pair(1, 2), std::pair(2, 5), std::pair(2, 1)}) {
    int32_t order[] = {0, 1, 2, blocked};
    do {
      cnn_parameter_info info = {{"p", CNN_UINT8, 3, shape, values.size()}, 0, order, block, 1,
                                 CNN_INITIALIZER_CONSTANT, 0, 0, 0};
      cnn_model model = testModel();
      model.parameters = &info;
      model.parameter_count = 1;
      model.parameter_bytes = values.size();
      Parameters parameters = makeParameters(model);
      ASSERT_EQ(cnn_embedded_set_parameter(parameters.get(), 0, values.data(), values.size()), CNN_OK);
      ASSERT_EQ(cnn_embedded_get_parameter(parameters.get(), 0, back.data(), back.size()), CNN_OK);
      ASSERT_EQ(back, values);
      // The stored form, by its definition.
      const uint8_t *stored = parameters->block.load();
      auto extent = [&](int d) { return order[d] == blocked ? shape[blocked] / block : shape[order[d]]; };
      auto stride = [&](int d) { return strides[order[d]] * (order[d] == blocked ? block : 1); };
      int64_t at = 0;
      for (int64_t i = 0; i < extent(0); ++i)
        for (int64_t j = 0; j < extent(1); ++j)
          for (int64_t k = 0; k < extent(2); ++k)
            for (int64_t l = 0; l < block; ++l)
              ASSERT_EQ(stored[at++], values[size_t(i * stride(0) + j * stride(1) + k * stride(2) +
                                                    l * strides[blocked])]);
    } while (std::next_permutation(order, order + 3));
  }
}

TEST(Parameters, RefusesBlocksThatAreNone) {
  const int64_t shape[] = {6, 4};
  auto create = [&](int32_t block, std::vector<int32_t> order) {
    cnn_parameter_info info = {{"p", CNN_UINT8, 2, shape, 24}, 0, order.data(), block, 1,
                               CNN_INITIALIZER_CONSTANT, 0, 0, 0};
    cnn_model model = testModel();
    model.parameters = &info;
    model.parameter_count = 1;
    model.parameter_bytes = 24;
    cnn_parameters *parameters = nullptr;
    cnn_status status = cnn_embedded_create_parameters(&model, &parameters);
    cnn_embedded_destroy_parameters(parameters);
    return status;
  };
  EXPECT_EQ(create(2, {0, 1, 1}), CNN_OK);
  EXPECT_EQ(create(3, {0, 1, 1}), CNN_INVALID_ARGUMENT); // no divisor of 4
  EXPECT_EQ(create(2, {0, 0, 1}), CNN_INVALID_ARGUMENT); // no permutation
  EXPECT_EQ(create(2, {0, 1, 2}), CNN_INVALID_ARGUMENT); // no dimension
  EXPECT_EQ(create(2, {0, 1, -1}), CNN_INVALID_ARGUMENT);
  EXPECT_EQ(create(-2, {0, 1, 1}), CNN_INVALID_ARGUMENT);
}

TEST(Parameters, ImageIsSharedUntilItIsChanged) {
  const cnn_model &model = imageModel();
  Parameters first = makeParameters(model);
  EXPECT_EQ(first->block.load(), model.image);
  EXPECT_EQ(valuesOf(first.get(), model, 0), (std::vector<float>{1, 2, 3, 4}));

  const float changed[] = {5, 6, 7, 8};
  ASSERT_EQ(cnn_embedded_set_parameter(first.get(), 0, changed, sizeof changed), CNN_OK);
  EXPECT_NE(first->block.load(), model.image);
  EXPECT_EQ(valuesOf(first.get(), model, 0), (std::vector<float>{5, 6, 7, 8}));
  EXPECT_EQ(valuesOf(makeParameters(model).get(), model, 0), (std::vector<float>{1, 2, 3, 4}));
}

TEST(Parameters, ImageIsCopiedByAModelThatTrains) {
  cnn_model model = imageModel();
  model.entry_count = 2;
  Parameters parameters = makeParameters(model);
  EXPECT_NE(parameters->block.load(), model.image);
  EXPECT_EQ(valuesOf(parameters.get(), model, 0), (std::vector<float>{1, 2, 3, 4}));
}

TEST(Parameters, WrongArgumentsAreRefused) {
  Parameters parameters = makeParameters(testModel());
  float values[10] = {};
  cnn_parameters *result = parameters.get();
  EXPECT_EQ(cnn_embedded_create_parameters(nullptr, &result), CNN_INVALID_ARGUMENT);
  EXPECT_EQ(result, nullptr);
  EXPECT_EQ(cnn_embedded_create_parameters(&testModel(), nullptr), CNN_INVALID_ARGUMENT);
  EXPECT_EQ(cnn_embedded_get_parameter(nullptr, constant, values, 40), CNN_INVALID_ARGUMENT);
  EXPECT_EQ(cnn_embedded_get_parameter(parameters.get(), constant, nullptr, 40),
            CNN_INVALID_ARGUMENT);
  EXPECT_EQ(cnn_embedded_get_parameter(parameters.get(), constant, values, 39),
            CNN_INVALID_ARGUMENT);
  EXPECT_EQ(cnn_embedded_get_parameter(parameters.get(), parameterCount, values, 40),
            CNN_INVALID_ARGUMENT);
  EXPECT_EQ(cnn_embedded_set_parameter(parameters.get(), constant, values, 44),
            CNN_INVALID_ARGUMENT);
  EXPECT_EQ(cnn_embedded_set_parameter(parameters.get(), parameterCount, values, 40),
            CNN_INVALID_ARGUMENT);

  // An image that is shorter than the parameters it should hold.
  cnn_model model = imageModel();
  model.image_bytes = 12;
  EXPECT_EQ(cnn_embedded_create_parameters(&model, &result), CNN_INVALID_ARGUMENT);
  model = testModel();
  model.abi_version = CNN_MODEL_ABI_VERSION + 1;
  EXPECT_EQ(cnn_embedded_create_parameters(&model, &result), CNN_INVALID_ARGUMENT);
  model = testModel();
  model.parameter_bytes = 484999;
  EXPECT_EQ(cnn_embedded_create_parameters(&model, &result), CNN_INVALID_ARGUMENT);
}
