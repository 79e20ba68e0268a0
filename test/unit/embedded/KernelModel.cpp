//===- KernelModel.cpp - A model object made by hand ----------------------===//
//
// Linked with a kernel and the embedded runtime into a shared object, exactly as
// cnnc links a model: nothing but the C library is there.
//
//===----------------------------------------------------------------------===//

#include "KernelModel.h"
#include "runtime/embedded/EmbeddedModel.h"

#include <HalideRuntime.h>

extern "C" int nested_kernel(void *context, halide_buffer_t *in, halide_buffer_t *out);

/// A dense buffer of `rows` rows over `data`.
static void describe(halide_buffer_t &buffer, halide_dimension_t *dimensions, const void *data,
                     int columns, int rows) {
  dimensions[0] = {0, columns, 1, 0};
  dimensions[1] = {0, rows, columns, 0};
  buffer.host = static_cast<uint8_t *>(const_cast<void *>(data));
  buffer.type = {halide_type_float, 32, 1};
  buffer.dimensions = 2;
  buffer.dim = dimensions;
}

template <int columns>
static int runNested(void *context, uint8_t *, uint8_t *, const void *const *inputs,
                     void *const *outputs) {
  halide_buffer_t in = {}, out = {};
  halide_dimension_t inDimensions[2], outDimensions[2];
  describe(in, inDimensions, inputs[0], columns, kernelRows + 1);
  describe(out, outDimensions, outputs[0], columns, kernelRows);
  if (int status = nested_kernel(context, &in, &out))
    return status;
  cnn_embedded_launched(context, 0);
  return 0;
}

static const int64_t inputShape[] = {kernelRows + 1, kernelColumns};
static const int64_t outputShape[] = {kernelRows, kernelColumns};
static const cnn_tensor_info input = {"in", CNN_FLOAT32, 2, inputShape,
                                      (kernelRows + 1) * kernelColumns * 4};
static const cnn_tensor_info output = {"out", CNN_FLOAT32, 2, outputShape,
                                       kernelRows * kernelColumns * 4};
static const cnn_launch_info launches[] = {{"kernel", "layer", "", 1, 1}};
// The second entry claims columns that the tensors do not have: its scratch takes 604 MB, and it may
// only be run where those cannot be had.
static const cnn_entry_info entries[] = {
    {"nested", 1, 0, 1, 1, &input, &output, 0, 1, launches, runNested<kernelColumns>},
    {"wide", 1, 0, 1, 1, &input, &output, 0, 1, launches, runNested<1 << 24>}};

extern "C" [[gnu::visibility("default")]] const cnn_model cnn_model_table;
extern "C" const cnn_model cnn_model_table = {
    CNN_MODEL_ABI_VERSION, 1, "kernels", "x86-64", "test", 2, 0, entries, nullptr, 0, 0, nullptr, 0,
    nullptr, cnn_embedded_get_usable, cnn_embedded_create_parameters, cnn_embedded_destroy_parameters,
    cnn_embedded_get_parameter,
    cnn_embedded_set_parameter, cnn_embedded_create_session, cnn_embedded_destroy_session,
    cnn_embedded_set_threads, cnn_embedded_set_executor, cnn_embedded_set_observer,
    cnn_embedded_run, cnn_embedded_infer, cnn_embedded_last_error};
