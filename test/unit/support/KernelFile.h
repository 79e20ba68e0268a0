//===- KernelFile.h - A kernel's buffers in a file ----------------------===//
//
// How a test and the emulated program of RunKernel.cpp hand each other buffers.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TEST_UNIT_SUPPORT_KERNELFILE_H
#define CNNC_TEST_UNIT_SUPPORT_KERNELFILE_H

#include <HalideRuntime.h>

namespace cnnc::test {

/// The file's beginning. Bytes of dense buffers follow: inputs, then results, in the kernel's order.
struct KernelFile {
  static constexpr int mostBuffers = 16, mostDimensions = 8;

  struct Buffer {
    uint64_t offset, bytes;
    halide_type_t type;
    int32_t dimensions;
    int32_t extents[mostDimensions]; // innermost first
  };

  int32_t count;
  Buffer buffers[mostBuffers];
};

} // namespace cnnc::test

#endif
