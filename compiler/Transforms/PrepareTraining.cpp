//===- PrepareTraining.cpp - The forward pass and loss of a training step =//

#include "compiler/Transforms/Passes.h"
#include "compiler/Transforms/TrainingStep.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace cnnc::cnn {
#define GEN_PASS_DEF_PREPARETRAINING
#include "compiler/Transforms/Passes.h.inc"

namespace {

//===----------------------------------------------------------------------===//
// Layers that train differently than they infer
//===----------------------------------------------------------------------===//

/// Rewrites the layers of one training step.
class TrainingForm {
public:
  TrainingForm(NetworkOp network, SymbolTable &symbols) : network(network), symbols(symbols) {}

  LogicalResult rewriteLayers() {
    llvm::DenseSet<Value> varying = findValuesThatVary(network, symbols);
    SmallVector<Operation *> layers;
    for (Operation &op : network.getBody().front())
      if (isa<DropoutOp, BatchNormOp>(op) || (isa<MaxPoolOp>(op) && varying.contains(op.getOperand(0))))
        layers.push_back(&op);
    for (Operation *op : layers)
      if (failed(llvm::TypeSwitch<Operation *, LogicalResult>(op).Case<DropoutOp, BatchNormOp, MaxPoolOp>(
              [&](auto layer) { return rewrite(layer); })))
        return failure();
    return success();
  }

private:
  template <typename Op>
  LogicalResult replace(Op op, Value value) {
    op.getResult().replaceAllUsesWith(value);
    op.erase();
    return success();
  }

  FailureOr<Value> readCounter(OpBuilder &builder, Location location, StringRef name) {
    auto type = RankedTensorType::get({}, builder.getI32Type());
    auto parameter = getOrCreateState(symbols, location, name, type, 0.0);
    if (failed(parameter))
      return failure();
    return createRead(builder, location, *parameter);
  }

  /// Each dropout layer of a network draws from a stream of its own.
  LogicalResult rewrite(DropoutOp op) {
    if (op.getRate().isZero())
      return replace(op, op.getInput());
    OpBuilder builder(op);
    auto seed = readCounter(builder, op.getLoc(), kSeedName);
    auto step = readCounter(builder, op.getLoc(), kStepName);
    if (failed(seed) || failed(step))
      return failure();
    Value mask = DropoutMaskOp::create(builder, op.getLoc(), op.getType(), *seed, *step, op.getRateAttr(),
                                       builder.getI32IntegerAttr(dropoutLayers++));
    return replace(op, MultiplyOp::create(builder, op.getLoc(), op.getInput(), mask));
  }

  LogicalResult rewrite(BatchNormOp op) {
    ParameterOp mean = getReadParameter(op.getMean(), symbols);
    ParameterOp variance = getReadParameter(op.getVariance(), symbols);
    for (ParameterOp statistic : {mean, variance})
      if (statistic && !statistic.getState())
        op.emitWarning("trains @") << statistic.getSymName()
                                   << " like a weight; running statistics are cnn.parameter state @"
                                   << statistic.getSymName();
    if (!mean || !variance || !mean.getState() || !variance.getState())
      return success();
    auto type = cast<RankedTensorType>(op.getInput().getType());
    if (type.hasStaticShape() && type.getNumElements() == type.getDimSize(1))
      return op.emitOpError("expects more than one value a channel to estimate a variance from, found ") << type;

    OpBuilder builder(op);
    auto norm = BatchNormTrainingOp::create(builder, op.getLoc(), op.getInput(), op.getScale(), op.getOffset(),
                                            op.getMean(), op.getVariance(), op.getEpsilonAttr(),
                                            op.getMomentumAttr());
    WriteOp::create(builder, op.getLoc(), mean.getSymName(), norm.getNewMean());
    WriteOp::create(builder, op.getLoc(), variance.getSymName(), norm.getNewVariance());
    return replace(op, norm.getOutput());
  }

  LogicalResult rewrite(MaxPoolOp op) {
    // The backward pass remembers a position in the window in one byte.
    int64_t elements = op.getKernel()[0] * op.getKernel()[1];
    if (elements > 256)
      return op.emitOpError("expects a window of at most 256 elements to train, found ") << elements;
    OpBuilder builder(op);
    auto pool = MaxPoolArgmaxOp::create(builder, op.getLoc(), op.getInput(), op.getKernelAttr(),
                                        op.getStridesAttr(), op.getPadsAttr(), op.getDilationsAttr(),
                                        op.getAutoPadAttr(), op.getCeilModeAttr());
    return replace(op, pool.getOutput());
  }

  NetworkOp network;
  SymbolTable &symbols;
  int32_t dropoutLayers = 0;
};

//===----------------------------------------------------------------------===//
// Loss
//===----------------------------------------------------------------------===//

/// The softmax that makes `output`; only operations that keep the order of elements may follow it.
SoftmaxOp findLastSoftmax(Value output) {
  while (Operation *producer = output.getDefiningOp()) {
    if (auto softmax = dyn_cast<SoftmaxOp>(producer))
      return softmax;
    if (!isa<FlattenOp, ReshapeOp>(producer))
      break;
    output = producer->getOperand(0);
  }
  return nullptr;
}

/// Whether all the classes of a sample lie along `axis`.
bool isOverClasses(SoftmaxOp softmax) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(softmax.getType()).getShape();
  for (int64_t axis = 1; axis < static_cast<int64_t>(shape.size()); ++axis)
    if (axis != static_cast<int64_t>(softmax.getAxis()) && shape[axis] != 1)
      return false;
  return softmax.getAxis() != 0;
}

