//===- ThreadPool.cpp - A session's threads -------------------------------===//

#include "runtime/embedded/ThreadPool.h"
#include "runtime/embedded/Clock.h"
#include "runtime/embedded/Futex.h"

#include <csignal>
#include <cstdlib>
#include <sched.h>

using namespace cnn::runtime::embedded;

/// How long an idle thread looks for work before it sleeps. Waking a sleeper
/// costs 5 to 50 microseconds, as much as a small kernel; the time between two
/// regions of a network is mostly below this.
static constexpr uint64_t spinTime = 50000;

static void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// Polls `done` for at most `limit` nanoseconds; returns its last answer.
template <typename Condition> static bool spinUntil(uint64_t limit, Condition done) {
  if (done())
    return true;
  if (limit == 0)
    return false;
  for (uint64_t start = nanoseconds(); nanoseconds() - start < limit;)
    for (int poll = 0; poll < 16; ++poll) {
      if (done())
        return true;
      relax();
    }
  return done();
}

uint32_t ThreadPool::processors() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0)
    return uint32_t(CPU_COUNT(&set));
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? uint32_t(online) : 1;
}

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

/// Takes the lowest free region, or returns -1.
int ThreadPool::acquireRegion() {
  uint32_t mask = taken.load(std::memory_order_relaxed);
  while (mask != 0xFFFFFFFF) {
    int index = __builtin_ctz(~mask);
    if (taken.compare_exchange_weak(mask, mask | 1u << index, std::memory_order_acquire))
      return index;
  }
  return -1;
}

/// Lets others see a region whose ticket is set, and wakes those who can help.
void ThreadPool::openRegion(unsigned index) {
  open.fetch_or(1u << index, std::memory_order_release);
  opened.fetch_add(1, std::memory_order_seq_cst);
  if (sleepers.load(std::memory_order_seq_cst) != 0) {
    uint32_t helpers = regions[index].count.load(std::memory_order_relaxed) - 1;
    futexWake(opened, int(helpers < workerCount ? helpers : workerCount));
  }
}

/// Works on a region until no index is left; returns whether it got any.
bool ThreadPool::joinRegion(Region &region) {
  // The first index: the region may end, and begin anew, under our hands.
  uint64_t ticket = region.ticket.load(std::memory_order_acquire);
  uint32_t count;
  void *context;
  cnn_task task;
  uint8_t *closure;
  int first;
  do {
    count = region.count.load(std::memory_order_acquire);
    if (uint32_t(ticket) >= count)
      return false;
    context = region.context.load(std::memory_order_acquire);
    task = region.task.load(std::memory_order_acquire);
    closure = region.closure.load(std::memory_order_acquire);
    first = region.first.load(std::memory_order_acquire);
  } while (!region.ticket.compare_exchange_weak(ticket, ticket + 1, std::memory_order_acq_rel,
                                                std::memory_order_acquire));

  // While an index of ours is unfinished the region stays, so a plain addition
  // takes the following ones.
  uint32_t finished = 0;
  for (uint32_t index = uint32_t(ticket); index < count;
       index = uint32_t(region.ticket.fetch_add(1, std::memory_order_relaxed))) {
    if (region.status.load(std::memory_order_relaxed) == 0)
      if (int status = task(context, first + int(index), closure)) {
        int none = 0;
        region.status.compare_exchange_strong(none, status, std::memory_order_relaxed);
      }
    ++finished;
  }
  if (region.unfinished.fetch_sub(finished, std::memory_order_seq_cst) == finished &&
      region.ownerSleeps.load(std::memory_order_seq_cst) != 0) {
    // The owner sleeps among the others.
    opened.fetch_add(1, std::memory_order_seq_cst);
    futexWake(opened, int(maxThreads));
  }
  return true;
}

/// Works on every open region; returns whether there was anything to do.
bool ThreadPool::joinRegions() {
  bool worked = false;
  // Nested regions mostly have higher numbers; finishing them first frees the
  // tasks that wait for them.
  for (uint32_t mask = open.load(std::memory_order_acquire); mask != 0;) {
    int index = 31 - __builtin_clz(mask);
    mask &= ~(1u << index);
    worked |= joinRegion(regions[index]);
  }
  return worked;
}

