//===- Scratch.cpp - Memory that kernels take inside ----------------------===//

#include "runtime/embedded/Scratch.h"
#include "runtime/embedded/HalideInterface.h"
#include "runtime/embedded/Memory.h"
#include "runtime/embedded/Session.h"

#include <cstdlib>

using namespace cnn::runtime::embedded;

/// The header before the memory that a kernel sees.
struct alignas(bufferAlignment) Scratch::Block {
  Block *next;     ///< of all blocks
  Block *nextFree; ///< of the free ones
  size_t capacity;
};

/// A block may serve a request this many times smaller: enough for one block to
/// serve kernels of different sizes in turn, too little for a few bytes to keep
/// the largest block from the kernel that needs it.
static constexpr size_t largestWaste = 4;

/// Frees a block that no list but that of all blocks holds.
void Scratch::forget(Block *block) {
  Block **link = &blocks;
  while (*link != block)
    link = &(*link)->next;
  *link = block->next;
  totalBytes -= block->capacity;
  free(block);
}

/// Unlinks and returns the smallest free block that fits. Failing that, unlinks
/// and frees the best one that is too small, and returns null.
Scratch::Block *Scratch::take(size_t capacity) {
  Block **smaller = nullptr;
  for (Block **link = &freeBlocks; *link; link = &(*link)->nextFree) {
    Block *block = *link;
    if (block->capacity < capacity) {
      if (capacity / largestWaste < block->capacity)
        smaller = link;
      continue;
    }
    if (block->capacity / largestWaste > capacity)
      break;
    *link = block->nextFree;
    return block;
  }
  if (smaller) {
    Block *block = *smaller;
    *smaller = block->nextFree;
    forget(block);
  }
  return nullptr;
}

void *Scratch::allocate(size_t bytes) {
  // Sizes are rounded so that those that hardly differ share blocks.
  size_t unit = bytes < 4096 ? 512 : 4096;
  if (bytes > SIZE_MAX - sizeof(Block) - unit)
    return nullptr;
  size_t capacity = bytes == 0 ? unit : (bytes + unit - 1) / unit * unit;

  pthread_mutex_lock(&mutex);
  Block *block = take(capacity);
  if (!block) {
    block = static_cast<Block *>(allocateAligned(sizeof(Block) + capacity));
    if (block) {
      block->capacity = capacity;
      block->next = blocks;
      blocks = block;
      totalBytes += capacity;
      ++allocationCount;
    }
  }
  pthread_mutex_unlock(&mutex);
  return block ? block + 1 : nullptr;
}

void Scratch::release(void *memory) {
  if (!memory)
    return;
  Block *block = static_cast<Block *>(memory) - 1;
  pthread_mutex_lock(&mutex);
  // Before its equals: the block used last is the one in the cache.
  Block **link = &freeBlocks;
  while (*link && (*link)->capacity < block->capacity)
    link = &(*link)->nextFree;
  block->nextFree = *link;
  *link = block;
  pthread_mutex_unlock(&mutex);
}

void Scratch::clear() {
  freeBlocks = nullptr;
  while (blocks)
    forget(blocks);
}

Scratch &SessionScratch::ofHelper(pthread_t thread) {
  // Addresses of threads are aligned and a stack apart, whatever that is: their
  // bits are mixed twice.
  constexpr uint64_t goldenRatio = 0x9E3779B97F4A7C15;
  uint64_t hash = uint64_t(thread) * goldenRatio;
  return lists[1 + ((hash ^ hash >> 32) * goldenRatio >> (64 - helperBits))];
}

void SessionScratch::clear() {
  for (Scratch &list : lists)
    list.clear();
}

uint64_t SessionScratch::bytes() const {
  uint64_t sum = 0;
  for (const Scratch &list : lists)
    sum += list.bytes();
  return sum;
}

uint64_t SessionScratch::allocations() const {
  uint64_t sum = 0;
  for (const Scratch &list : lists)
    sum += list.allocations();
  return sum;
}

void *halide_malloc(void *opaque, size_t bytes) {
  Context &context = contextOf(opaque);
  if (void *memory = context.scratch->allocate(bytes))
    return memory;
  context.session->missingBytes.store(bytes, std::memory_order_relaxed);
  context.leave(CNN_OUT_OF_MEMORY);
}

void halide_free(void *context, void *pointer) {
  contextOf(context).scratch->release(pointer);
}
