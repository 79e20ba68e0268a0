//===- Session.h - An arena and threads to run a model with ---------------===//
#ifndef CNN_RUNTIME_SESSION_H
#define CNN_RUNTIME_SESSION_H

#include "runtime/Parameters.h"

namespace cnn::runtime {

/// Runs the entries of a model on some parameters. One thread at a time may use
/// a session; several sessions may share parameters.
class Session {
public:
  /// Threads: 0 means as many as the process may use.
  Session(const Parameters &parameters, uint32_t threads);

  const Model &model() const { return values.model(); }
  Parameters &parameters() { return values; }
  const Parameters &parameters() const { return values; }

  void setThreads(uint32_t threads);
  /// `observer` is called after every launch; null turns it off.
  void setObserver(cnn_launch_observer observer, void *data);

  /// Runs entry `entry` once, on tensors of exactly its shapes.
  void run(uint32_t entry, const void *const *inputs, void *const *outputs);
  /// Inference on any number of images; see cnn_model.infer.
  void infer(uint64_t images, const void *const *inputs, void *const *outputs);

private:
  void check(cnn_status status, const std::string &action) const;

  Parameters values;
  std::shared_ptr<cnn_session> session;
};

} // namespace cnn::runtime

#endif
