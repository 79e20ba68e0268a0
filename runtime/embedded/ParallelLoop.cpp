//===- ParallelLoop.cpp - Parallel loops of kernels -----------------------===//

#include "runtime/embedded/HalideInterface.h"
#include "runtime/embedded/Session.h"

using namespace cnn::runtime::embedded;

namespace {

/// What the tasks of one loop have in common.
struct Loop {
  cnn_session *session;
  pthread_t owner;
  Scratch *scratch; ///< the owner's
  bool insideExecutor;
  halide_task_t task;
  uint8_t *closure;
};

} // namespace

/// Runs one task with a context of its own.
static int runTask(void *, int index, uint8_t *closure) {
  const Loop &loop = *reinterpret_cast<const Loop *>(closure);
  pthread_t self = pthread_self();
  Scratch &scratch = pthread_equal(self, loop.owner) ? *loop.scratch : loop.session->scratch.ofHelper(self);
  Context context{loop.session, &scratch, loop.insideExecutor, {}};
  if (int status = setjmp(context.failed))
    return status;
  return loop.task(&context, index, loop.closure);
}

/// Runs a kernel's parallel loop on the process's pool, or on the executor that
/// the application installed. A loop of one iteration runs at once and does not
/// count as nesting: for a batch of one image the loop over images leaves the
/// threads to the loop over channels inside. A loop of a session with one thread
/// runs at once too, without a context and a setjmp for each iteration.
///
/// An application's executor need not cope with nesting, so loops inside its
/// tasks run serially there.
int halide_do_par_for(void *opaque, halide_task_t task, int min, int size, uint8_t *closure) {
  Context &context = contextOf(opaque);
  cnn_session &session = *context.session;
  int status = 0;
  bool alone = context.insideExecutor || (!session.executor && session.pool.threads() == 1);
  if (size == 1 || alone) {
    for (int i = 0; i < size && status == 0; ++i)
      status = task(&context, min + i, closure);
  } else if (size > 0) {
    Loop loop{&session, pthread_self(), context.scratch, session.executor != nullptr, task, closure};
    auto *common = reinterpret_cast<uint8_t *>(&loop);
    status = session.executor
                 ? session.executor(session.executorData, &context, runTask, min, size, common)
                 : session.pool.parallelFor(&context, runTask, min, size, common);
  }
  if (status != 0)
    context.leave(status);
  return 0;
}
