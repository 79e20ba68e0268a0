//===- HalideInterface.h - What generated kernels call ----------*- C++ -*-===//
//
// Kernels are compiled with Halide's target features `no_runtime` and
// `user_context`: they call the C functions below and expect whoever links them
// to define them. They are declared here again, instead of including Halide's
// own header, because the runtime must build without Halide and end up in
// objects that need nothing but the C library.
//
// The user context that travels through every call is a cnn::runtime::embedded::Context.
//
//===----------------------------------------------------------------------===//

#ifndef CNN_RUNTIME_EMBEDDED_HALIDEINTERFACE_H
#define CNN_RUNTIME_EMBEDDED_HALIDEINTERFACE_H

#include <cstddef>
#include <cstdint>

namespace cnn::runtime::embedded {

/// The values of Halide's halide_error_code_t that the runtime returns.
enum HalideError : int {
  genericError = -1,
  explicitBoundsTooSmall = -2,
  badType = -3,
  accessOutOfBounds = -4,
  bufferAllocationTooLarge = -5,
  bufferExtentsTooLarge = -6,
  constraintsMakeRequiredRegionSmaller = -7,
  constraintViolated = -8,
  parameterTooSmall = -9,
  parameterTooLarge = -10,
  outOfMemory = -11,
  bufferArgumentIsNull = -12,
  debugToFileFailed = -13,
  noDeviceInterface = -19,
  unalignedHostPointer = -24,
  badFold = -25,
  foldFactorTooSmall = -26,
  requirementFailed = -27,
  bufferExtentsNegative = -28,
  specializeFail = -31,
  hostIsNull = -34,
  badExternFold = -35,
  deviceInterfaceNoDevice = -36,
  hostAndDeviceDirty = -37,
  bufferIsNull = -38,
  deviceCropFailed = -41,
  badDimensions = -43,
  deviceDirtyWithNoDeviceSupport = -44,
  storageBoundTooSmall = -45,
  splitFactorNotPositive = -46,
  vscaleInvalid = -47
};

/// The bits of Halide's halide_target_feature_t that depend on the processor.
enum HalideFeature : unsigned {
  featureSSE41 = 5,
  featureAVX = 6,
  featureAVX2 = 7,
  featureAVXVNNI = 8,
  featureFMA = 9,
  featureFMA4 = 10,
  featureF16C = 11,
  featureAVX512 = 40,
  featureAVX512KnightsLanding = 41,
  featureAVX512Skylake = 42,
  featureAVX512CannonLake = 43,
  featureAVX512Zen4 = 44,
  featureAVX512Zen5 = 45,
  featureAVX512SapphireRapids = 46
};

} // namespace cnn::runtime::embedded

extern "C" {

typedef int (*halide_task_t)(void *context, int index, uint8_t *closure);

// Executor.cpp
int halide_do_par_for(void *context, halide_task_t task, int min, int size, uint8_t *closure);
int halide_do_task(void *context, halide_task_t task, int index, uint8_t *closure);

// Scratch.cpp
void *halide_malloc(void *context, size_t bytes);
void halide_free(void *context, void *pointer);

// Processor.cpp
int halide_can_use_target_features(int count, const uint64_t *features);

// Text.cpp: pieces of a message, written at `begin`; each returns its end.
char *halide_string_to_string(char *begin, char *end, const char *value);
char *halide_double_to_string(char *begin, char *end, double value, int scientific);
char *halide_int64_to_string(char *begin, char *end, int64_t value, int digits);
char *halide_uint64_to_string(char *begin, char *end, uint64_t value, int digits);

// Errors.cpp. `type` arguments are the bits of a halide_type_t.
void halide_error(void *context, const char *message);
int halide_error_bounds_inference_call_failed(void *context, const char *stage, int result);
int halide_error_extern_stage_failed(void *context, const char *stage, int result);
int halide_error_explicit_bounds_too_small(void *context, const char *function,
                                           const char *variable, int minBound, int maxBound,
                                           int minRequired, int maxRequired);
int halide_error_bad_type(void *context, const char *buffer, uint32_t type, uint32_t expected);
int halide_error_bad_dimensions(void *context, const char *buffer, int32_t rank, int32_t expected);
int halide_error_access_out_of_bounds(void *context, const char *buffer, int dimension,
                                      int minTouched, int maxTouched, int minValid, int maxValid);
int halide_error_buffer_allocation_too_large(void *context, const char *buffer, uint64_t bytes,
                                             uint64_t limit);
int halide_error_buffer_extents_negative(void *context, const char *buffer, int dimension,
                                         int extent);
int halide_error_buffer_extents_too_large(void *context, const char *buffer, int64_t elements,
                                          int64_t limit);
int halide_error_constraints_make_required_region_smaller(void *context, const char *buffer,
                                                          int dimension, int constrainedMin,
                                                          int constrainedExtent, int requiredMin,
                                                          int requiredExtent);
int halide_error_constraint_violated(void *context, const char *variable, int value,
                                     const char *constrained, int constrainedValue);
int halide_error_param_too_small_i64(void *context, const char *name, int64_t value, int64_t min);
int halide_error_param_too_small_u64(void *context, const char *name, uint64_t value,
                                     uint64_t min);
int halide_error_param_too_small_f64(void *context, const char *name, double value, double min);
int halide_error_param_too_large_i64(void *context, const char *name, int64_t value, int64_t max);
int halide_error_param_too_large_u64(void *context, const char *name, uint64_t value,
                                     uint64_t max);
int halide_error_param_too_large_f64(void *context, const char *name, double value, double max);
int halide_error_out_of_memory(void *context);
int halide_error_buffer_argument_is_null(void *context, const char *buffer);
int halide_error_debug_to_file_failed(void *context, const char *function, const char *file,
                                      int code);
int halide_error_unaligned_host_ptr(void *context, const char *buffer, int alignment);
int halide_error_host_is_null(void *context, const char *buffer);
int halide_error_bad_fold(void *context, const char *function, const char *variable,
                          const char *loop);
int halide_error_bad_extern_fold(void *context, const char *function, int dimension, int min,
                                 int extent, int validMin, int factor);
int halide_error_fold_factor_too_small(void *context, const char *function, const char *variable,
                                       int factor, const char *loop, int requiredExtent);
int halide_error_requirement_failed(void *context, const char *condition, const char *message);
int halide_error_specialize_fail(void *context, const char *message);
int halide_error_no_device_interface(void *context);
int halide_error_device_interface_no_device(void *context);
int halide_error_host_and_device_dirty(void *context);
int halide_error_buffer_is_null(void *context, const char *routine);
int halide_error_device_dirty_with_no_device_support(void *context, const char *buffer);
int halide_error_storage_bound_too_small(void *context, const char *function,
                                         const char *variable, int provided, int required);
int halide_error_device_crop_failed(void *context);
int halide_error_split_factor_not_positive(void *context, const char *function,
                                           const char *original, const char *outer,
                                           const char *inner, const char *factorText, int factor);
int halide_error_vscale_invalid(void *context, const char *function, int runtimeScale,
                                int compiledScale);
}

#endif // CNN_RUNTIME_EMBEDDED_HALIDEINTERFACE_H
