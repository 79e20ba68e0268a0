//===- ErrorsTest.cpp - Messages and codes of kernels' errors -------------===//

#include "TestModel.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

/// Runs an entry that fails with `error`, and returns the code and the message
/// without its place.
static std::pair<int, std::string> report(const std::function<int(void *)> &error) {
  static Parameters parameters = makeParameters(testModel());
  static Session session = makeSession(testModel(), parameters.get(), 1);
  int code = 0;
  EXPECT_EQ(run(session.get(),
                [&](void *context, uint8_t *, uint8_t *) { return code = error(context); }),
            CNN_KERNEL_FAILED);
  std::string message = cnn_embedded_last_error(session.get());
  const std::string place = "test: infer: kernel kernel_0 (conv1 + relu): ";
  EXPECT_EQ(message.substr(0, place.size()), place);
  return {code, message.substr(std::min(place.size(), message.size()))};
}

#define EXPECT_REPORT(CODE, MESSAGE, NAME, ...)                                                    \
  EXPECT_EQ(report([](void *context) {                                                             \
              return halide_error_##NAME(context __VA_OPT__(, ) __VA_ARGS__);                      \
            }),                                                                                    \
            (std::pair<int, std::string>(CODE, MESSAGE)))

TEST(Errors, Buffers) {
  EXPECT_REPORT(-3, "x: expected elements of type float32, found uint8x4", bad_type, "x",
                1u | 8u << 8 | 4u << 16, 2u | 32u << 8 | 1u << 16);
  EXPECT_REPORT(-43, "x: expected 4 dimensions, found 3", bad_dimensions, "x", 3, 4);
  EXPECT_REPORT(-4, "x: dimension 1 holds [0, 9], but [-1, 10] is accessed",
                access_out_of_bounds, "x", 1, -1, 10, 0, 9);
  EXPECT_REPORT(-5, "buffer x: expected at most 7 bytes, found 8", buffer_allocation_too_large, "x",
                8, 7);
  EXPECT_REPORT(-6, "buffer x: expected at most 7 elements, found 8", buffer_extents_too_large, "x",
                8, 7);
  EXPECT_REPORT(-28, "buffer x: expected an extent of dimension 2 of at least 0, found -1",
                buffer_extents_negative, "x", 2, -1);
  EXPECT_REPORT(-12, "buffer x: the argument is null", buffer_argument_is_null, "x");
  EXPECT_REPORT(-38, "copy: the buffer is null", buffer_is_null, "copy");
  EXPECT_REPORT(-34, "x: its memory is null", host_is_null, "x");
  EXPECT_REPORT(-24, "x: expected memory aligned to 64 bytes", unaligned_host_ptr, "x", 64);
  EXPECT_REPORT(-11, "out of memory for a kernel's scratch", out_of_memory);
}

TEST(Errors, Arguments) {
  EXPECT_REPORT(-7, "x: dimension 0 is constrained to [0, 3], but [1, 5] is required",
                constraints_make_required_region_smaller, "x", 0, 0, 4, 1, 5);
  EXPECT_REPORT(-8, "x.stride.0: expected 1 = 1, found 2", constraint_violated, "x.stride.0", 2,
                "1", 1);
  EXPECT_REPORT(-9, "argument p: expected at least 3, found -2", param_too_small_i64, "p", -2, 3);
  EXPECT_REPORT(-9, "argument p: expected at least 3, found 2", param_too_small_u64, "p", 2, 3);
  EXPECT_REPORT(-9, "argument p: expected at least 0.5, found 0.25", param_too_small_f64, "p", 0.25,
                0.5);
  EXPECT_REPORT(-10, "argument p: expected at most 3, found 4", param_too_large_i64, "p", 4, 3);
  EXPECT_REPORT(-10, "argument p: expected at most 3, found 4", param_too_large_u64, "p", 4, 3);
  EXPECT_REPORT(-10, "argument p: expected at most 0.5, found 1", param_too_large_f64, "p", 1.0,
                0.5);
  EXPECT_REPORT(-27, "requirement n > 0 failed: no images", requirement_failed, "n > 0",
                "no images");
  EXPECT_REPORT(-31, "no specialisation applies: n", specialize_fail, "n");
}

TEST(Errors, Schedules) {
  EXPECT_REPORT(-99, "stage s: bounds inference failed with status -99",
                bounds_inference_call_failed, "s", -99);
  EXPECT_REPORT(-99, "stage s failed with status -99", extern_stage_failed, "s", -99);
  EXPECT_REPORT(-2, "f: x is bounded by [0, 3], but [0, 4] is required", explicit_bounds_too_small,
                "f", "x", 0, 3, 0, 4);
  EXPECT_REPORT(-25, "f: y is folded, but not accessed monotonically over loop g.y", bad_fold, "f",
                "y", "g.y");
  EXPECT_REPORT(-35, "f: [1, 5] of dimension 2 does not lie in [0, 3], as folding by 4 requires",
                bad_extern_fold, "f", 2, 1, 5, 0, 4);
  EXPECT_REPORT(-26, "f: y is folded by 2, but loop g.y needs 3 values at once",
                fold_factor_too_small, "f", "y", 2, "g.y", 3);
  EXPECT_REPORT(-45, "f: x is stored for 2 values, but needs 3", storage_bound_too_small, "f", "x",
                2, 3);
  EXPECT_REPORT(-46, "f: x is split into xo and xi by t*2: expected a positive factor, found 0",
                split_factor_not_positive, "f", "x", "xo", "xi", "t*2", 0);
  EXPECT_REPORT(-47, "f: compiled for a vector scale of 2, found 1", vscale_invalid, "f", 1, 2);
  EXPECT_REPORT(-13, "f: cannot write f.mat (status 5)", debug_to_file_failed, "f", "f.mat", 5);
}

TEST(Errors, Devices) {
  EXPECT_REPORT(-19, "a buffer lies on a device without an interface", no_device_interface);
  EXPECT_REPORT(-36, "a buffer has a device interface but no device", device_interface_no_device);
  EXPECT_REPORT(-37, "a buffer was changed on the host and on the device", host_and_device_dirty);
  EXPECT_REPORT(-44, "buffer x was changed on a device, but the kernel runs on the host",
                device_dirty_with_no_device_support, "x");
  EXPECT_REPORT(-41, "a buffer on a device cannot be cropped", device_crop_failed);
}

TEST(Errors, PiecesOfText) {
  char buffer[32], *end = buffer + sizeof buffer;
  char *next = halide_string_to_string(buffer, end, "p = ");
  next = halide_int64_to_string(next, end, -7, 1);
  next = halide_string_to_string(next, end, ", ");
  next = halide_uint64_to_string(next, end, 7, 3);
  next = halide_string_to_string(next, end, ", ");
  next = halide_double_to_string(next, end, 2.5, 0);
  EXPECT_STREQ(buffer, "p = -7, 007, 2.500000");
  next = halide_string_to_string(next, end, "and more than there is room for");
  EXPECT_EQ(next, end - 1);
  EXPECT_EQ(strlen(buffer), 31u);
}
