//===- Differentiate.cpp - Writes the backward pass of a network --------===//
//
// Reverse accumulation. An operation takes part if it lies on a path from a leaf
// to the loss: one of its operands varies with a leaf, and the loss depends on one
// of its results. From the last such operation to the first, the gradients of its
// results are complete when it is reached, and its rule gives those of its
// operands.
//
//===----------------------------------------------------------------------===//

#include "compiler/Transforms/Passes.h"
#include "compiler/Transforms/TrainingStep.h"
#include "mlir/IR/Dominance.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/CSE.h"

using namespace mlir;

namespace cnnc::cnn {
#define GEN_PASS_DEF_DIFFERENTIATE
#include "compiler/Transforms/Passes.h.inc"

namespace {

class Backward {
public:
  Backward(NetworkOp network, const SymbolTable &symbols, Value loss)
      : network(network), builder(network.getReturn()), loss(loss),
        varying(findValuesThatVary(network, symbols)) {}

  LogicalResult write() {
    if (!varying.contains(loss))
      return network.emitOpError("expects its loss to depend on a trainable parameter");
    SmallVector<Operation *> forward;
    for (Operation &op : network.getBody().front().without_terminator())
      forward.push_back(&op);

    auto type = cast<RankedTensorType>(loss.getType());
    gradients[loss] = FillOp::create(builder, loss.getLoc(), RankedTensorType::get({}, type.getElementType()),
                                     builder.getF64FloatAttr(1.0));
    for (Operation *op : llvm::reverse(forward))
      if (failed(differentiate(op)))
        return failure();
    appendResults();
    return success();
  }

private:
  LogicalResult differentiate(Operation *op) {
    SmallVector<Value> resultGradients;
    for (Value result : op->getResults())
      resultGradients.push_back(gradients.lookup(result));
    bool isOnPath = llvm::any_of(resultGradients, [](Value gradient) { return gradient != nullptr; });
    if (!isOnPath || op->getNumOperands() == 0)
      return success();
    for (OpOperand &operand : op->getOpOperands()) {
      if (!varying.contains(operand.get()))
        continue;
      auto rule = dyn_cast<DifferentiableOpInterface>(op);
      if (!rule)
        return op->emitOpError("has no gradient rule, but the loss depends on ")
               << describeLeaf(operand.get()) << " through it";
      add(operand.get(), rule.buildGradient(builder, operand.getOperandNumber(), resultGradients));
    }
    return success();
  }

  /// Adds to the gradient of `value`; a null term is zero.
  void add(Value value, Value term) {
    if (!term)
      return;
    Value &gradient = gradients[value];
    gradient = gradient ? AddOp::create(builder, term.getLoc(), gradient, term) : term;
  }

  /// The first leaf found on the way back from `value`, for a message.
  std::string describeLeaf(Value value) {
    while (true) {
      if (auto argument = dyn_cast<BlockArgument>(value))
        return "input '" + network.getInputName(argument.getArgNumber()) + "'";
      Operation *producer = value.getDefiningOp();
      if (auto read = dyn_cast<ReadOp>(producer))
        return ("parameter @" + read.getParameter()).str();
      value = *llvm::find_if(producer->getOperands(), [&](Value operand) { return varying.contains(operand); });
    }
  }

  /// Gradients become results in the order of the leaves. Several reads of one parameter are one leaf.
  void appendResults() {
    NetworkResults results = NetworkResults::of(network);
    auto append = [&](std::string name, Value gradient, ArrayRef<NamedAttribute> more) {
      SmallVector<NamedAttribute> attributes(more);
      attributes.push_back(builder.getNamedAttr(kNameAttribute, builder.getStringAttr(name + ".gradient")));
      results.append(gradient, attributes);
    };
    for (BlockArgument argument : network.getArguments())
      if (network.getArgAttr(argument.getArgNumber(), kLeafMark) && gradients.contains(argument))
        append(network.getInputName(argument.getArgNumber()), gradients[argument], {});

    llvm::MapVector<StringRef, Value> perParameter;
    for (ReadOp read : network.getBody().front().getOps<ReadOp>()) {
      Value gradient = gradients.lookup(read.getValue());
      if (!gradient)
        continue;
      Value &sum = perParameter[read.getParameter()];
      sum = sum ? AddOp::create(builder, gradient.getLoc(), sum, gradient) : gradient;
    }
    for (auto [name, gradient] : perParameter)
      append(name.str(), gradient,
             builder.getNamedAttr(kGradientMark, FlatSymbolRefAttr::get(builder.getContext(), name)));
    results.assignTo(network);
  }

  NetworkOp network;
  OpBuilder builder;
  Value loss;
  llvm::DenseSet<Value> varying;
  llvm::DenseMap<Value, Value> gradients;
};

struct DifferentiatePass : impl::DifferentiateBase<DifferentiatePass> {
  /// The result to differentiate: null if none is marked.
  FailureOr<Value> findLoss(NetworkOp network) {
    Value loss;
    for (auto [index, value] : llvm::enumerate(network.getReturn().getValues())) {
      if (!network.getResultAttr(index, kLossMark))
        continue;
      auto type = dyn_cast<RankedTensorType>(value.getType());
      if (!type || type.getRank() != 0 || !type.getElementType().isF32())
        return network.emitOpError("expects a scalar of f32 as its loss, found ") << value.getType();
      if (loss)
        return network.emitOpError("expects one result marked ") << kLossMark << ", found more";
      loss = value;
    }
    return loss;
  }

  LogicalResult checkShapes(NetworkOp network) {
    for (BlockArgument argument : network.getArguments())
      if (!cast<RankedTensorType>(argument.getType()).hasStaticShape())
        return network.emitOpError("expects a fixed batch to be differentiated (--cnn-fix-batch), found input '")
               << network.getInputName(argument.getArgNumber()) << "' of type " << argument.getType();
    return success();
  }

  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    for (NetworkOp network : getOperation().getOps<NetworkOp>()) {
      FailureOr<Value> loss = findLoss(network);
      if (failed(loss))
        return signalPassFailure();
      if (!*loss)
        continue;
      if (failed(checkShapes(network)) || failed(Backward(network, symbols, *loss).write()))
        return signalPassFailure();

      // Rules are asked once an operand and may build the same operation twice.
      IRRewriter rewriter(&getContext());
      DominanceInfo dominance(network);
      eliminateCommonSubExpressions(rewriter, dominance, network);
    }
  }
};

} // namespace
} // namespace cnnc::cnn
