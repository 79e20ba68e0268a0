//===- ReductionOps.td - Sums, means and softmax ------------------------===//

#ifndef CNNC_DIALECTS_CNN_REDUCTIONOPS_TD
#define CNNC_DIALECTS_CNN_REDUCTIONOPS_TD

include "dialects/CNN/CNNBase.td"

class CNN_Reduction<string mnemonic> : CNN_Layer<mnemonic, [Differentiable]> {
  let arguments = (ins CNN_Tensor:$input, DenseI64ArrayAttr:$axes, UnitAttr:$keep_dims);
  let needs = ["axes"];
  let flags = ["keep_dims"];
  let results = (outs CNN_Tensor:$output);
}
def CNN_SumOp : CNN_Reduction<"sum"> {
  let summary = "Sum over axes";
  let description = "The reduced extents become 1 with `keep_dims`, else they disappear.";
}
def CNN_MeanOp : CNN_Reduction<"mean"> {
  let summary = "Mean over axes";
  let description = "The reduced extents become 1 with `keep_dims`, else they disappear.";
}

def CNN_SoftmaxOp : CNN_Layer<"softmax", [Differentiable, SameOperandsAndResultShape]> {
  let summary = "Softmax along one axis";
  let description = "y = exp(x - m) / sum of exp(x - m), m the maximum, all along `axis`.";
  let arguments = (ins CNN_Tensor:$input, CNN_Default<I64Attr, "1">:$axis);
  let settings = ["axis"];
  let results = (outs CNN_Tensor:$output);
}
def CNN_SoftmaxGradientOp : CNN_Layer<"softmax_gradient", [SameOperandsAndResultShape]> {
  let opDocGroup = CNN_CompilersGroup;
  let summary = "Gradient of `cnn.softmax`";
  let description = "dx = y * (dy - sum of dy*y along `axis`)";
  let arguments = (ins CNN_Tensor:$output_gradient, CNN_Tensor:$output, CNN_Default<I64Attr, "1">:$axis);
  let settings = ["axis"];
  let results = (outs CNN_Tensor:$input_gradient);
}

#endif
