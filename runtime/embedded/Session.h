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
  cnn::runtime::embedded::Scratch scratch;

  cnn_launch_observer observer = nullptr;
  void *observerData = nullptr;
  uint64_t launchBegin = 0;        ///< when the launch in progress began
  uint32_t launched = 0;           ///< launches of this run that are done

  std::atomic<uint64_t> missingBytes{0}; ///< of scratch that this run could not get
  char error[1024] = "";                 ///< what last_error returns
  std::atomic<bool> running{false};
};

#endif // CNN_RUNTIME_EMBEDDED_SESSION_H
