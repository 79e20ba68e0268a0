//===- Text.cpp - Numbers in messages of kernels --------------------------===//
//
// A kernel puts the pieces of a message together itself, through these
// functions. `end` is the last byte that may be written.
//
//===----------------------------------------------------------------------===//

#include "runtime/embedded/HalideInterface.h"

#include <cinttypes>
#include <cstdarg>
#include <cstdio>

[[gnu::format(printf, 3, 4)]] static char *append(char *begin, char *end, const char *format,
                                                  ...) {
  if (begin >= end)
    return end;
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(begin, size_t(end - begin), format, arguments);
  va_end(arguments);
  return length < 0 ? begin : length < end - begin ? begin + length : end - 1;
}

char *halide_string_to_string(char *begin, char *end, const char *value) {
  return append(begin, end, "%s", value ? value : "<null>");
}

char *halide_double_to_string(char *begin, char *end, double value, int scientific) {
  return scientific ? append(begin, end, "%e", value) : append(begin, end, "%f", value);
}

char *halide_int64_to_string(char *begin, char *end, int64_t value, int digits) {
  return append(begin, end, "%.*" PRId64, digits, value);
}

char *halide_uint64_to_string(char *begin, char *end, uint64_t value, int digits) {
  return append(begin, end, "%.*" PRIu64, digits, value);
}
