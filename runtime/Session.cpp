//===- Session.cpp - An arena and threads to run a model with -------------===//
#include "runtime/Session.h"

#include "runtime/Error.h"

namespace cnn::runtime {

namespace {

const char *statusText(cnn_status status) {
  switch (status) {
  case CNN_OK:
    return "success";
  case CNN_INVALID_ARGUMENT:
    return "an argument is invalid";
  case CNN_OUT_OF_MEMORY:
    return "there is not enough memory";
  case CNN_KERNEL_FAILED:
    return "a kernel failed";
  case CNN_DEVICE_FAILED:
    return "this machine cannot run its target; compile it with --target=host";
  }
  return "an unknown failure";
}

} // namespace

Session::Session(const Parameters &parameters, uint32_t threads) : values(parameters) {
  const cnn_model &table = model().table();
  cnn_session *created = nullptr;
  if (cnn_status status = table.create_session(&table, values.get(), threads, &created))
    fail(static_cast<cnn_runtime_status>(status), "model '", model().name(), "' for ", table.target,
         ": cannot create a session of ", threads ? std::to_string(threads) : "all",
         " threads and ", table.arena_bytes, " bytes: ", statusText(status));
  session = std::shared_ptr<cnn_session>(created, table.destroy_session);
}

void Session::setThreads(uint32_t threads) {
  check(model().table().set_threads(session.get(), threads), "cannot set the number of threads");
}

void Session::setObserver(cnn_launch_observer observer, void *data) {
  check(model().table().set_observer(session.get(), observer, data), "cannot set the observer");
}

void Session::run(uint32_t entry, const void *const *inputs, void *const *outputs) {
  if (cnn_status status = model().table().run(session.get(), entry, inputs, outputs))
    check(status, concatenate("entry '", model().entry(entry).name, "' failed"));
}

void Session::infer(uint64_t images, const void *const *inputs, void *const *outputs) {
  check(model().table().infer(session.get(), images, inputs, outputs), "inference failed");
}

void Session::check(cnn_status status, const std::string &action) const {
  if (status == CNN_OK)
    return;
  std::string message = model().table().last_error(session.get());
  fail(static_cast<cnn_runtime_status>(status), "model '", model().name(), "': ", action, ": ",
       message.empty() ? statusText(status) : message);
}

} // namespace cnn::runtime