FailureOr<BlockArgument> addArgument(NetworkOp network, StringRef name, Type type) {
  for (unsigned i = 0; i < network.getNumArguments(); ++i)
    if (network.getInputName(i) == name)
      return network.emitOpError("expects no input named '") << name << "', as training adds one";
  OpBuilder builder(network);
  unsigned index = network.getNumArguments();
  auto attributes = builder.getDictionaryAttr(builder.getNamedAttr(kNameAttribute, builder.getStringAttr(name)));
  auto location = NameLoc::get(builder.getStringAttr(name), network.getLoc());
  if (failed(network.insertArgument(index, type, attributes, location)))
    return failure();
  return network.getArgument(index);
}

void finish(NetworkOp network, Value loss, Value correct) {
  OpBuilder builder(network);
  NetworkResults results;
  results.append(loss, {builder.getNamedAttr(kNameAttribute, builder.getStringAttr("loss")),
                        builder.getNamedAttr(kLossMark, builder.getUnitAttr())});
  if (correct)
    results.append(correct, builder.getNamedAttr(kNameAttribute, builder.getStringAttr("correct")));
  results.assignTo(network);
}

LogicalResult addCrossEntropy(NetworkOp network) {
  ReturnOp end = network.getReturn();
  Value output = end.getValues().front();
  if (SoftmaxOp softmax = findLastSoftmax(output)) {
    if (!isOverClasses(softmax))
      return softmax.emitOpError("expects the softmax before a cross-entropy to be over the classes, found axis ")
             << softmax.getAxis() << " of " << softmax.getType();
    softmax.getResult().replaceAllUsesWith(softmax.getInput());
    softmax.erase();
    output = end.getValues().front();
  }
  auto type = dyn_cast<RankedTensorType>(output.getType());
  if (!type || type.getRank() != 2 || !type.getElementType().isF32())
    return network.emitOpError("expects an output of shape (batch, classes) for a cross-entropy, found ")
           << output.getType();
  if (auto *producer = output.getDefiningOp(); isa_and_nonnull<SigmoidOp, TanhOp, ReluOp>(producer))
    return producer->emitOpError("expects a cross-entropy to follow a softmax or the logits, found ")
           << producer->getName() << "; use the loss mean_squared_error or end in cnn.softmax";

  OpBuilder builder(end);
  auto labels = addArgument(network, "labels", RankedTensorType::get(type.getDimSize(0), builder.getI32Type()));
  if (failed(labels))
    return failure();
  Location location = NameLoc::get(builder.getStringAttr("loss"), network.getLoc());
  Value loss = CrossEntropyOp::create(builder, location, output, *labels);
  finish(network, loss, CountCorrectOp::create(builder, location, output, *labels));
  return success();
}

LogicalResult addMeanSquaredError(NetworkOp network) {
  ReturnOp end = network.getReturn();
  Value output = end.getValues().front();
  auto type = dyn_cast<RankedTensorType>(output.getType());
  if (!type || !type.getElementType().isF32())
    return network.emitOpError("expects an output of f32 for a mean squared error, found ") << output.getType();
  auto target = addArgument(network, "target", type);
  if (failed(target))
    return failure();
  OpBuilder builder(end);
  Location location = NameLoc::get(builder.getStringAttr("loss"), network.getLoc());
  finish(network, MeanSquaredErrorOp::create(builder, location, output, *target), nullptr);
  return success();
}

//===----------------------------------------------------------------------===//
// Pass
//===----------------------------------------------------------------------===//

struct PrepareTrainingPass : impl::PrepareTrainingBase<PrepareTrainingPass> {
  LogicalResult prepare(NetworkOp network, SymbolTable &symbols) {
    if (!network.getLoss())
      return network.emitOpError("expects a loss to train for (loss = #cnn.loss<cross_entropy> or "
                                 "#cnn.loss<mean_squared_error>, or --loss)");
    if (network.getReturn().getValues().size() != 1)
      return network.emitOpError("expects one result to train, found ") << network.getReturn().getValues().size();
    std::string name = (network.getSymName() + "_train_step").str();
    if (symbols.lookup(name))
      return network.emitOpError("expects the name @") << name << " to be free for its training step";

    NetworkOp step = network.clone();
    step.setSymName(name);
    step.setEntry(Entry::TrainStep);
    symbols.insert(step, std::next(network->getIterator()));
    if (failed(TrainingForm(step, symbols).rewriteLayers()))
      return failure();
    return *step.getLoss() == Loss::CrossEntropy ? addCrossEntropy(step) : addMeanSquaredError(step);
  }

  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    SmallVector<NetworkOp> networks;
    for (NetworkOp network : getOperation().getOps<NetworkOp>())
      if (network.getEntry() == Entry::Infer && network.isPublic())
        networks.push_back(network);
    for (NetworkOp network : networks)
      if (failed(prepare(network, symbols)))
        return signalPassFailure();
  }
};

} // namespace
} // namespace cnnc::cnn
