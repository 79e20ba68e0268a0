//===- TensorBuffers.h - The inputs or outputs of an entry ----------------===//
#ifndef CNN_RUNTIME_TENSORBUFFERS_H
#define CNN_RUNTIME_TENSORBUFFERS_H

#include "cnn/model.h"

#include <memory>
#include <vector>

namespace cnn::runtime {

/// Zero-filled memory for a list of tensors, each aligned to a cache line, and
/// the array of pointers that cnn_model.run takes.
class TensorBuffers {
public:
  TensorBuffers(const cnn_tensor_info *tensors, uint32_t count);

  void *const *pointers() const { return addresses.data(); }
  const void *const *constPointers() const { return addresses.data(); }
  template <typename Element> Element *get(uint32_t index) const {
    return static_cast<Element *>(addresses[index]);
  }

private:
  struct Release {
    void operator()(void *memory) const;
  };
  std::vector<std::unique_ptr<void, Release>> memory;
  std::vector<void *> addresses;
};

} // namespace cnn::runtime

#endif
