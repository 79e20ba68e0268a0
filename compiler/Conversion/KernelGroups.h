//===- KernelGroups.h - Which layers become one kernel ------------------===//

#ifndef CNNC_COMPILER_CONVERSION_KERNELGROUPS_H
#define CNNC_COMPILER_CONVERSION_KERNELGROUPS_H

#include "dialects/CNN/CNNOps.h"

namespace cnnc {

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

/// Operations that become one kernel, in the order of the network.
struct KernelGroup {
  llvm::SmallVector<mlir::Operation *> ops;
  bool hasContraction = false;
};

/// Why the layer `op` reads the value of another kernel.
struct NotFused {
  mlir::Operation *op;
  mlir::Operation *producer;
  std::string reason;
};

struct KernelGroups {
  /// In an order in which they can run.
  std::vector<KernelGroup> groups;
  std::vector<NotFused> notFused;
};

KernelGroups groupIntoKernels(cnn::NetworkOp network);

} // namespace cnnc

#endif
