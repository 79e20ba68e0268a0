//===- Operators.cpp - The ONNX operators that the importer knows -------===//

#include "frontend/ONNX/Operators.h"

#include "frontend/ONNX/onnx.pb.h"
#include "llvm/ADT/StringSwitch.h"

#include <limits>
#include <utility>

using namespace mlir;

namespace cnnc {

namespace {
struct Operator {
  StringRef name;
  LogicalResult (*import)(Node &);
  unsigned minimumInputs, maximumInputs;
};
} // namespace

static constexpr unsigned anyNumber = std::numeric_limits<unsigned>::max();

static constexpr Operator operators[] = {
    {"Add", importAdd, 2, 2},
    {"AveragePool", importAveragePool, 1, 1},
    {"BatchNormalization", importBatchNormalization, 5, 5},
    {"Clip", importClip, 1, 3},
    {"Concat", importConcat, 1, anyNumber},
    {"Constant", importConstant, 0, 0},
    {"Conv", importConvolution, 2, 3},
    {"Dropout", importDropout, 1, 3},
    {"Flatten", importFlatten, 1, 1},
    {"Gemm", importGemm, 2, 3},
    {"GlobalAveragePool", importGlobalAveragePool, 1, 1},
    {"Identity", importIdentity, 1, 1},
    {"LeakyRelu", importLeakyRelu, 1, 1},
    {"MatMul", importMatMul, 2, 2},
    {"MaxPool", importMaxPool, 1, 1},
    {"Mul", importMultiply, 2, 2},
    {"ReduceMean", importReduceMean, 1, 2},
    {"Relu", importRelu, 1, 1},
    {"Reshape", importReshape, 2, 2},
    {"Sigmoid", importSigmoid, 1, 1},
    {"Softmax", importSoftmax, 1, 1},
    {"Tanh", importTanh, 1, 1},
    {"Transpose", importTranspose, 1, 1},
};

static StringRef explainRefusal(StringRef name) {
  return llvm::StringSwitch<StringRef>(name)
      .Cases({"Shape", "Size", "Gather", "ConstantOfShape", "Range", "Expand"},
             "shapes are fixed when a network is compiled; export the model with static shapes (only the batch "
             "may stay open)")
      .Cases({"If", "Loop", "Scan"}, "a network has no control flow")
      .Cases({"LSTM", "GRU", "RNN"}, "recurrent networks are not supported")
      .Cases({"QuantizeLinear", "DequantizeLinear", "QLinearConv", "ConvInteger"}, "networks compute in float32")
      .Default("the cnn dialect has no operation for it");
}

LogicalResult importNode(Node &node) {
  const onnx::NodeProto &proto = node.getProto();
  if (!proto.domain().empty() && proto.domain() != "ai.onnx")
    return node.emitError() << "operator " << proto.domain() << "." << proto.op_type()
                            << " is not supported: only the operators of ONNX itself are";
  const Operator *found = llvm::find_if(operators, [&](const Operator &op) { return op.name == proto.op_type(); });
  if (found == std::end(operators))
    return node.emitError() << "operator " << proto.op_type() << " is not supported: "
                            << explainRefusal(proto.op_type());
  if (node.getInputCount() < found->minimumInputs || node.getInputCount() > found->maximumInputs) {
    InFlightDiagnostic diagnostic = node.emitError() << "expects ";
    if (found->maximumInputs == anyNumber)
      diagnostic << "at least " << found->minimumInputs;
    else if (found->minimumInputs == found->maximumInputs)
      diagnostic << found->minimumInputs;
    else
      diagnostic << found->minimumInputs << " to " << found->maximumInputs;
    return diagnostic << " inputs, found " << node.getInputCount();
  }
  // What follows from a wrong attribute is not worth a second message.
  bool reported = false;
  ScopedDiagnosticHandler handler(node.getBuilder().getContext(), [&](Diagnostic &) {
    bool repeats = std::exchange(reported, true);
    return success(repeats); // failure leaves it to the next handler
  });
  return found->import(node);
}

} // namespace cnnc
