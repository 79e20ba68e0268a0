//===- TuningDatabase.h - Measured schedules on disk --------------------===//

#ifndef CNNC_COMPILER_TUNING_TUNINGDATABASE_H
#define CNNC_COMPILER_TUNING_TUNINGDATABASE_H

#include "compiler/Schedules/Choices.h"
#include "compiler/Schedules/Target.h"
#include "dialects/Halide/HalideDialect.h"

namespace cnnc {

/// Microseconds of a kernel, by the cost model's schedule and by the measured one.
struct TuningTimes {
  double before, after;
};

/// What is known of a kernel.
struct Tuning {
  std::string name; // of the kernel in the model that was tuned, for readers
  Choices choices;  // that replace the cost model's; none where that is the best or nothing is decided
  TuningTimes alone{0, 0};               // with operands that no cache holds
  std::optional<TuningTimes> inSequence; // in a run of the whole model
  /// What is faster alone, the fastest first, until a run of the whole model has decided among them.
  std::vector<Choices> contenders;
  unsigned threads = 0;
  std::string processor, compiler;

  /// Whether there is nothing left to measure.
  bool isFinished() const { return contenders.empty(); }
};

/// The tunings of one target in a JSON file, each under a digest of the kernel's algorithm and types: kernels of
/// several models that compute the same share one.
class TuningDatabase {
public:
  /// The tunings in `file`; none where there is no file. The error names the place of what is no database or
  /// belongs to another target.
  static llvm::Expected<TuningDatabase> load(llvm::StringRef file, const Target &target);
  /// tuning-<target>.json beside the cache of kernels; empty if there is no home.
  static std::string getDefaultFile(const Target &target);
  /// The key of a kernel, whatever its schedule and name.
  static std::string getKey(halide::KernelOp kernel, const Target &target);

  const Tuning *find(llvm::StringRef key) const;
  /// Adds or replaces a tuning, and writes the file beside its place and renames it. What others have written
  /// since is kept.
  llvm::Error insert(llvm::StringRef key, Tuning tuning);

private:
  TuningDatabase(llvm::StringRef file, const Target &target) : file(file), target(target) {}

  std::string file;
  Target target;
  std::map<std::string, Tuning> tunings;
};

} // namespace cnnc

#endif
