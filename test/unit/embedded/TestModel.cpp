//===- TestModel.cpp - A model made by hand -------------------------------===//

#include "TestModel.h"

#include <gtest/gtest.h>

static int runBody(void *context, uint8_t *arena, uint8_t *parameters, const void *const *inputs,
                   void *const *) {
  return (*static_cast<const Body *>(inputs[0]))(context, arena, parameters);
}

const cnn_model &testModel() {
  static const int64_t permutedShape[] = {2, 3, 40, 5}, vectorShape[] = {10},
                       matrixShape[] = {200, 300}, inputShape[] = {1};
  static const int32_t permutedOrder[] = {1, 3, 0, 2}, transposed[] = {1, 0}, identity[] = {0};
  static const cnn_parameter_info parameters[parameterCount] = {
      {{"permuted", CNN_FLOAT32, 4, permutedShape, 4800}, 0, permutedOrder, 0, 1,
       CNN_INITIALIZER_NORMAL, 1.0, 2.0, 7},
      {{"constant", CNN_FLOAT32, 1, vectorShape, 40}, 4864, identity, 0, 1,
       CNN_INITIALIZER_CONSTANT, 0.5, 0.0, 0},
      {{"uniform", CNN_FLOAT32, 2, matrixShape, 240000}, 4992, transposed, 0, 1,
       CNN_INITIALIZER_UNIFORM, -1.0, 3.0, 8},
      {{"normal", CNN_FLOAT32, 2, matrixShape, 240000}, 244992, transposed, 0, 1,
       CNN_INITIALIZER_NORMAL, -2.0, 0.5, 9},
      {{"counter", CNN_INT64, 0, nullptr, 8}, 484992, nullptr, 0, 0, CNN_INITIALIZER_CONSTANT, 3.0,
       0.0, 0}};
  static const cnn_tensor_info input = {"image", CNN_FLOAT32, 1, inputShape, 4};
  static const cnn_launch_info launches[] = {{"kernel_0", "conv1 + relu", "", 10, 20},
                                             {"kernel_1", "dense", "", 30, 40}};
  static const cnn_entry_info entries[] = {
      {"infer", 1, 0, 1, 0, &input, nullptr, 4096, 2, launches, runBody},
      {"train_step", 1, 1, 1, 0, &input, nullptr, 4096, 2, launches, runBody}};
  static const cnn_model model = [] {
    cnn_model result{};
    result.abi_version = CNN_MODEL_ABI_VERSION;
    result.batch = 1;
    result.name = "test";
    result.target = "x86-64";
    result.entry_count = 2;
    result.entries = entries;
    result.parameter_count = parameterCount;
    result.parameters = parameters;
    result.parameter_bytes = 485000;
    result.arena_bytes = 4096;
    return result;
  }();
  return model;
}

const cnn_model &imageModel() {
  alignas(128) static float image[] = {1, 3, 2, 4};
  static const int64_t shape[] = {2, 2};
  static const int32_t transposed[] = {1, 0};
  static const cnn_parameter_info parameter = {
      {"weights", CNN_FLOAT32, 2, shape, 16}, 0, transposed, 0, 1, CNN_INITIALIZER_IMAGE, 0, 0, 0};
  static const cnn_model model = [] {
    cnn_model result = testModel();
    result.name = "image";
    result.entry_count = 1;
    result.parameter_count = 1;
    result.parameters = &parameter;
    result.parameter_bytes = result.image_bytes = sizeof image;
    result.image = reinterpret_cast<uint8_t *>(image);
    return result;
  }();
  return model;
}

Parameters makeParameters(const cnn_model &model) {
  cnn_parameters *parameters = nullptr;
  EXPECT_EQ(cnn_embedded_create_parameters(&model, &parameters), CNN_OK);
  return Parameters(parameters);
}

Session makeSession(const cnn_model &model, cnn_parameters *parameters, uint32_t threads) {
  cnn_session *session = nullptr;
  EXPECT_EQ(cnn_embedded_create_session(&model, parameters, threads, &session), CNN_OK);
  return Session(session);
}

cnn_status run(cnn_session *session, const Body &body) {
  const void *inputs[] = {&body};
  return cnn_embedded_run(session, 0, inputs, nullptr);
}

std::vector<float> valuesOf(const cnn_parameters *parameters, const cnn_model &model,
                            uint32_t index) {
  uint64_t bytes = model.parameters[index].tensor.bytes;
  std::vector<float> values(bytes / sizeof(float));
  EXPECT_EQ(cnn_embedded_get_parameter(parameters, index, values.data(), bytes), CNN_OK);
  return values;
}
