//===- KernelRunner.h - Runs a kernel in this process -------------------===//

#ifndef CNNC_TEST_UNIT_SUPPORT_KERNELRUNNER_H
#define CNNC_TEST_UNIT_SUPPORT_KERNELRUNNER_H

#include "compiler/Kernels/Definition.h"

namespace cnnc::test {

/// A buffer of a tensor type in its stored order, as compiled kernels take it.
Halide::Buffer<> makeBuffer(mlir::RankedTensorType type);

/// The element of `buffer` at logical indices.
double getElement(const Halide::Buffer<> &buffer, mlir::RankedTensorType type, llvm::ArrayRef<int64_t> indices);
void setElement(Halide::Buffer<> &buffer, mlir::RankedTensorType type, llvm::ArrayRef<int64_t> indices, double value);

/// Compiles the kernel with its schedule and keeps the code: for this machine, or for its OpenCL
/// device when the schedule is one for a GPU.
class KernelRunner {
public:
  static mlir::FailureOr<std::unique_ptr<KernelRunner>> create(halide::KernelOp kernel, bool openCL = false);
  /// Runs on `inputs` in the kernel's order and returns the results.
  std::vector<Halide::Buffer<>> run(const std::vector<Halide::Buffer<>> &inputs);
  void runInto(const std::vector<Halide::Buffer<>> &inputs, std::vector<Halide::Buffer<>> &outputs);

private:
  std::unique_ptr<Definition> definition;
  Halide::Pipeline pipeline;
  llvm::SmallVector<mlir::RankedTensorType> results;
};

} // namespace cnnc::test

#endif
