//===- Clock.h - Monotonic time ---------------------------------*- C++ -*-===//

#ifndef CNN_RUNTIME_EMBEDDED_CLOCK_H
#define CNN_RUNTIME_EMBEDDED_CLOCK_H

#include <cstdint>
#include <ctime>

namespace cnn::runtime::embedded {

/// Nanoseconds since some fixed moment; never goes back.
inline uint64_t nanoseconds() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return uint64_t(time.tv_sec) * 1000000000u + uint64_t(time.tv_nsec);
}

} // namespace cnn::runtime::embedded

#endif // CNN_RUNTIME_EMBEDDED_CLOCK_H
