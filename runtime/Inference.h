//===- Inference.h - Inference on any number of samples -------------------===//
#ifndef CNN_RUNTIME_INFERENCE_H
#define CNN_RUNTIME_INFERENCE_H

#include "runtime/Session.h"
#include "runtime/Tensor.h"
#include "runtime/TensorBuffers.h"

namespace cnn::runtime {

/// The entry "infer" with memory for one batch.
class Inference {
public:
  explicit Inference(Session &session);

  const cnn_entry_info &entry() const { return session.model().entry(index); }
  /// Samples in one call of the compiled code.
  uint64_t batch() const { return session.model().table().batch; }

  /// Checks that the entry has one float32 image input and a float32
  /// [batch, classes] output; gives the number of classes.
  int64_t requireClassifier() const;

  /// The memory of one batch, to be filled before and read after runBatch().
  template <typename Element> Element *input(uint32_t number) {
    return inputs.get<Element>(number);
  }
  template <typename Element> const Element *output(uint32_t number) const {
    return outputs.get<Element>(number);
  }
  void runBatch() { session.run(index, inputs.constPointers(), outputs.pointers()); }

  /// Inputs in the entry's order, whose first extent may differ from the
  /// compiled batch: they run in batches, the last one filled up with zeros, and
  /// the outputs have the inputs' first extent. An input without a batch
  /// dimension must have exactly its shape.
  std::vector<Tensor> run(const std::vector<Tensor> &tensors);

private:
  bool isBatched(const cnn_tensor_info &tensor) const {
    return tensor.rank > 0 && tensor.shape[0] == static_cast<int64_t>(batch());
  }
  uint64_t checkInputs(const std::vector<Tensor> &tensors) const;

  Session &session;
  uint32_t index;
  TensorBuffers inputs, outputs;
};

/// The position of the largest of `count` values; the first of equals.
int64_t largest(const float *values, int64_t count);

/// Throws unless all values are finite; `place` begins the message.
void requireFinite(const float *values, int64_t count, const std::string &place);

} // namespace cnn::runtime

#endif
