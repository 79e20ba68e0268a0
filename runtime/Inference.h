//===- Inference.h - Inference on any number of samples -------------------===//
#ifndef CNN_RUNTIME_INFERENCE_H
#define CNN_RUNTIME_INFERENCE_H

#include "runtime/Session.h"
#include "runtime/Tensor.h"

namespace cnn::runtime {

/// Inference by the entry "infer", and by its variants for other numbers of samples.
class Inference {
public:
  explicit Inference(Session &session);

  const cnn_entry_info &entry() const { return session.model().entry(index); }
  /// The most samples that the compiled code takes at once.
  uint64_t batch() const { return session.model().table().batch; }

  /// Checks that the entry has one float32 image input and a float32
  /// [batch, classes] output; gives the number of classes.
  int64_t requireClassifier() const;

  /// Inputs in the entry's order, whose first extent may differ from the
  /// compiled batch (see cnn_model.infer); the outputs have the same. An input
  /// without a batch dimension must have exactly its shape.
  std::vector<Tensor> run(const std::vector<Tensor> &tensors);

private:
  bool isBatched(const cnn_tensor_info &tensor) const {
    return tensor.rank > 0 && tensor.shape[0] == static_cast<int64_t>(batch());
  }
  uint64_t checkInputs(const std::vector<Tensor> &tensors) const;

  Session &session;
  uint32_t index;
};

/// The position of the largest of `count` values; the first of equals.
int64_t largest(const float *values, int64_t count);

/// Throws unless all values are finite; `place` begins the message.
void requireFinite(const float *values, int64_t count, const std::string &place);

} // namespace cnn::runtime

#endif
