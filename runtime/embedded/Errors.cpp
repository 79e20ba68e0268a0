//===- Errors.cpp - Errors that kernels report ----------------------------===//
//
// Halide's own runtime prints and aborts; here each error leaves its message in
// the session and returns its code, which the kernel passes on.
//
//===----------------------------------------------------------------------===//

#include "runtime/embedded/HalideInterface.h"
#include "runtime/embedded/Session.h"

#include <cinttypes>

using namespace cnn::runtime::embedded;

[[gnu::format(printf, 3, 4)]] static int fail(void *context, HalideError code, const char *format,
                                              ...) {
  va_list arguments;
  va_start(arguments, format);
  sessionOf(context).kernelError.reportList(format, arguments);
  va_end(arguments);
  return code;
}

namespace {

/// A halide_type_t, printed as for example "float32" or "uint8x4".
struct TypeName {
  char text[40];

  explicit TypeName(uint32_t type) {
    const char *names[] = {"int", "uint", "float", "handle", "bfloat"};
    unsigned code = type & 0xFF, bits = type >> 8 & 0xFF, lanes = type >> 16;
    const char *name = code < 5 ? names[code] : "unknown";
    if (lanes > 1)
      snprintf(text, sizeof text, "%s%ux%u", name, bits, lanes);
    else
      snprintf(text, sizeof text, "%s%u", name, bits);
  }
};

} // namespace

void halide_error(void *context, const char *message) {
  fail(context, genericError, "%s", message);
}

//===----------------------------------------------------------------------===//
// Buffers: where a message begins with the name alone, the kernel passes it as
// "Input buffer x".
//===----------------------------------------------------------------------===//

int halide_error_bad_type(void *context, const char *buffer, uint32_t type, uint32_t expected) {
  return fail(context, badType, "%s: expected elements of type %s, found %s", buffer,
              TypeName(expected).text, TypeName(type).text);
}

int halide_error_bad_dimensions(void *context, const char *buffer, int32_t rank,
                                int32_t expected) {
  return fail(context, badDimensions, "%s: expected %d dimensions, found %d", buffer,
              expected, rank);
}

int halide_error_access_out_of_bounds(void *context, const char *buffer, int dimension,
                                      int minTouched, int maxTouched, int minValid,
                                      int maxValid) {
  return fail(context, accessOutOfBounds,
              "%s: dimension %d holds [%d, %d], but [%d, %d] is accessed", buffer,
              dimension, minValid, maxValid, minTouched, maxTouched);
}

int halide_error_buffer_allocation_too_large(void *context, const char *buffer, uint64_t bytes,
                                             uint64_t limit) {
  return fail(context, bufferAllocationTooLarge,
              "buffer %s: expected at most %" PRIu64 " bytes, found %" PRIu64, buffer, limit,
              bytes);
}

int halide_error_buffer_extents_negative(void *context, const char *buffer, int dimension,
                                         int extent) {
  return fail(context, bufferExtentsNegative,
              "buffer %s: expected an extent of dimension %d of at least 0, found %d", buffer,
              dimension, extent);
}

int halide_error_buffer_extents_too_large(void *context, const char *buffer, int64_t elements,
                                          int64_t limit) {
  return fail(context, bufferExtentsTooLarge,
              "buffer %s: expected at most %" PRId64 " elements, found %" PRId64, buffer, limit,
              elements);
}

int halide_error_buffer_argument_is_null(void *context, const char *buffer) {
  return fail(context, bufferArgumentIsNull, "buffer %s: the argument is null", buffer);
}

int halide_error_buffer_is_null(void *context, const char *routine) {
  return fail(context, bufferIsNull, "%s: the buffer is null", routine);
}

int halide_error_host_is_null(void *context, const char *buffer) {
  return fail(context, hostIsNull, "%s: its memory is null", buffer);
}

int halide_error_unaligned_host_ptr(void *context, const char *buffer, int alignment) {
  return fail(context, unalignedHostPointer,
              "%s: expected memory aligned to %d bytes", buffer, alignment);
}

int halide_error_out_of_memory(void *context) {
  return fail(context, outOfMemory, "out of memory for a kernel's scratch");
}

//===----------------------------------------------------------------------===//
// Constraints and parameters
//===----------------------------------------------------------------------===//

int halide_error_constraints_make_required_region_smaller(void *context, const char *buffer,
                                                          int dimension, int constrainedMin,
                                                          int constrainedExtent, int requiredMin,
                                                          int requiredExtent) {
  return fail(context, constraintsMakeRequiredRegionSmaller,
              "%s: dimension %d is constrained to [%d, %d], but [%d, %d] is required",
              buffer, dimension, constrainedMin, constrainedMin + constrainedExtent - 1,
              requiredMin, requiredMin + requiredExtent - 1);
}

int halide_error_constraint_violated(void *context, const char *variable, int value,
                                     const char *constrained, int constrainedValue) {
  return fail(context, constraintViolated, "%s: expected %s = %d, found %d", variable,
              constrained, constrainedValue, value);
}

int halide_error_param_too_small_i64(void *context, const char *name, int64_t value, int64_t min) {
  return fail(context, parameterTooSmall,
              "argument %s: expected at least %" PRId64 ", found %" PRId64, name, min, value);
}

