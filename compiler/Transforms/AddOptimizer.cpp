//===- AddOptimizer.cpp - Turns gradients into updates of parameters ----===//

#include "compiler/Transforms/Passes.h"
#include "compiler/Transforms/TrainingStep.h"
#include "runtime/ModelNames.h"

using namespace mlir;

namespace cnnc::cnn {
#define GEN_PASS_DEF_ADDOPTIMIZER
#include "compiler/Transforms/Passes.h.inc"

namespace {

/// Writes the updates of one network.
class Updates {
public:
  Updates(NetworkOp network, SymbolTable &symbols)
      : network(network), symbols(symbols), builder(network.getReturn()) {}

  LogicalResult write() {
    NetworkResults kept;
    SmallVector<std::pair<ParameterOp, Value>> gradients;
    for (auto [index, value] : llvm::enumerate(network.getReturn().getValues())) {
      if (auto symbol = network.getResultAttrOfType<FlatSymbolRefAttr>(index, kGradientMark)) {
        gradients.emplace_back(symbols.lookup<ParameterOp>(symbol.getValue()), value);
        continue;
      }
      kept.values.push_back(value);
      kept.attributes.push_back(network.getResultAttrDict(index));
    }
    if (failed(readTrainingState()))
      return failure();
    for (auto [parameter, gradient] : gradients)
      if (failed(update(parameter, gradient)))
        return failure();
    // The gradients die with the results; a network that trains nothing counts no steps.
    if (!gradients.empty()) {
      Location location = NameLoc::get(builder.getStringAttr(kStepName), network.getLoc());
      WriteOp::create(builder, location, kStepName, IncrementOp::create(builder, location, step));
    }
    kept.assignTo(network);
    return success();
  }

private:
  Attribute getOptimizer() { return network.getOptimizerAttr(); }

  LogicalResult readTrainingState() {
    Number initialRate = isa<SGDAttr>(getOptimizer()) ? cast<SGDAttr>(getOptimizer()).getLearningRate()
                                                      : cast<AdamAttr>(getOptimizer()).getLearningRate();
    auto rate = readState(kLearningRateName, RankedTensorType::get({}, builder.getF32Type()), initialRate.value);
    auto count = readState(kStepName, RankedTensorType::get({}, builder.getI32Type()), 0.0);
    if (failed(rate) || failed(count))
      return failure();
    learningRate = *rate;
    step = *count;
    return success();
  }

  /// Reads a state parameter, which is made if there is none.
  FailureOr<Value> readState(StringRef name, Type type, double initial, ParameterOp after = nullptr) {
    auto parameter = getOrCreateState(symbols, network.getLoc(), name, cast<RankedTensorType>(type), initial, after);
    if (failed(parameter))
      return failure();
    return createRead(builder, network.getLoc(), *parameter);
  }

  /// The value of `parameter` that the forward pass read.
  Value getForwardRead(ParameterOp parameter) {
    for (ReadOp read : network.getBody().front().getOps<ReadOp>())
      if (read.getParameter() == parameter.getSymName())
        return read;
    return createRead(builder, network.getLoc(), parameter);
  }

  LogicalResult update(ParameterOp parameter, Value gradient) {
    if (auto sgd = dyn_cast<SGDAttr>(getOptimizer()))
      return updateWithSGD(sgd, parameter, gradient);
    return updateWithAdam(cast<AdamAttr>(getOptimizer()), parameter, gradient);
  }

  LogicalResult updateWithSGD(SGDAttr sgd, ParameterOp parameter, Value gradient) {
    std::string name = (parameter.getSymName() + ::cnn::runtime::velocitySuffix).str();
    Value velocity;
    SmallVector<Type> types{parameter.getType()};
    if (sgd.getMomentum().value != 0.0) {
      auto read = readState(name, parameter.getType(), 0.0, parameter);
      if (failed(read))
        return failure();
      velocity = *read;
      types.push_back(parameter.getType());
    }
    auto update = SGDOp::create(builder, gradient.getLoc(), types, getForwardRead(parameter), gradient, learningRate,
                                velocity, real(sgd.getMomentum()),
                                sgd.getNesterov() ? builder.getUnitAttr() : UnitAttr(), real(sgd.getWeightDecay()));
    WriteOp::create(builder, gradient.getLoc(), parameter.getSymName(), update.getNewParameter());
    if (velocity)
      WriteOp::create(builder, gradient.getLoc(), name, update.getNewVelocity());
    return success();
  }

  LogicalResult updateWithAdam(AdamAttr adam, ParameterOp parameter, Value gradient) {
    std::string first = (parameter.getSymName() + ::cnn::runtime::firstMomentSuffix).str();
    std::string second = (parameter.getSymName() + ::cnn::runtime::secondMomentSuffix).str();
    auto secondMoment = readState(second, parameter.getType(), 0.0, parameter);
    auto firstMoment = readState(first, parameter.getType(), 0.0, parameter);
    if (failed(firstMoment) || failed(secondMoment))
      return failure();
    auto update = AdamOp::create(builder, gradient.getLoc(), getForwardRead(parameter), gradient, learningRate,
                                 *firstMoment, *secondMoment, step, real(adam.getBeta1()), real(adam.getBeta2()),
                                 real(adam.getEpsilon()), real(adam.getWeightDecay()));
    WriteOp::create(builder, gradient.getLoc(), parameter.getSymName(), update.getNewParameter());
    WriteOp::create(builder, gradient.getLoc(), first, update.getNewFirstMoment());
    WriteOp::create(builder, gradient.getLoc(), second, update.getNewSecondMoment());
    return success();
  }

  FloatAttr real(Number number) { return builder.getF64FloatAttr(number.value); }

  NetworkOp network;
  SymbolTable &symbols;
  OpBuilder builder;
  Value learningRate, step;
};

struct AddOptimizerPass : impl::AddOptimizerBase<AddOptimizerPass> {
  static bool hasGradients(NetworkOp network) {
    for (unsigned i = 0; i < network.getNumResults(); ++i)
      if (network.getResultAttr(i, kGradientMark))
        return true;
    return false;
  }

  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    for (NetworkOp network : getOperation().getOps<NetworkOp>()) {
      if (!hasGradients(network))
        continue;
      if (!network.getOptimizerAttr()) {
        network.emitOpError("expects an optimizer to train with (optimizer = #cnn.sgd<...> or #cnn.adam<...>, or "
                            "--optimizer)");
        return signalPassFailure();
      }
      if (failed(Updates(network, symbols).write()))
        return signalPassFailure();
    }
  }
};

} // namespace
} // namespace cnnc::cnn
