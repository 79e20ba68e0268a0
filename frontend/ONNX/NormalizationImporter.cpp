//===- NormalizationImporter.cpp - BatchNormalization, Dropout ----------===//

#include "frontend/ONNX/Operators.h"

using namespace mlir;

namespace cnnc {

static LogicalResult expectTraining(Node &node) {
  if (node.training)
    return success();
  return node.emitError() << "is in training mode, which is for cnnc --train; export the model in evaluation mode "
                             "for inference";
}

/// ONNX keeps `momentum` of the running statistics at each step, the dialect takes that part from
/// the batch.
LogicalResult importBatchNormalization(Node &node) {
  bool training = node.getInteger("training_mode", 0) != 0;
  for (unsigned output = 1; output < 5; ++output)
    training |= node.hasOutput(output);
  if (training && failed(expectTraining(node)))
    return failure();
  SmallVector<Value> operands;
  for (unsigned index = 0; index < 5; ++index) {
    operands.push_back(node.getInput(index, /*state=*/index >= 3));
    if (!operands.back())
      return failure();
  }
  NamedAttribute attributes[] = {
      node.attribute("epsilon", node.getFloat("epsilon", 1e-5)),
      node.attribute("momentum", widen(static_cast<float>(1.0 - node.getFloat("momentum", 0.9))))};
  return node.setOutput(node.create<cnn::BatchNormOp>(operands, attributes));
}

/// The rate is an attribute before opset 12, an input since, beside the training mode.
LogicalResult importDropout(Node &node) {
  double rate = 0.5;
  if (node.opset < 12) {
    rate = node.getFloat("ratio", rate);
  } else {
    node.getInteger("seed", 0); // the compiled training step has a seed of its own
    if (node.hasInput(1)) {
      FailureOr<double> ratio = node.getScalar(1);
      if (failed(ratio))
        return failure();
      rate = *ratio;
    }
    FailureOr<bool> training = node.hasInput(2) ? node.getBoolean(2) : FailureOr<bool>(false);
    if (failed(training))
      return failure();
    if (*training && failed(expectTraining(node)))
      return failure();
  }
  if (!(rate >= 0.0 && rate < 1.0))
    return node.emitError() << "expects a ratio in [0, 1), found " << rate;
  Value input = node.getInput(0);
  return node.setOutput(input ? node.create<cnn::DropoutOp>(input, node.attribute("rate", rate)) : nullptr);
}

} // namespace cnnc
