//===- Memory.h - Aligned memory --------------------------------*- C++ -*-===//

#ifndef CNN_RUNTIME_EMBEDDED_MEMORY_H
#define CNN_RUNTIME_EMBEDDED_MEMORY_H

#include "runtime/BufferAlignment.h"

#include <cstddef>

namespace cnn::runtime::embedded {

using runtime::bufferAlignment;

/// At least `bytes` bytes for free(), or null. Large blocks begin on a huge
/// page and ask for huge pages: an arena of 100 MB then needs 50 entries of
/// the translation cache instead of 25,000.
void *allocateAligned(size_t bytes);

} // namespace cnn::runtime::embedded

#endif // CNN_RUNTIME_EMBEDDED_MEMORY_H
