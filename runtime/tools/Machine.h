//===- Machine.h - What the processor could do at best ----------*- C++ -*-===//
#ifndef CNN_RUNTIME_TOOLS_MACHINE_H
#define CNN_RUNTIME_TOOLS_MACHINE_H

#include <algorithm>
#include <cstdint>

namespace cnn::runtime {

/// Two rates that bound every kernel, measured now: the clock follows the number of busy cores, and
/// on a shared machine the neighbours.
struct Machine {
  double operationsPerSecond; // float32, a multiply-add counted as two, in registers only
  double bytesPerSecond;      // read from main memory

  /// The least time of so much work. Shorter ones are possible where sums are formed with fewer
  /// operations than counted, as by Winograd's algorithm, or where the bytes come from a cache.
  double leastSeconds(uint64_t operations, uint64_t bytes) const {
    return std::max(static_cast<double>(operations) / operationsPerSecond,
                    static_cast<double>(bytes) / bytesPerSecond);
  }
};

/// Takes about a third of a second and 128 MiB. Threads: 0 means as many as the process may use.
Machine measureMachine(uint32_t threads);

} // namespace cnn::runtime

#endif
