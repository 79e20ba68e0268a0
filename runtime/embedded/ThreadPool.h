//===- ThreadPool.h - Threads that kernels share ----------------*- C++ -*-===//
//
// One pool serves all sessions of all models in a process (SharedPool.h finds
// it). Measured on two virtual EPYC 9004 processors at 2.6 GHz by
// benchmarks/thread-pool-bench:
//
//   a region of two threads, the worker spinning                     0.19 us
//   a region of two empty tasks                                      0.13 us
//   opening a region while the worker sleeps, a futex's wake-up      1.8 us
//   until a worker that slept is at work (median)                    21 to 33 us
//   begin and end of a call                                          4 ns
//   processor time of an idle pool, the first 50 us apart            none
//
// So a worker looks for work for 50 us before it sleeps, about twice what
// waking costs. LeNet-5 at a batch of one takes 13 us in all.
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
/// A task may open a region itself; every idle worker joins any region that has
/// indices left, and a thread that waits for the last indices of its own region
/// joins those of the same call.
///
/// Two limits hold. A client's call has at most as many threads as the client
/// asked for. And as many threads work in all as the client that asked for most:
/// a worker joins only while fewer do, calling threads counted, and leaves when
/// a call that begins makes them more. Two threads that each call with all
/// processors thus run side by side, and workers come in when one is done.
///
/// Nesting cannot deadlock: an owner can finish its region alone, so it blocks
/// only for indices that others have begun. Such a thread, if it blocks too,
/// does so for a region that was opened after it began that index; so no chain
/// of threads that wait for each other comes back to its beginning.
class ThreadPool {
public:
  static constexpr uint32_t maxThreads = 1024;

  /// Someone who makes calls, one at a time: a session. The pool keeps the
  /// memory until all clients are gone, since a worker that comes too late for
  /// a region still looks at it.
  struct Client;

  constexpr ThreadPool() = default;
  ThreadPool(const ThreadPool &) = delete;

  /// A client whose calls use up to `threads` threads, itself included. Null if
  /// the system refuses memory or a thread.
  Client *addClient(uint32_t threads);
  /// Changes the limit, not during a call. If the system refuses to start a
  /// thread, the old one stays and false is returned.
  bool setThreads(Client &client, uint32_t threads);
  /// Also ends the workers if it was the last one.
  void removeClient(Client &client);

  /// Around everything that a client runs: its thread counts among those at work.
  void beginCall(Client &client);
  void endCall(Client &client);

  /// Runs task(context, index, closure) for every index in
  /// [first, first + count). After a task fails, indices that have not begun
  /// are skipped. Returns the first failure's status, or 0.
  int parallelFor(Client &client, void *context, cnn_task task, int first, int count,
                  uint8_t *closure);

  /// Threads that may work at once: what the most demanding client asked for.
  uint32_t threads() const { return size.load(std::memory_order_relaxed); }

  /// How many processors this process may use.
  static uint32_t processors();

private:
  /// One parallel region in progress. `ticket` holds the region's epoch above
  /// and its next index below. An epoch's fields are written while the index is
  /// `closed`, so a thread that takes an index by compare-and-exchange knows
  /// that the fields it read before belong to that same epoch.
  struct alignas(64) Region {
    std::atomic<uint64_t> ticket{closed};
    std::atomic<Client *> client{nullptr};
    std::atomic<uint32_t> count{0};
    std::atomic<int> first{0};
    std::atomic<void *> context{nullptr};
    std::atomic<cnn_task> task{nullptr};
    std::atomic<uint8_t *> closure{nullptr};
    // Written while the region runs: on a line of their own.
    alignas(64) std::atomic<uint32_t> unfinished{0};
    std::atomic<int> status{0};
  };

  static constexpr uint64_t closed = 0xFFFFFFFF;
  /// Regions open at once; a region that finds none free runs serially.
  static constexpr unsigned maxRegions = 32;

  int acquireRegion();
  void openRegion(unsigned index, Client &client, uint32_t count);
  bool joinRegion(Region &region, Client &client, bool asWorker);
  bool joinCall(Client &client);
  void waitForCall(Client &client, uint32_t seen, const Region &own);

  bool admit(Client &client);
  void dismiss(Client &client);
  bool helpClients();
  void waitForRegions(uint32_t seen);
  static void *workerMain(void *pool);

  bool startWorkers(uint32_t count);
  void stopWorkers();
  void resize();

  Region regions[maxRegions];
  alignas(64) std::atomic<uint32_t> taken{0};  ///< regions that have an owner
  std::atomic<uint32_t> open{0};               ///< regions worth looking at
  alignas(64) std::atomic<uint32_t> opened{0}; ///< counts news; idle workers watch it
  std::atomic<uint32_t> sleepers{0};           ///< idle workers that must be woken
  alignas(64) std::atomic<uint32_t> working{0}; ///< threads in calls, workers in regions
  std::atomic<uint32_t> spinners{0};            ///< idle workers that look for news
  alignas(64) std::atomic<uint32_t> size{1};   ///< the largest limit of a client
  std::atomic<uint32_t> spinNanoseconds{0};
  std::atomic<bool> stopping{false};

  // What follows is the mutex's.
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  Client *clients = nullptr, *unused = nullptr;
  pthread_t *workers = nullptr;
  uint32_t workerCount = 0;
  int process = 0; ///< the one that started the workers
};

} // namespace cnn::runtime::embedded

#endif // CNN_RUNTIME_EMBEDDED_THREADPOOL_H
