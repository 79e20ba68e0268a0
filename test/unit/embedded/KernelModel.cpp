//===- KernelModel.cpp - A model object made by hand ----------------------===//
//
// Linked with kernels and the embedded runtime into a shared object, exactly as
// cnnc links a model: nothing but the C library is there.
//
//===----------------------------------------------------------------------===//

#include "KernelModel.h"
#include "runtime/embedded/EmbeddedModel.h"

#include <HalideRuntime.h>

extern "C" {
int nested_kernel(void *context, halide_buffer_t *in, halide_buffer_t *out);
int checked_kernel(void *context, halide_buffer_t *in, halide_buffer_t *out);
int required_kernel(void *context, halide_buffer_t *in, int32_t divisor, halide_buffer_t *out);
}

/// A dense buffer of `rows` rows over `data`.
static void describe(halide_buffer_t &buffer, halide_dimension_t *dimensions, const void *data,
                     int rows) {
  dimensions[0] = {0, kernelColumns, 1, 0};
  dimensions[1] = {0, rows, kernelColumns, 0};
  buffer.host = static_cast<uint8_t *>(const_cast<void *>(data));
  buffer.type = {halide_type_float, 32, 1};
  buffer.dimensions = 2;
  buffer.dim = dimensions;
}

template <typename Kernel>
static int launch(void *context, int inputRows, const void *const *inputs, void *const *outputs,
                  Kernel kernel) {
  halide_buffer_t in = {}, out = {};
  halide_dimension_t inDimensions[2], outDimensions[2];
  describe(in, inDimensions, inputs[0], inputRows);
  describe(out, outDimensions, outputs[0], kernelRows);
  if (int status = kernel(context, &in, &out))
    return status;
  cnn_embedded_launched(context, 0);
  return 0;
}

static int runNested(void *context, uint8_t *, uint8_t *, const void *const *inputs,
                     void *const *outputs) {
  return launch(context, kernelRows + 1, inputs, outputs, nested_kernel);
}

/// Gives the kernel one row less than it reads.
static int runChecked(void *context, uint8_t *, uint8_t *, const void *const *inputs,
                      void *const *outputs) {
  return launch(context, kernelRows, inputs, outputs, checked_kernel);
}

static int runRequired(void *context, uint8_t *, uint8_t *, const void *const *inputs,
                       void *const *outputs) {
  return launch(context, kernelRows + 1, inputs, outputs,
                [](void *context, halide_buffer_t *in, halide_buffer_t *out) {
                  return required_kernel(context, in, 2, out);
                });
}

static const int64_t inputShape[] = {kernelRows + 1, kernelColumns};
static const int64_t outputShape[] = {kernelRows, kernelColumns};
static const cnn_tensor_info input = {"in", CNN_FLOAT32, 2, inputShape,
                                      (kernelRows + 1) * kernelColumns * 4};
static const cnn_tensor_info output = {"out", CNN_FLOAT32, 2, outputShape,
                                       kernelRows * kernelColumns * 4};
static const cnn_launch_info launches[] = {{"kernel", "layer", 1, 1}};
static const cnn_entry_info entries[] = {
    {"nested", 1, 1, &input, &output, 0, 1, launches, runNested},
    {"checked", 1, 1, &input, &output, 0, 1, launches, runChecked},
    {"required", 1, 1, &input, &output, 0, 1, launches, runRequired}};

extern "C" [[gnu::visibility("default")]] const cnn_model cnn_model_table;
extern "C" const cnn_model cnn_model_table = {
    CNN_MODEL_ABI_VERSION, 1, "kernels", "x86-64", "test", 3, 0, entries, nullptr, 0, 0, nullptr, 0,
    cnn_embedded_create_parameters, cnn_embedded_destroy_parameters, cnn_embedded_get_parameter,
    cnn_embedded_set_parameter, cnn_embedded_create_session, cnn_embedded_destroy_session,
    cnn_embedded_set_threads, cnn_embedded_set_executor, cnn_embedded_set_observer,
    cnn_embedded_run, cnn_embedded_last_error};
