//===- Target.h - The machines that kernels are generated for -----------===//

#ifndef CNNC_COMPILER_SCHEDULES_TARGET_H
#define CNNC_COMPILER_SCHEDULES_TARGET_H

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/TargetParser/Triple.h"
#include <string>

namespace cnnc {

/// What schedules and code generation need to know of a machine. Nothing here comes from the machine that
/// compiles, but for what "host" stands for.
struct Target {
  enum class Kind { Cpu, Cuda, OpenCL };

  std::string name;             // as --target takes it
  Kind kind = Kind::Cpu;
  int64_t vectorFloats = 8;     // floats in a vector register
  int64_t vectorRegisters = 16; // vector registers for accumulators and operands
  bool hasTiles = false;        // AMX: matrix tiles of bf16
  /// Independent pieces of work from which on a loop is worth sharing among threads. It says nothing of the
  /// machine that runs the code: a schedule, and so every rounding, is the same for any number of threads.
  int64_t cores = 2;
  /// Bytes of a core's second-level cache that schedules reckon with: a small one of today's, so that what is laid out
  /// for it stays in larger ones too. As with `cores`, the machine that runs the code has no say.
  static constexpr int64_t secondLevelBytes = 512 << 10;

  /// The accumulators that stay in registers while a kernel sums (RegisterTile.h): four registers hold the operands and
  /// what the address arithmetic wants.
  int64_t accumulators() const { return vectorRegisters - 4; }
  /// The name of the target without matrix tiles.
  std::string getNameWithoutTiles() const { return llvm::StringRef(name).split('+').first.str(); }
  bool isGpu() const { return kind != Kind::Cpu; }
  /// The host's, where the target is a GPU.
  llvm::Triple getTriple() const;
  /// "x86_64" or "aarch64": the folder of the embedded runtime.
  std::string getArchitecture() const { return getTriple().getArchName().str(); }

  /// "host" or a name of the table in Target.cpp; an error names the ones there are. Host is the best of the
  /// CPU targets that this machine runs.
  static llvm::Expected<Target> parse(llvm::StringRef name);
  /// The CPU targets without matrix tiles, each x86-64 level after those that it includes.
  static std::vector<Target> getCpuTargets();
};

} // namespace cnnc

#endif
