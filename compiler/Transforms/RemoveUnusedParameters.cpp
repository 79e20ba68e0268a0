//===- RemoveUnusedParameters.cpp - Removes dead reads and parameters ---===//

#include "compiler/Transforms/Passes.h"

using namespace mlir;

namespace cnnc::cnn {
#define GEN_PASS_DEF_REMOVEUNUSEDPARAMETERS
#include "compiler/Transforms/Passes.h.inc"

namespace {

struct RemoveUnusedParametersPass : impl::RemoveUnusedParametersBase<RemoveUnusedParametersPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    module.walk([](ReadOp read) {
      if (read->use_empty())
        read.erase();
    });
    llvm::DenseSet<StringRef> used;
    module.walk([&](Operation *op) {
      if (auto read = dyn_cast<ReadOp>(op))
        used.insert(read.getParameter());
      if (auto write = dyn_cast<WriteOp>(op))
        used.insert(write.getParameter());
    });
    for (ParameterOp parameter : llvm::make_early_inc_range(module.getOps<ParameterOp>()))
      if (!used.contains(parameter.getSymName()))
        parameter.erase();
  }
};

} // namespace
} // namespace cnnc::cnn
