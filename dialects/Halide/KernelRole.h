//===- KernelRole.h - The part an operation can take in a kernel --------===//

#ifndef CNNC_DIALECTS_HALIDE_KERNELROLE_H
#define CNNC_DIALECTS_HALIDE_KERNELROLE_H

#include "dialects/CNN/CNNOps.h"

namespace cnnc::halide {

/// The part an operation can take in a kernel.
enum class KernelRole {
  Contraction,     // sums over products: convolution, dense, matmul, gradients of convolution
  Elementwise,     // one result element from one element of each operand
  Copy,            // moves elements
  Join,            // moves elements of several places; starts a kernel
  Pooling,         // windows to elements
  PoolingGradient, // elements to windows
  Reduction,       // whole axes to elements
  Update,          // a parameter's new value
  Generated,       // computed from nothing wherever it is used
  Structure,       // read, write, return: no computation
};

KernelRole getKernelRole(mlir::Operation *op);

} // namespace cnnc::halide

#endif
