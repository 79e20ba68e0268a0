//===- KernelRunner.h - Runs a kernel for some target -------------------===//

#ifndef CNNC_TEST_UNIT_SUPPORT_KERNELRUNNER_H
#define CNNC_TEST_UNIT_SUPPORT_KERNELRUNNER_H

#include "compiler/Kernels/Definition.h"
#include "compiler/Schedules/Target.h"

namespace cnnc::test {

/// A buffer of a tensor type in its stored order, as compiled kernels take it.
Halide::Buffer<> makeBuffer(mlir::RankedTensorType type);

/// The element of `buffer` at logical indices.
double getElement(const Halide::Buffer<> &buffer, mlir::RankedTensorType type, llvm::ArrayRef<int64_t> indices);
void setElement(Halide::Buffer<> &buffer, mlir::RankedTensorType type, llvm::ArrayRef<int64_t> indices, double value);

/// Why nothing compiled for the target runs here, or "".
std::string whyNotRun(const Target &target);

/// Compiles the kernel with its schedule and keeps the code. Code for this machine's architecture runs in this
/// process, with Halide's checks of every access; OpenCL code on its device; that of another architecture, as
/// cnnc would put it into a model, in an emulator.
class KernelRunner {
public:
  static mlir::FailureOr<std::unique_ptr<KernelRunner>> create(halide::KernelOp kernel, const Target &target);
  virtual ~KernelRunner() = default;

  /// Runs on `inputs` in the kernel's order and returns the results.
  std::vector<Halide::Buffer<>> run(const std::vector<Halide::Buffer<>> &inputs);
  /// Throws Halide::Error where the code fails.
  virtual void runInto(const std::vector<Halide::Buffer<>> &inputs, std::vector<Halide::Buffer<>> &outputs) = 0;

private:
  llvm::SmallVector<mlir::RankedTensorType> results;
};

/// Runs the kernel in an emulator.
mlir::FailureOr<std::unique_ptr<KernelRunner>> createEmulatedRunner(halide::KernelOp kernel, const Target &target);

} // namespace cnnc::test

#endif
