//===- BufferAlignment.h - How buffers are aligned --------------*- C++ -*-===//
#ifndef CNN_RUNTIME_BUFFERALIGNMENT_H
#define CNN_RUNTIME_BUFFERALIGNMENT_H

#include <cstddef>

namespace cnn::runtime {

/// What kernels may expect of any buffer, in bytes: two cache lines, which the
/// prefetcher fetches together and a pair of AVX-512 registers fills. The
/// compiler places values and parameters by it, and the embedded runtime
/// allocates by it.
inline constexpr size_t bufferAlignment = 128;

} // namespace cnn::runtime

#endif