int ThreadPool::parallelFor(void *context, cnn_task task, int first, int count,
                            uint8_t *closure) {
  int index = count > 1 && workerCount > 0 ? acquireRegion() : -1;
  if (index < 0) {
    for (int i = 0; i < count; ++i)
      if (int status = task(context, first + i, closure))
        return status;
    return 0;
  }

  Region &region = regions[index];
  uint64_t epoch = (region.ticket.load(std::memory_order_relaxed) >> 32) + 1;
  region.ticket.store(epoch << 32 | closed, std::memory_order_relaxed);
  region.count.store(uint32_t(count), std::memory_order_release);
  region.first.store(first, std::memory_order_release);
  region.context.store(context, std::memory_order_release);
  region.task.store(task, std::memory_order_release);
  region.closure.store(closure, std::memory_order_release);
  region.status.store(0, std::memory_order_relaxed);
  region.unfinished.store(uint32_t(count), std::memory_order_relaxed);
  region.ticket.store((epoch + 1) << 32, std::memory_order_release);

  openRegion(unsigned(index));
  joinRegion(region);
  open.fetch_and(~(1u << index), std::memory_order_relaxed);
  // Others may still be at it, and need help with regions inside their tasks.
  for (;;) {
    uint32_t seen = opened.load(std::memory_order_acquire);
    if (region.unfinished.load(std::memory_order_acquire) == 0)
      break;
    if (!joinRegions())
      waitForNews(seen, &region);
  }
  int status = region.status.load(std::memory_order_relaxed);
  taken.fetch_and(~(1u << index), std::memory_order_release);
  return status;
}

//===----------------------------------------------------------------------===//
// Workers
//===----------------------------------------------------------------------===//

/// Returns when a region was opened since `opened` was `seen`, or when the
/// caller's own region, if there is one, is finished.
void ThreadPool::waitForNews(uint32_t seen, Region *own) {
  auto news = [&] {
    return opened.load(std::memory_order_seq_cst) != seen ||
           (own && own->unfinished.load(std::memory_order_seq_cst) == 0);
  };
  if (spinUntil(spinNanoseconds, news))
    return;
  if (own)
    own->ownerSleeps.store(1, std::memory_order_seq_cst);
  sleepers.fetch_add(1, std::memory_order_seq_cst);
  while (!news())
    futexWait(opened, seen);
  sleepers.fetch_sub(1, std::memory_order_relaxed);
  if (own)
    own->ownerSleeps.store(0, std::memory_order_relaxed);
}

void ThreadPool::workerLoop() {
  for (;;) {
    uint32_t seen = opened.load(std::memory_order_acquire);
    if (stopping.load(std::memory_order_relaxed))
      return;
    if (!joinRegions())
      waitForNews(seen, nullptr);
  }
}

void *ThreadPool::workerMain(void *pool) {
  static_cast<ThreadPool *>(pool)->workerLoop();
  return nullptr;
}

bool ThreadPool::setThreads(uint32_t count) {
  if (count == threads())
    return true;
  stop();
  if (count <= 1)
    return true;
  workers = static_cast<pthread_t *>(calloc(count - 1, sizeof(pthread_t)));
  if (!workers)
    return false;
  // More threads than processors: a spinning one would hinder the others.
  spinNanoseconds = count <= processors() ? spinTime : 0;

  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  // Kernels keep buffers of bounded size on the stack; the C library's default
  // may be as small as the user's limit.
  pthread_attr_setstacksize(&attributes, 4u << 20);
  // Signals are for the application's threads, but for profilers and for those
  // that a thread's own faults raise.
  sigset_t blocked, previous;
  sigfillset(&blocked);
  for (int signal : {SIGPROF, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP})
    sigdelset(&blocked, signal);
  pthread_sigmask(SIG_SETMASK, &blocked, &previous);
  while (workerCount < count - 1 &&
         pthread_create(&workers[workerCount], &attributes, workerMain, this) == 0)
    ++workerCount;
  pthread_sigmask(SIG_SETMASK, &previous, nullptr);
  pthread_attr_destroy(&attributes);

  if (workerCount == count - 1)
    return true;
  stop();
  return false;
}

void ThreadPool::stop() {
  stopping.store(true, std::memory_order_relaxed);
  opened.fetch_add(1, std::memory_order_seq_cst);
  futexWake(opened, int(maxThreads));
  for (uint32_t i = 0; i < workerCount; ++i)
    pthread_join(workers[i], nullptr);
  free(workers);
  workers = nullptr;
  workerCount = 0;
  spinNanoseconds = 0;
  stopping.store(false, std::memory_order_relaxed);
}
