//===- Interrupt.cpp - Ctrl-C as a request --------------------------------===//
#include "runtime/tools/Interrupt.h"

#include <csignal>
#include <initializer_list>

namespace cnn::runtime {

static volatile std::sig_atomic_t received = 0;

void catchInterrupts() {
  struct sigaction action = {};
  action.sa_handler = [](int signal) { received = signal; };
  action.sa_flags = SA_RESETHAND | SA_RESTART;
  for (int signal : {SIGINT, SIGTERM}) {
    struct sigaction before = {};
    sigaction(signal, nullptr, &before);
    if (before.sa_handler != SIG_IGN)
      sigaction(signal, &action, nullptr);
  }
}

int interruptSignal() { return received; }

} // namespace cnn::runtime
