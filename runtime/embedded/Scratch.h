//===- Scratch.h - Memory that kernels take inside --------------*- C++ -*-===//

#ifndef CNN_RUNTIME_EMBEDDED_SCRATCH_H
#define CNN_RUNTIME_EMBEDDED_SCRATCH_H

#include <cstddef>
#include <cstdint>
#include <pthread.h>

namespace cnn::runtime::embedded {

/// The blocks a session has lent, or may lend, to its kernels: to those of one
/// thread, or of a few.
///
/// Memory from malloc would be given back to the system after each kernel and
/// page-fault again in the next. So a block that a kernel frees is kept for the
/// next request that it fits. A request that fits none replaces the best free
/// block below it, or adds one. Blocks therefore only grow, and their number is
/// bounded by what its threads use at once.
class Scratch {
public:
  Scratch() = default;
  Scratch(const Scratch &) = delete;

  /// Memory aligned to bufferAlignment, or null.
  void *allocate(size_t bytes);
  void release(void *memory);

  /// Frees every block, also those that a kernel which failed did not release.
  /// None may be in use.
  void clear();

  /// Bytes of all blocks, lent or not, and how often one was made.
  uint64_t bytes() const { return totalBytes; }
  uint64_t allocations() const { return allocationCount; }

private:
  struct Block;
  Block *take(size_t capacity);
  void forget(Block *block);

  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  Block *blocks = nullptr;     ///< all
  Block *freeBlocks = nullptr; ///< by ascending capacity
  uint64_t totalBytes = 0;
  uint64_t allocationCount = 0;
};

/// The scratch of all threads that work for a session. A thread finds the blocks
/// it had before, with the lines of memory in its own cache, and seldom waits:
/// with one list for all, what two threads do around the products of MobileNetV2
/// on matrix tiles took 1.11 ms and takes 1.03. Threads that meet at one list
/// share it behind its mutex. In all there is as much as each list's threads use
/// at once; nothing is allocated once each has had the largest task there is.
class SessionScratch {
public:
  /// That of the thread which calls the session, whichever it is, and of the
  /// tasks that it runs of its own loops.
  Scratch &ofCaller() { return lists[0]; }
  /// That of a thread which joins in a loop: one of a fixed number, by the
  /// thread's address, so that an executor's threads may come and go.
  Scratch &ofHelper(pthread_t thread);

  /// As those of Scratch, of all.
  void clear();
  uint64_t bytes() const;
  uint64_t allocations() const;

private:
  static constexpr unsigned helperBits = 6;
  // Each on lines of its own; the first is the caller's.
  struct alignas(64) Line : Scratch {};
  Line lists[1 + (1u << helperBits)];
};

} // namespace cnn::runtime::embedded

#endif // CNN_RUNTIME_EMBEDDED_SCRATCH_H
