//===- Interrupt.cpp - Ctrl-C as a request --------------------------------===//
#include "runtime/tools/Interrupt.h"

#include <csignal>

namespace cnn::runtime {

static volatile std::sig_atomic_t received = 0;

void catchInterrupts() {
  struct sigaction action = {};
  action.sa_handler = [](int signal) { received = signal; };
  action.sa_flags = SA_RESETHAND | SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

int interruptSignal() { return received; }

} // namespace cnn::runtime
