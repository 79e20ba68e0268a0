//===- Session.h - What one running model consists of -----------*- C++ -*-===//

#ifndef CNN_RUNTIME_EMBEDDED_SESSION_H
#define CNN_RUNTIME_EMBEDDED_SESSION_H

#include "cnn/model.h"
#include "runtime/embedded/Context.h"
#include "runtime/embedded/Scratch.h"
#include "runtime/embedded/SharedPool.h"

struct cnn_session {
  const cnn_model *model = nullptr;
  cnn_parameters *parameters = nullptr;
  uint8_t *arena = nullptr;

  cnn::runtime::embedded::PoolShare pool;
  cnn_executor executor = nullptr; ///< null: the pool
  void *executorData = nullptr;
  cnn::runtime::embedded::SessionScratch scratch;
  uint8_t *padding = nullptr;      ///< a batch for fewer images than it has, once needed

  cnn_launch_observer observer = nullptr;
  void *observerData = nullptr;
  uint64_t launchBegin = 0;        ///< when the launch in progress began
  uint32_t launched = 0;           ///< launches of this run that are done

  std::atomic<uint64_t> missingBytes{0}; ///< of scratch that this run could not get
  char error[1024] = "";                 ///< what last_error returns
  std::atomic<bool> running{false};
};

namespace cnn::runtime::embedded {

/// A session that a caller may run. A second one does not get it, and cannot
/// leave a message: it is the first one's to read.
class SessionUse {
public:
  explicit SessionUse(cnn_session *session) {
    if (session && !session->running.exchange(true, std::memory_order_acquire))
      used = session;
  }
  ~SessionUse() {
    if (used)
      used->running.store(false, std::memory_order_release);
  }
  explicit operator bool() const { return used; }

private:
  cnn_session *used = nullptr;
};

/// Leaves one message as the session's last error; returns `status`.
[[gnu::format(printf, 3, 4)]] cnn_status fail(cnn_session &session, cnn_status status,
                                              const char *format, ...);

/// Checks that no tensor of an entry is null.
cnn_status checkTensors(cnn_session &session, const cnn_entry_info &entry, const void *const *inputs,
                        void *const *outputs);

/// Runs an entry of a session that is in use by the caller.
cnn_status runEntry(cnn_session &session, const cnn_entry_info &entry, const void *const *inputs,
                    void *const *outputs);

} // namespace cnn::runtime::embedded

#endif // CNN_RUNTIME_EMBEDDED_SESSION_H
