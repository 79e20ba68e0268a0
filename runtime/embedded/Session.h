//===- Session.h - What one running model consists of -----------*- C++ -*-===//

#ifndef CNN_RUNTIME_EMBEDDED_SESSION_H
#define CNN_RUNTIME_EMBEDDED_SESSION_H

#include "cnn/model.h"
#include "runtime/embedded/Message.h"
#include "runtime/embedded/Scratch.h"
#include "runtime/embedded/ThreadPool.h"

namespace cnn::runtime::embedded {

/// What generated code passes along as its user context. Tasks that an
/// application's executor runs get another one than the code that launched
/// them, so that a nested region is recognised without thread-local storage,
/// which would tie the object to the dynamic loader's.
struct Context {
  cnn_session *session;
  bool insideExecutor;
};

} // namespace cnn::runtime::embedded

struct cnn_session {
  cnn::runtime::embedded::Context context{this, false};
  cnn::runtime::embedded::Context executorContext{this, true};
  const cnn_model *model = nullptr;
  cnn_parameters *parameters = nullptr;
  uint8_t *arena = nullptr;

  cnn::runtime::embedded::ThreadPool pool;
  cnn_executor executor = nullptr; ///< null: the pool
  void *executorData = nullptr;
  cnn::runtime::embedded::Scratch scratch;

  cnn_launch_observer observer = nullptr;
  void *observerData = nullptr;
  uint64_t launchBegin = 0;        ///< when the launch in progress began
  uint32_t launched = 0;           ///< launches of this run that are done

  cnn::runtime::embedded::Message kernelError; ///< what kernels report during a run
  cnn::runtime::embedded::Message error;       ///< what last_error returns
  std::atomic<bool> running{false};
};

namespace cnn::runtime::embedded {

inline cnn_session &sessionOf(void *context) { return *static_cast<Context *>(context)->session; }

} // namespace cnn::runtime::embedded

#endif // CNN_RUNTIME_EMBEDDED_SESSION_H
