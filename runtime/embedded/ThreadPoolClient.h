//===- ThreadPoolClient.h - One who uses a thread pool ----------*- C++ -*-===//

#ifndef CNN_RUNTIME_EMBEDDED_THREADPOOLCLIENT_H
#define CNN_RUNTIME_EMBEDDED_THREADPOOLCLIENT_H

#include "runtime/embedded/Clock.h"
#include "runtime/embedded/Futex.h"
#include "runtime/embedded/ThreadPool.h"

#include <climits>

namespace cnn::runtime::embedded {

struct alignas(64) ThreadPool::Client {
  std::atomic<uint32_t> threads{1};  ///< the most in a call, the caller included
  std::atomic<uint32_t> helpers{0};  ///< workers inside the call
  std::atomic<uint32_t> news{0};     ///< counts regions opened and sleepers' regions finished
  std::atomic<uint32_t> sleepers{0}; ///< threads of the call that sleep until there is news
  bool counted = false;              ///< the call in progress is among those at work
  Client *next = nullptr;

  void announce() {
    news.fetch_add(1, std::memory_order_seq_cst);
    if (sleepers.load(std::memory_order_seq_cst) != 0)
      futexWake(news, INT_MAX);
  }
};

/// Polls `done` for at most `limit` nanoseconds; returns its last answer.
template <typename Condition> bool spinUntil(uint64_t limit, Condition done) {
  if (done())
    return true;
  if (limit == 0)
    return false;
  for (uint64_t start = nanoseconds(); nanoseconds() - start < limit;)
    for (int poll = 0; poll < 16; ++poll) {
      if (done())
        return true;
#if defined(__x86_64__)
      __builtin_ia32_pause();
#elif defined(__aarch64__)
      asm volatile("yield");
#endif
    }
  return done();
}

} // namespace cnn::runtime::embedded

#endif // CNN_RUNTIME_EMBEDDED_THREADPOOLCLIENT_H
