//===- Interrupt.h - Ctrl-C as a request ----------------------------------===//
#ifndef CNN_RUNTIME_TOOLS_INTERRUPT_H
#define CNN_RUNTIME_TOOLS_INTERRUPT_H

namespace cnn::runtime {

/// From now on the first SIGINT or SIGTERM is only noted; a second one ends the
/// program as usual. One that is ignored, as shells have it for background jobs,
/// stays ignored.
void catchInterrupts();

/// The number of the signal that came, or 0.
int interruptSignal();

} // namespace cnn::runtime

#endif
