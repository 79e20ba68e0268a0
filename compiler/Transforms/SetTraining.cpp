//===- SetTraining.cpp - Says how networks are to be trained ------------===//

#include "compiler/Transforms/Passes.h"
#include "llvm/ADT/StringSwitch.h"
#include <cmath>

using namespace mlir;

namespace cnnc::cnn {
#define GEN_PASS_DEF_SETTRAINING
#include "compiler/Transforms/Passes.h.inc"

namespace {

struct SetTrainingPass : impl::SetTrainingBase<SetTrainingPass> {
  using SetTrainingBase::SetTrainingBase;

  LogicalResult setLoss(NetworkOp network) {
    if (loss.empty())
      return success();
    std::optional<Loss> kind = symbolizeLoss(loss);
    if (!kind)
      return network.emitOpError("expects a loss of cross_entropy or mean_squared_error, found '") << loss << "'";
    network.setLossAttr(LossAttr::get(&getContext(), *kind));
    return success();
  }

  LogicalResult setOptimizer(NetworkOp network) {
    MLIRContext *context = &getContext();
    double rate = learningRate;
    if (optimizer == "adam") {
      network.setOptimizerAttr(AdamAttr::get(context, rate != 0.0 ? rate : 0.001, 0.9, 0.999, 1e-8, 0.0));
    } else if (optimizer == "sgd" || optimizer == "momentum" || optimizer == "nesterov") {
      network.setOptimizerAttr(SGDAttr::get(context, rate != 0.0 ? rate : 0.01, optimizer == "sgd" ? 0.0 : 0.9,
                                            optimizer == "nesterov", 0.0));
    } else if (!optimizer.empty()) {
      return network.emitOpError("expects an optimizer of sgd, momentum, nesterov or adam, found '")
             << optimizer << "'";
    } else if (rate != 0.0) {
      return setRate(network);
    }
    return success();
  }

  LogicalResult setRate(NetworkOp network) {
    Number rate(learningRate);
    Attribute found = network.getOptimizerAttr();
    if (auto sgd = dyn_cast_or_null<SGDAttr>(found))
      network.setOptimizerAttr(SGDAttr::get(&getContext(), rate, sgd.getMomentum(), sgd.getNesterov(),
                                            sgd.getWeightDecay()));
    else if (auto adam = dyn_cast_or_null<AdamAttr>(found))
      network.setOptimizerAttr(AdamAttr::get(&getContext(), rate, adam.getBeta1(), adam.getBeta2(),
                                             adam.getEpsilon(), adam.getWeightDecay()));
    else
      return network.emitOpError("expects an optimizer beside the learning rate (--optimizer=sgd, momentum, "
                                 "nesterov or adam)");
    return success();
  }

  void runOnOperation() override {
    if (!(learningRate >= 0.0 && std::isfinite(static_cast<float>(learningRate)))) {
      getOperation().emitError("expects a positive learning rate, found ") << learningRate.getValue();
      return signalPassFailure();
    }
    for (NetworkOp network : getOperation().getOps<NetworkOp>())
      if (network.getEntry() == Entry::Infer && network.isPublic() &&
          (failed(setLoss(network)) || failed(setOptimizer(network))))
        return signalPassFailure();
  }
};

} // namespace
} // namespace cnnc::cnn
