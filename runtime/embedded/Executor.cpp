//===- Executor.cpp - Parallel loops of kernels ---------------------------===//

#include "runtime/embedded/HalideInterface.h"
#include "runtime/embedded/Session.h"

using namespace cnn::runtime::embedded;

int halide_do_task(void *context, halide_task_t task, int index, uint8_t *closure) {
  return task(context, index, closure);
}

/// Runs a kernel's parallel loop on the session's pool, or on the executor that
/// the application installed. A loop of one iteration runs at once and does not
/// count as nesting: for a batch of one image the loop over images leaves the
/// threads to the loop over channels inside.
///
/// An application's executor need not cope with nesting, so loops inside its
/// tasks run serially there.
int halide_do_par_for(void *context, halide_task_t task, int min, int size, uint8_t *closure) {
  if (size == 1)
    return task(context, min, closure);
  cnn_session &session = sessionOf(context);
  if (!session.executor)
    return session.pool.parallelFor(context, task, min, size, closure);
  if (!static_cast<Context *>(context)->insideExecutor)
    return size <= 0 ? 0
                     : session.executor(session.executorData, &session.executorContext, task, min,
                                        size, closure);
  for (int i = 0; i < size; ++i)
    if (int status = task(context, min + i, closure))
      return status;
  return 0;
}
