//===- ThreadPool.h - A session's threads -----------------------*- C++ -*-===//
//
// Every session owns its pool. One pool for all sessions of an object was
// weighed against it and lost:
// - `set_threads` belongs to a session, and two threads may run two sessions at
//   once: with a pool of its own, each gets exactly the threads it asked for
//   and none waits for the other's regions;
// - the pool ends with its session, so an object can be unloaded as soon as its
//   sessions are destroyed, with no thread left running in unmapped code;
// - nothing is shared, so nothing needs a lock or a static constructor.
// The price is more threads than processors while several sessions with several
// threads each run at the same time. An application that wants one pool for all
// its sessions and models installs its executor (`set_executor`), which is also
// the only way to share threads between objects. Idle workers sleep.
//
//===----------------------------------------------------------------------===//

#ifndef CNN_RUNTIME_EMBEDDED_THREADPOOL_H
#define CNN_RUNTIME_EMBEDDED_THREADPOOL_H

#include "cnn/model.h"

#include <atomic>
#include <cstdint>
#include <pthread.h>

namespace cnn::runtime::embedded {

/// Threads that work on parallel regions together with the region's caller.
///
/// A region is a range of indices that an atomic counter hands out one by one.
/// A task may open a region itself; every idle thread, also one that waits for
/// the last indices of its own region, joins any region that has indices left.
/// Nesting cannot deadlock: an owner can finish its region alone, so it blocks
/// only for indices that others have begun. Such a thread, if it blocks too,
/// does so for a region that was opened after it began that index; so no chain
/// of threads that wait for each other comes back to its beginning.
class ThreadPool {
public:
  static constexpr uint32_t maxThreads = 1024;

  /// Starts workers so that `count` threads work, the caller included. Not
  /// while a region runs. If the system refuses to start one, the pool is left
  /// with the caller only and false is returned.
  bool setThreads(uint32_t count);

  /// Ends the workers.
  void stop();

  uint32_t threads() const { return workerCount + 1; }

  /// Runs task(context, index, closure) for every index in
  /// [first, first + count). After a task fails, indices that have not begun
  /// are skipped. Returns the first failure's status, or 0.
  int parallelFor(void *context, cnn_task task, int first, int count, uint8_t *closure);

  /// How many processors this process may use.
  static uint32_t processors();

private:
  /// One parallel region in progress. `ticket` holds the region's epoch above
  /// and its next index below. An epoch's fields are written while the index is
  /// `closed`, so a thread that takes an index by compare-and-exchange knows
  /// that the fields it read before belong to that same epoch.
  struct alignas(64) Region {
    std::atomic<uint64_t> ticket{closed};
    std::atomic<uint32_t> count{0};
    std::atomic<int> first{0};
    std::atomic<void *> context{nullptr};
    std::atomic<cnn_task> task{nullptr};
    std::atomic<uint8_t *> closure{nullptr};
    // Written while the region runs: on a line of their own.
    alignas(64) std::atomic<uint32_t> unfinished{0};
    std::atomic<uint32_t> ownerSleeps{0};
    std::atomic<int> status{0};
  };

  static constexpr uint64_t closed = 0xFFFFFFFF;
  /// Regions open at once; a nested region that finds none free runs serially.
  static constexpr unsigned maxRegions = 32;

  int acquireRegion();
  void openRegion(unsigned index);
  bool joinRegion(Region &region);
  bool joinRegions();
  void waitForNews(uint32_t seen, Region *own);
  void workerLoop();
  static void *workerMain(void *pool);

  Region regions[maxRegions];
  alignas(64) std::atomic<uint32_t> taken{0};   ///< regions that have an owner
  std::atomic<uint32_t> open{0};                ///< regions worth looking at
  alignas(64) std::atomic<uint32_t> opened{0};  ///< counts news; sleepers watch it
  std::atomic<uint32_t> sleepers{0};
  std::atomic<bool> stopping{false};
  uint64_t spinNanoseconds = 0;
  uint32_t workerCount = 0;
  pthread_t *workers = nullptr;
};

} // namespace cnn::runtime::embedded

#endif // CNN_RUNTIME_EMBEDDED_THREADPOOL_H
