//===- Context.h - What generated code passes along -------------*- C++ -*-===//

#ifndef CNN_RUNTIME_EMBEDDED_CONTEXT_H
#define CNN_RUNTIME_EMBEDDED_CONTEXT_H

#include "cnn/model.h"

#include <csetjmp>

namespace cnn::runtime::embedded {

class Scratch;

/// The user context of generated code: one for the run of an entry, and one for
/// each task of a parallel loop. What depends on the task is found through it
/// and not by thread-local storage, which would tie the object to the dynamic
/// loader's.
struct Context {
  cnn_session *session;
  Scratch *scratch; ///< of the thread that runs this
  /// An application's executor runs this task.
  bool insideExecutor;
  /// Where a failure goes on: behind the entry, or behind the task. Set before
  /// generated code is called. Nothing between has a destructor: it is
  /// generated code, and all that the runtime calls has returned.
  std::jmp_buf failed;

  /// Ends the run or the task with this status, which is not 0.
  [[noreturn]] void leave(int status) { std::longjmp(failed, status); }
};

inline Context &contextOf(void *context) { return *static_cast<Context *>(context); }

} // namespace cnn::runtime::embedded

#endif // CNN_RUNTIME_EMBEDDED_CONTEXT_H
