//===- Session.cpp - Running a model --------------------------------------===//

#include "runtime/embedded/Session.h"
#include "runtime/ModelNames.h"
#include "runtime/embedded/Clock.h"
#include "runtime/embedded/EmbeddedModel.h"
#include "runtime/embedded/Memory.h"
#include "runtime/embedded/Parameters.h"
#include "runtime/embedded/Processor.h"
#include "runtime/embedded/TileStage.h"

#include <cinttypes>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

using namespace cnn::runtime::embedded;

cnn_status cnn::runtime::embedded::fail(cnn_session &session, cnn_status status,
                                        const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(session.error, sizeof session.error, format, arguments);
  va_end(arguments);
  return status;
}

//===----------------------------------------------------------------------===//
// Life and settings
//===----------------------------------------------------------------------===//

/// As many threads as the process may use.
static uint32_t allThreads() {
  uint32_t threads = ThreadPool::processors();
  return threads < ThreadPool::maxThreads ? threads : ThreadPool::maxThreads;
}

cnn_status cnn_embedded_create_session(const cnn_model *model, cnn_parameters *parameters,
                                       uint32_t threads, cnn_session **result) {
  if (!result)
    return CNN_INVALID_ARGUMENT;
  *result = nullptr;
  if (!model || model->abi_version != CNN_MODEL_ABI_VERSION || !parameters ||
      (parameters->model != model && parameters->model != model->fallback) ||
      threads > ThreadPool::maxThreads)
    return CNN_INVALID_ARGUMENT;
  // They fix the form: asked again, the system may answer otherwise.
  model = parameters->model;
  if (!processorRuns(model->target))
    return CNN_DEVICE_FAILED;

  void *memory = allocateAligned(sizeof(cnn_session));
  auto *arena = static_cast<uint8_t *>(allocateAligned(model->arena_bytes));
  if (!memory || !arena) {
    free(memory);
    free(arena);
    return CNN_OUT_OF_MEMORY;
  }
  // Touches every page now instead of during the first run.
  memset(arena, 0, model->arena_bytes);

  auto *session = new (memory) cnn_session;
  session->model = model;
  session->parameters = parameters;
  session->arena = arena;
  if (!session->pool.acquire(threads == 0 ? allThreads() : threads)) {
    cnn_embedded_destroy_session(session);
    return CNN_OUT_OF_MEMORY;
  }
  *result = session;
  return CNN_OK;
}

void cnn_embedded_destroy_session(cnn_session *session) {
  if (!session)
    return;
  session->pool.release();
  session->scratch.clear();
  free(session->arena);
  free(session->padding);
  free(session);
}

cnn_status cnn_embedded_set_threads(cnn_session *session, uint32_t threads) {
  if (!session)
    return CNN_INVALID_ARGUMENT;
  if (threads > ThreadPool::maxThreads)
    return fail(*session, CNN_INVALID_ARGUMENT, "%s: threads: expected at most %u, found %u",
                session->model->name, ThreadPool::maxThreads, threads);
  if (threads == 0)
    threads = allThreads();
  if (!session->pool.setThreads(threads))
    return fail(*session, CNN_OUT_OF_MEMORY, "%s: the system refused to start %u threads",
                session->model->name, threads);
  return CNN_OK;
}

cnn_status cnn_embedded_set_executor(cnn_session *session, cnn_executor executor,
                                     void *executor_data) {
  if (!session)
    return CNN_INVALID_ARGUMENT;
  session->executor = executor;
  session->executorData = executor_data;
  return CNN_OK;
}

cnn_status cnn_embedded_set_observer(cnn_session *session, cnn_launch_observer observer,
                                     void *data) {
  if (!session)
    return CNN_INVALID_ARGUMENT;
  session->observer = observer;
  session->observerData = data;
  return CNN_OK;
}

