//===- WeightRead.h - The parameter that a weight is ------------*- C++ -*-===//

#ifndef CNNC_COMPILER_TRANSFORMS_WEIGHTREAD_H
#define CNNC_COMPILER_TRANSFORMS_WEIGHTREAD_H

#include "dialects/CNN/CNNOps.h"

namespace cnnc::cnn {

/// The read of a parameter that a weight is, or is reshaped from; null for what is computed.
ReadOp getRead(mlir::Value weight);

} // namespace cnnc::cnn

#endif
