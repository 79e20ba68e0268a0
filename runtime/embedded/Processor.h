//===- Processor.h - What this processor can execute ------------*- C++ -*-===//

#ifndef CNN_RUNTIME_EMBEDDED_PROCESSOR_H
#define CNN_RUNTIME_EMBEDDED_PROCESSOR_H

namespace cnn::runtime::embedded {

/// Whether code for `target` (cnn_model.target) can run in this process, for
/// which the system is asked for matrix tiles if it has some. Only the levels
/// of the x86-64 psABI are known; any other name is believed.
bool processorRuns(const char *target);

} // namespace cnn::runtime::embedded

#endif // CNN_RUNTIME_EMBEDDED_PROCESSOR_H
