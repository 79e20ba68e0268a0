//===- Disturbance.h - Whether others use the processors ----------------===//

#ifndef CNNC_COMPILER_TUNING_DISTURBANCE_H
#define CNNC_COMPILER_TUNING_DISTURBANCE_H

#include <cstdint>

namespace cnnc {

/// How long the threads of this process have waited, ready to run, for a processor that others had, in
/// nanoseconds; always 0 where the system does not say.
uint64_t getWaitedNanoseconds();

/// What is measured goes on longer by this factor until enough runs were quiet.
constexpr double patience = 4.0;

/// Measurements of one thing: those of quiet runs count, and the others only where there are too few.
class QuietMinimum {
public:
  void add(double time, bool quiet) {
    double &least = quiet ? leastQuiet : leastDisturbed;
    least = time < least ? time : least;
    quietRuns += quiet;
  }
  bool isQuiet() const { return quietRuns >= enough; }
  double get() const { return isQuiet() || leastQuiet < leastDisturbed ? leastQuiet : leastDisturbed; }

private:
  static constexpr int enough = 5;
  double leastQuiet = 1e300, leastDisturbed = 1e300;
  int quietRuns = 0;
};

} // namespace cnnc

#endif
