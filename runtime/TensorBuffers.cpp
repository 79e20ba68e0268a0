//===- TensorBuffers.cpp - The inputs or outputs of an entry --------------===//
#include "runtime/TensorBuffers.h"

#include <cstdlib>
#include <cstring>
#include <new>

namespace cnn::runtime {

static constexpr uint64_t cacheLine = 64;

TensorBuffers::TensorBuffers(const cnn_tensor_info *tensors, uint32_t count) {
  for (uint32_t index = 0; index < count; ++index) {
    uint64_t bytes = (tensors[index].bytes + cacheLine - 1) / cacheLine * cacheLine;
    if (bytes == 0)
      bytes = cacheLine;
    void *block = std::aligned_alloc(cacheLine, bytes);
    if (!block)
      throw std::bad_alloc();
    std::memset(block, 0, bytes);
    memory.emplace_back(block);
    addresses.push_back(block);
  }
}

void TensorBuffers::Release::operator()(void *memory) const { std::free(memory); }

} // namespace cnn::runtime
