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
  static Type close(Type type, int64_t batch) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (!tensor || tensor.getRank() == 0 || !tensor.isDynamicDim(0))
      return type;
    SmallVector<int64_t> shape(tensor.getShape());
    shape[0] = batch;
    return tensor.clone(shape);
  }

  static bool isOpen(NetworkOp network) {
    return llvm::any_of(network.getArgumentTypes(), [](Type type) { return close(type, 1) != type; });
  }

  static LogicalResult closeArguments(NetworkOp network, int64_t batch) {
    for (BlockArgument argument : network.getArguments()) {
      auto type = dyn_cast<RankedTensorType>(argument.getType());
      if (!type)
        return network.emitOpError("expects tensors as arguments, found ") << argument.getType();
      argument.setType(close(type, batch));
      if (!cast<RankedTensorType>(argument.getType()).hasStaticShape())
        return network.emitOpError("expects only the first extent of argument '")
               << network.getInputName(argument.getArgNumber()) << "' to be open, found " << type;
    }
    return success();
  }

  /// Gives the results of a layer the types that follow from its operands.
  static LogicalResult inferAgain(InferTypeOpInterface op) {
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

  static LogicalResult fix(NetworkOp network, int64_t batch) {
    if (batch < 1)
      return network.emitError("expects a batch of at least 1, found ") << batch;
    if (failed(closeArguments(network, batch)))
      return failure();
    for (Operation &op : network.getBody().front()) {
      if (auto layer = dyn_cast<InferTypeOpInterface>(op)) {
        if (failed(inferAgain(layer)))
          return failure();
        continue;
      }
      for (OpResult result : op.getResults())
        result.setType(close(result.getType(), batch));
    }
    network.updateFunctionType();
    return success();
  }

  /// Puts a copy for another number of images before `place`.
  static LogicalResult addVariant(NetworkOp network, int64_t batch, SymbolTable &symbols, Operation *place) {
    auto variant = cast<NetworkOp>(network->clone());
    variant.setPrivate(); // the passes that make training leave it alone
    variant.setSymName((network.getSymName() + "_" + std::to_string(batch)).str());
    if (place)
      symbols.insert(variant, Block::iterator(place)); // renames it if the name is taken
    else
      symbols.insert(variant);
    return fix(variant, batch);
  }

  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    for (NetworkOp network : SmallVector<NetworkOp>(getOperation().getOps<NetworkOp>())) {
      Operation *next = network->getNextNode();
      if (network.getEntry() == Entry::Infer && isOpen(network))
        for (int64_t images : variants)
          if (failed(addVariant(network, images, symbols, next)))
            return signalPassFailure();
      if (failed(fix(network, batch)))
        return signalPassFailure();
    }
  }
};

} // namespace
} // namespace cnnc::cnn
