//===- FixBatch.cpp - Replaces the open batch extent by a number --------===//

#include "compiler/Transforms/Passes.h"

using namespace mlir;

namespace cnnc::cnn {
#define GEN_PASS_DEF_FIXBATCH
#include "compiler/Transforms/Passes.h.inc"

namespace {

struct FixBatchPass : impl::FixBatchBase<FixBatchPass> {
  using FixBatchBase::FixBatchBase;

  /// `type` with its leading `?` replaced.
  Type close(Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (!tensor || tensor.getRank() == 0 || !tensor.isDynamicDim(0))
      return type;
    SmallVector<int64_t> shape(tensor.getShape());
    shape[0] = batch;
    return tensor.clone(shape);
  }

  LogicalResult closeArguments(NetworkOp network) {
    for (BlockArgument argument : network.getArguments()) {
      auto type = dyn_cast<RankedTensorType>(argument.getType());
      if (!type)
        return network.emitOpError("expects tensors as arguments, found ") << argument.getType();
      argument.setType(close(type));
      if (!cast<RankedTensorType>(argument.getType()).hasStaticShape())
        return network.emitOpError("expects only the first extent of argument '")
               << network.getInputName(argument.getArgNumber()) << "' to be open, found " << type;
    }
    return success();
  }

  /// Gives the results of a layer the types that follow from its operands.
  LogicalResult inferAgain(InferTypeOpInterface op) {
    SmallVector<Type> types;
    if (failed(op.inferReturnTypes(op->getContext(), op->getLoc(), op->getOperands(),
                                   op->getDiscardableAttrDictionary(), op->getPropertiesStorage(),
                                   op->getRegions(), types)))
      return failure();
    for (auto [result, type] : llvm::zip_equal(op->getResults(), types)) {
      auto found = cast<RankedTensorType>(result.getType());
      auto inferred = cast<RankedTensorType>(type);
      result.setType(RankedTensorType::get(inferred.getShape(), inferred.getElementType(), found.getEncoding()));
    }
    return success();
  }

  void runOnOperation() override {
    if (batch < 1) {
      getOperation().emitError("expects a batch of at least 1, found ") << batch.getValue();
      return signalPassFailure();
    }
    for (NetworkOp network : getOperation().getOps<NetworkOp>()) {
      if (failed(closeArguments(network)))
        return signalPassFailure();
      for (Operation &op : network.getBody().front()) {
        if (auto layer = dyn_cast<InferTypeOpInterface>(op)) {
          if (failed(inferAgain(layer)))
            return signalPassFailure();
          continue;
        }
        for (OpResult result : op.getResults())
          result.setType(close(result.getType()));
      }
      network.updateFunctionType();
    }
  }
};

} // namespace
} // namespace cnnc::cnn
