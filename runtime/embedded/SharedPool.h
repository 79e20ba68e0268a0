//===- SharedPool.h - The process's thread pool -----------------*- C++ -*-===//
//
// Every compiled object carries a runtime, and with it a thread pool, of its
// own; all objects of a process use that of one of them. They find each other
// without a name that the dynamic loader would have to resolve, since models
// are often loaded privately (RTLD_LOCAL) or linked with all symbols hidden:
// each has an ELF note (type: the version of the interface below) that says
// where its SharedPool lies, and dl_iterate_phdr shows the notes of everything
// in the process, two models in one program included.
//
// The first object that needs threads lends its pool and holds itself in memory
// as long as anybody uses it, so an application may close that object while
// others still run. Objects whose interface has another version do not share.
//
//===----------------------------------------------------------------------===//

#ifndef CNN_RUNTIME_EMBEDDED_SHAREDPOOL_H
#define CNN_RUNTIME_EMBEDDED_SHAREDPOOL_H

#include "runtime/embedded/ThreadPool.h"

namespace cnn::runtime::embedded {

/// What an object lends to others: its ThreadPool by functions of its own code, so
/// that objects of different compilers can share. `client` is a ThreadPool::Client.
/// A change here needs another version in SharedPool.cpp.
struct SharedPool {
  std::atomic<uint32_t> users;
  void *object; ///< the lending object's own handle of itself, of dlopen
  void *(*addClient)(uint32_t threads);
  bool (*setThreads)(void *client, uint32_t threads);
  void (*removeClient)(void *client);
  void (*beginCall)(void *client);
  void (*endCall)(void *client);
  int (*parallelFor)(void *client, void *context, cnn_task task, int first, int count,
                     uint8_t *closure);
  uint32_t (*threads)();
};

/// A session's share in the process's pool.
class PoolShare {
public:
  /// False if the system refuses memory or a thread.
  bool acquire(uint32_t threads);
  void release();

  bool setThreads(uint32_t threads);
  /// The most threads of a call.
  uint32_t threads() const { return limit; }
  /// Who lends the pool.
  const SharedPool *lender() const { return pool; }

  void beginCall() { pool->beginCall(client); }
  void endCall() { pool->endCall(client); }
  int parallelFor(void *context, cnn_task task, int first, int count, uint8_t *closure) {
    return pool->parallelFor(client, context, task, first, count, closure);
  }

private:
  SharedPool *pool = nullptr;
  void *client = nullptr;
  uint32_t limit = 0;
};

} // namespace cnn::runtime::embedded

#endif // CNN_RUNTIME_EMBEDDED_SHAREDPOOL_H
