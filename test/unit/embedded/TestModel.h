//===- TestModel.h - A model made by hand -----------------------*- C++ -*-===//

#ifndef TEST_UNIT_EMBEDDED_TESTMODEL_H
#define TEST_UNIT_EMBEDDED_TESTMODEL_H

#include "cnn/model.h"
#include "runtime/embedded/EmbeddedModel.h"
#include "runtime/embedded/HalideInterface.h"

#include <functional>
#include <memory>
#include <vector>

/// What an entry point of the test model does; a test hands it over as the
/// entry's only input.
using Body = std::function<int(void *context, uint8_t *arena, uint8_t *parameters)>;

/// A model with the entry points "infer" and "train_step", and parameters of
/// every kind.
const cnn_model &testModel();

/// Places of the test model's parameters.
enum TestParameter : uint32_t { permuted, constant, uniform, normal, counter, parameterCount };

/// A model that only infers, whose single parameter {1, 2, 3, 4}, stored
/// transposed, lies complete in the image.
const cnn_model &imageModel();

/// Runs task(context, index) for `count` indices as a kernel would. The task is a
/// lambda in the caller's frame, as a kernel's closure is: a failure leaves that
/// frame without a call of its destructors.
template <typename Task>
int parallelFor(void *context, int first, int count, const Task &task) {
  auto call = [](void *inner, int index, uint8_t *closure) -> int {
    return (*reinterpret_cast<const Task *>(closure))(inner, index);
  };
  return halide_do_par_for(context, call, first, count,
                           reinterpret_cast<uint8_t *>(const_cast<Task *>(&task)));
}

struct Deleter {
  void operator()(cnn_parameters *parameters) const {
    cnn_embedded_destroy_parameters(parameters);
  }
  void operator()(cnn_session *session) const { cnn_embedded_destroy_session(session); }
};
using Parameters = std::unique_ptr<cnn_parameters, Deleter>;
using Session = std::unique_ptr<cnn_session, Deleter>;

/// Create the object or fail the test.
Parameters makeParameters(const cnn_model &model);
Session makeSession(const cnn_model &model, cnn_parameters *parameters, uint32_t threads);

/// Runs `body` as entry 0.
cnn_status run(cnn_session *session, const Body &body);

/// The author's values of a float32 parameter.
std::vector<float> valuesOf(const cnn_parameters *parameters, const cnn_model &model,
                            uint32_t index);

#endif // TEST_UNIT_EMBEDDED_TESTMODEL_H
