//===- Networks.h - Random small networks -------------------------------===//

#ifndef CNNC_TEST_UNIT_MODEL_NETWORKS_H
#define CNNC_TEST_UNIT_MODEL_NETWORKS_H

#include "../support/Windows.h"

namespace cnnc::test {

/// The text of a classifier @net of images into 4 classes: convolutions (strided, padded, grouped),
/// batch norms, residual sums, poolings, activations, dropout and dense layers as the dice fall. The
/// batch is open.
std::string makeRandomNetwork(Dice &dice, llvm::StringRef optimizer);

} // namespace cnnc::test

#endif
