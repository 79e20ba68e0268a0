//===- KernelGroups.h - Which layers become one kernel ------------------===//

#ifndef CNNC_COMPILER_CONVERSION_KERNELGROUPS_H
#define CNNC_COMPILER_CONVERSION_KERNELGROUPS_H

#include "dialects/CNN/CNNOps.h"

namespace cnnc {

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

/// With `joinsDepthwise` a depthwise convolution takes the one that computes its image.
KernelGroups groupIntoKernels(cnn::NetworkOp network, bool joinsDepthwise);

} // namespace cnnc

#endif
