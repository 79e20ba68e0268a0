//===- Futex.h - Sleeping on a word -----------------------------*- C++ -*-===//
//
// Linux's futex: a thread sleeps as long as a 32-bit word keeps a value. It
// needs no lock around the word, which keeps handing out work free of locks.
//
//===----------------------------------------------------------------------===//

#ifndef CNN_RUNTIME_EMBEDDED_FUTEX_H
#define CNN_RUNTIME_EMBEDDED_FUTEX_H

#include <atomic>
#include <cstdint>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace cnn::runtime::embedded {

static_assert(sizeof(std::atomic<uint32_t>) == 4 && std::atomic<uint32_t>::is_always_lock_free);

/// Returns at once if `word` is not `value`; otherwise sleeps until woken. May
/// wake for no reason.
inline void futexWait(std::atomic<uint32_t> &word, uint32_t value) {
  syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, value, nullptr, nullptr, 0);
}

/// Wakes at most `count` threads that sleep on `word`.
inline void futexWake(std::atomic<uint32_t> &word, int count) {
  syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, count, nullptr, nullptr, 0);
}

} // namespace cnn::runtime::embedded

#endif // CNN_RUNTIME_EMBEDDED_FUTEX_H
