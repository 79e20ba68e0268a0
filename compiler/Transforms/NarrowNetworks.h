//===- NarrowNetworks.h - Networks of few channels --------------*- C++ -*-===//

#ifndef CNNC_COMPILER_TRANSFORMS_NARROWNETWORKS_H
#define CNNC_COMPILER_TRANSFORMS_NARROWNETWORKS_H

#include "dialects/CNN/CNNOps.h"

namespace cnnc::cnn {

/// Whether the channels of no image of a network fill a vector, but its images do: LeNet-5 in batches. They lie side by
/// side then, from the first layer to the loss.
bool isNarrow(NetworkOp network);

} // namespace cnnc::cnn

#endif
