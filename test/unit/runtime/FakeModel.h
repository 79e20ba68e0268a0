//===- FakeModel.h - A model written by hand ------------------------------===//
//
// A linear classifier of 8x8 gray images into four classes, in batches of 16,
// with softmax, dropout on the image, cross-entropy and SGD with momentum. It
// stands in for a compiled model wherever only the runtime is tested.
//
// Environment variables make it misbehave: FAKE_MODEL_NAN_STEP gives a loss of
// NaN at that step, FAKE_MODEL_STEP_MILLISECONDS makes each step last so long.
//
//===----------------------------------------------------------------------===//
#ifndef CNN_TEST_UNIT_RUNTIME_FAKEMODEL_H
#define CNN_TEST_UNIT_RUNTIME_FAKEMODEL_H

#include "cnn/model.h"

namespace fake {

inline constexpr int batch = 16, side = 8, pixels = side * side, classes = 4;

/// The numbers of the model's entries and parameters.
enum Entry : uint32_t { Infer, TrainStep, EntryCount };
enum Parameter : uint32_t {
  Weight,
  Bias,
  WeightVelocity,
  BiasVelocity,
  Seed,
  Step,
  LearningRate,
  ParameterCount
};

} // namespace fake

/// The model's table, as an application that links it would see it.
extern "C" const cnn_model fake_model;

#endif
