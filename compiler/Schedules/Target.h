//===- Target.h - The machines that kernels are generated for -----------===//

#ifndef CNNC_COMPILER_SCHEDULES_TARGET_H
#define CNNC_COMPILER_SCHEDULES_TARGET_H

#include "mlir/Support/LLVM.h"
#include "llvm/Support/Error.h"
#include <string>

namespace cnnc {

/// What schedules need to know of a machine.
struct Target {
  enum class Kind { Cpu, Cuda, OpenCL };

  std::string name;             // as --target takes it
  Kind kind = Kind::Cpu;
  int64_t vectorFloats = 8;     // floats in a vector register
  int64_t vectorRegisters = 16; // architectural vector registers
  int64_t cores = 2;            // threads to plan parallelism for

  bool isGpu() const { return kind != Kind::Cpu; }

  /// "host", "x86-64-v3", "x86-64-v4", "cuda" or "opencl"; an error names the ones there are. Host is the best
  /// of the CPU targets that this machine runs.
  static llvm::Expected<Target> parse(llvm::StringRef name);
};

} // namespace cnnc

#endif