int halide_error_param_too_small_u64(void *context, const char *name, uint64_t value,
                                     uint64_t min) {
  return fail(context, parameterTooSmall,
              "argument %s: expected at least %" PRIu64 ", found %" PRIu64, name, min, value);
}

int halide_error_param_too_small_f64(void *context, const char *name, double value, double min) {
  return fail(context, parameterTooSmall, "argument %s: expected at least %g, found %g", name, min,
              value);
}

int halide_error_param_too_large_i64(void *context, const char *name, int64_t value, int64_t max) {
  return fail(context, parameterTooLarge,
              "argument %s: expected at most %" PRId64 ", found %" PRId64, name, max, value);
}

int halide_error_param_too_large_u64(void *context, const char *name, uint64_t value,
                                     uint64_t max) {
  return fail(context, parameterTooLarge,
              "argument %s: expected at most %" PRIu64 ", found %" PRIu64, name, max, value);
}

int halide_error_param_too_large_f64(void *context, const char *name, double value, double max) {
  return fail(context, parameterTooLarge, "argument %s: expected at most %g, found %g", name, max,
              value);
}

int halide_error_requirement_failed(void *context, const char *condition, const char *message) {
  return fail(context, requirementFailed, "requirement %s failed: %s", condition, message);
}

int halide_error_specialize_fail(void *context, const char *message) {
  return fail(context, specializeFail, "no specialisation applies: %s", message);
}

//===----------------------------------------------------------------------===//
// Schedules whose assumptions do not hold
//===----------------------------------------------------------------------===//

int halide_error_bounds_inference_call_failed(void *context, const char *stage, int result) {
  fail(context, genericError, "stage %s: bounds inference failed with status %d", stage, result);
  return result;
}

int halide_error_extern_stage_failed(void *context, const char *stage, int result) {
  fail(context, genericError, "stage %s failed with status %d", stage, result);
  return result;
}

int halide_error_explicit_bounds_too_small(void *context, const char *function,
                                           const char *variable, int minBound, int maxBound,
                                           int minRequired, int maxRequired) {
  return fail(context, explicitBoundsTooSmall,
              "%s: %s is bounded by [%d, %d], but [%d, %d] is required", function, variable,
              minBound, maxBound, minRequired, maxRequired);
}

int halide_error_bad_fold(void *context, const char *function, const char *variable,
                          const char *loop) {
  return fail(context, badFold, "%s: %s is folded, but not accessed monotonically over loop %s",
              function, variable, loop);
}

int halide_error_bad_extern_fold(void *context, const char *function, int dimension, int min,
                                 int extent, int validMin, int factor) {
  return fail(context, badExternFold,
              "%s: [%d, %d] of dimension %d does not lie in [%d, %d], as folding by %d requires",
              function, min, min + extent - 1, dimension, validMin, validMin + factor - 1, factor);
}

int halide_error_fold_factor_too_small(void *context, const char *function, const char *variable,
                                       int factor, const char *loop, int requiredExtent) {
  return fail(context, foldFactorTooSmall,
              "%s: %s is folded by %d, but loop %s needs %d values at once", function, variable,
              factor, loop, requiredExtent);
}

int halide_error_storage_bound_too_small(void *context, const char *function,
                                         const char *variable, int provided, int required) {
  return fail(context, storageBoundTooSmall, "%s: %s is stored for %d values, but needs %d",
              function, variable, provided, required);
}

int halide_error_split_factor_not_positive(void *context, const char *function,
                                           const char *original, const char *outer,
                                           const char *inner, const char *factorText, int factor) {
  return fail(context, splitFactorNotPositive,
              "%s: %s is split into %s and %s by %s: expected a positive factor, found %d",
              function, original, outer, inner, factorText, factor);
}

int halide_error_vscale_invalid(void *context, const char *function, int runtimeScale,
                                int compiledScale) {
  return fail(context, vscaleInvalid, "%s: compiled for a vector scale of %d, found %d", function,
              compiledScale, runtimeScale);
}

int halide_error_debug_to_file_failed(void *context, const char *function, const char *file,
                                      int code) {
  return fail(context, debugToFileFailed, "%s: cannot write %s (status %d)", function, file, code);
}

//===----------------------------------------------------------------------===//
// Devices
//===----------------------------------------------------------------------===//

int halide_error_no_device_interface(void *context) {
  return fail(context, noDeviceInterface, "a buffer lies on a device without an interface");
}

int halide_error_device_interface_no_device(void *context) {
  return fail(context, deviceInterfaceNoDevice, "a buffer has a device interface but no device");
}

int halide_error_host_and_device_dirty(void *context) {
  return fail(context, hostAndDeviceDirty, "a buffer was changed on the host and on the device");
}

int halide_error_device_dirty_with_no_device_support(void *context, const char *buffer) {
  return fail(context, deviceDirtyWithNoDeviceSupport,
              "buffer %s was changed on a device, but the kernel runs on the host", buffer);
}

int halide_error_device_crop_failed(void *context) {
  return fail(context, deviceCropFailed, "a buffer on a device cannot be cropped");
}
