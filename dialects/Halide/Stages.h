//===- Stages.h - Which stages and loops a kernel has -------------------===//

#ifndef CNNC_DIALECTS_HALIDE_STAGES_H
#define CNNC_DIALECTS_HALIDE_STAGES_H

#include "dialects/Halide/ConvolutionStages.h"
#include "dialects/Halide/OperationStages.h"

namespace cnnc::halide {

/// A function that writes `count` results of a kernel from `first` on: the stage that holds them or,
/// for an input, a reduction or a part of a tuple, a copy called output<first>.
struct OutputStage {
  std::string name;
  unsigned first, count;
  bool isCopy;
};
llvm::SmallVector<OutputStage> getOutputStages(KernelOp kernel);

/// The stages of a kernel, in the order of the operations of its algorithm, then the copies that
/// write results. compiler/Kernels defines exactly these.
llvm::SmallVector<StageInfo> getStages(KernelOp kernel);

/// The unique names of the operations of a kernel's algorithm: the operation's mnemonic, with _1,
/// _2, ... from the second on.
llvm::DenseMap<mlir::Operation *, std::string> getStageBaseNames(KernelOp kernel);

} // namespace cnnc::halide

#endif
