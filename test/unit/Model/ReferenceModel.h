//===- ReferenceModel.h - What a compiled model should give ---------------===//
//
// A model compiled by cnnc and run through cnn/model.h is compared with the reference interpreter on the same network,
// differentiated but neither simplified nor laid out nor fused.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TEST_UNIT_MODEL_REFERENCEMODEL_H
#define CNNC_TEST_UNIT_MODEL_REFERENCEMODEL_H

#include "../support/Network.h"
#include "CompiledModel.h"

namespace cnnc::test {

/// The network and its training step as the interpreter runs them.
struct ReferenceModel {
  Network network;
  std::optional<reference::Interpreter> interpreter; ///< none, and a failed test, where the network cannot be run

  ReferenceModel(llvm::StringRef text, int64_t batch);

  cnn::NetworkOp getEntry(cnn::Entry entry);
  /// Random images, and labels below 4, for the entry.
  std::vector<reference::Tensor> makeInputs(cnn::Entry entry, uint64_t seed);
};

/// The results of an inference against the interpreter's, by name.
void checkInference(Session &session, ReferenceModel &reference, uint64_t seed);

/// Some training steps on one thread and on two, which must agree to the last bit. The interpreter makes each step from
/// the state that the compiled model was in, so that rounding does not add up.
void checkTraining(const cnn_model *model, ReferenceModel &reference, int steps, int64_t seed);

} // namespace cnnc::test

#endif
