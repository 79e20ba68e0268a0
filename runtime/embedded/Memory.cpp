//===- Memory.cpp - Aligned memory ----------------------------------------===//

#include "runtime/embedded/Memory.h"

#include <cstdint>
#include <cstdlib>
#include <sys/mman.h>

static constexpr size_t hugePage = size_t{2} << 20;

void *cnn::runtime::embedded::allocateAligned(size_t bytes) {
  if (bytes > PTRDIFF_MAX) // no object is larger
    return nullptr;
  size_t alignment = bytes >= hugePage ? hugePage : bufferAlignment;
  void *memory = nullptr;
  if (posix_memalign(&memory, alignment, bytes > 0 ? bytes : 1) != 0)
    return nullptr;
  if (alignment == hugePage) // a refusal costs speed only
    madvise(memory, bytes & ~(hugePage - 1), MADV_HUGEPAGE);
  return memory;
}