const char *cnn_embedded_last_error(const cnn_session *session) {
  return session ? session->error : "";
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

/// Checks that `count` tensors were given.
static cnn_status checkTensors(cnn_session &session, const char *entry, const char *kind,
                               const cnn_tensor_info *infos, uint32_t count,
                               const void *const *tensors) {
  for (uint32_t i = 0; i < count; ++i)
    if (!tensors || !tensors[i])
      return fail(session, CNN_INVALID_ARGUMENT, "%s: %s: %s %u (%s) is null",
                  session.model->name, entry, kind, i, infos[i].name);
  return CNN_OK;
}

cnn_status cnn::runtime::embedded::checkTensors(cnn_session &session, const cnn_entry_info &entry,
                                                const void *const *inputs, void *const *outputs) {
  cnn_status status =
      checkTensors(session, entry.name, "input", entry.inputs, entry.input_count, inputs);
  if (status != CNN_OK)
    return status;
  return checkTensors(session, entry.name, "output", entry.outputs, entry.output_count, outputs);
}

/// Calls the generated code of an entry; returns 0, or the status of what failed.
static int callEntry(cnn_session &session, const cnn_entry_info &entry,
                     const void *const *inputs, void *const *outputs) {
  Context context{&session, &session.scratch.ofCaller(), false, {}};
  if (int status = setjmp(context.failed))
    return status;
  return entry.run(&context, session.arena,
                   session.parameters->block.load(std::memory_order_acquire), inputs, outputs);
}

/// Says which kernel failed: the one after the last that reported itself done.
static cnn_status failRun(cnn_session &session, const cnn_entry_info &entry, int result) {
  // What the kernel has not released, it never will.
  session.scratch.clear();
  char reason[100];
  uint64_t missing = session.missingBytes.load(std::memory_order_relaxed);
  cnn_status status = missing ? CNN_OUT_OF_MEMORY : CNN_KERNEL_FAILED;
  if (missing)
    snprintf(reason, sizeof reason, "there is no memory for %" PRIu64 " bytes of scratch", missing);
  else if (result == misplacedOperands)
    snprintf(reason, sizeof reason, "its schedule pads what matrix tiles find side by side (tail = round_up?)");
  else
    snprintf(reason, sizeof reason, "failed with status %d", result);
  if (session.launched >= entry.launch_count)
    return fail(session, status, "%s: %s: %s", session.model->name, entry.name, reason);
  const cnn_launch_info &launch = entry.launches[session.launched];
  return fail(session, status, "%s: %s: kernel %s (%s): %s", session.model->name, entry.name,
              launch.kernel, launch.layers, reason);
}

static cnn_status execute(cnn_session &session, const cnn_entry_info &entry,
                          const void *const *inputs, void *const *outputs) {
  session.missingBytes.store(0, std::memory_order_relaxed);
  session.launched = 0;
  if (session.observer)
    session.launchBegin = nanoseconds();
  session.pool.beginCall();
  int result = callEntry(session, entry, inputs, outputs);
  session.pool.endCall();
  return result ? failRun(session, entry, result) : CNN_OK;
}

/// Computes what follows from parameters alone, where they have changed since.
static cnn_status prepare(cnn_session &session) {
  cnn_parameters &parameters = *session.parameters;
  cnn_status status = CNN_OK;
  pthread_mutex_lock(&parameters.mutex);
  cnn_launch_observer observer = session.observer;
  session.observer = nullptr; // these launches are not the caller's
  for (uint32_t i = 0; i < session.model->entry_count && !parameters.prepared.load(); ++i)
    if (strcmp(session.model->entries[i].name, cnn::runtime::prepareEntry) == 0 && status == CNN_OK)
      status = execute(session, session.model->entries[i], nullptr, nullptr);
  session.observer = observer;
  if (status == CNN_OK)
    parameters.prepared.store(true, std::memory_order_release);
  pthread_mutex_unlock(&parameters.mutex);
  return status;
}

cnn_status cnn::runtime::embedded::runEntry(cnn_session &session, const cnn_entry_info &entry,
                                            const void *const *inputs, void *const *outputs) {
  cnn_status status = checkTensors(session, entry, inputs, outputs);
  if (status == CNN_OK && !session.parameters->prepared.load(std::memory_order_acquire))
    status = prepare(session);
  if (status == CNN_OK)
    status = execute(session, entry, inputs, outputs);
  return status;
}

cnn_status cnn_embedded_run(cnn_session *session, uint32_t entryIndex, const void *const *inputs,
                            void *const *outputs) {
  SessionUse use(session);
  if (!use)
    return CNN_INVALID_ARGUMENT;
  const cnn_model &model = *session->model;
  if (entryIndex >= model.entry_count)
    return fail(*session, CNN_INVALID_ARGUMENT, "%s: entry: expected less than %u, found %u",
                model.name, model.entry_count, entryIndex);
  return runEntry(*session, model.entries[entryIndex], inputs, outputs);
}

void cnn_embedded_launched(void *user_context, uint32_t launch) {
  cnn_session &session = *contextOf(user_context).session;
  session.launched = launch + 1;
  if (session.observer) {
    uint64_t now = nanoseconds();
    session.observer(session.observerData, launch, now - session.launchBegin);
    // The observer's own time belongs to no launch.
    session.launchBegin = nanoseconds();
  }
}
