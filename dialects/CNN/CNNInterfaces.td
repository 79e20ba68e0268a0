//===- CNNInterfaces.td - What every layer answers for itself -----------===//

#ifndef CNNC_DIALECTS_CNN_CNNINTERFACES_TD
#define CNNC_DIALECTS_CNN_CNNINTERFACES_TD

include "mlir/IR/OpBase.td"
include "mlir/Interfaces/InferTypeOpInterface.td"

def CNN_DifferentiableOpInterface : OpInterface<"DifferentiableOpInterface"> {
  let cppNamespace = "::cnnc::cnn";
  let description = "An operation that knows its gradient rule.";
  let methods = [
    InterfaceMethod<[{
      Builds, before the builder's insertion point, the gradient of the loss with respect to
      operand `operand`, given the gradients of the loss with respect to this operation's results.
      A null entry of `resultGradients` is a result that the loss does not depend on; at least one
      is not null. Called for one operand at a time and only for operands on a path to a leaf.
      Returns null when the gradient is zero everywhere (integer operands).
    }], "::mlir::Value", "buildGradient",
      (ins "::mlir::OpBuilder &":$builder, "unsigned":$operand, "::mlir::ValueRange":$resultGradients)>
  ];
}

def CNN_CostOpInterface : OpInterface<"CostOpInterface"> {
  let cppNamespace = "::cnnc::cnn";
  let description = "An operation whose arithmetic is more than one operation an output element.";
  let methods = [
    InterfaceMethod<"Multiply-adds of one execution; pure element-wise work counts none.",
      "int64_t", "getMultiplyAdds", (ins)>
  ];
}

#endif
