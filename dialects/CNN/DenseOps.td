//===- DenseOps.td - Dense layers and matrix products -------------------===//

#ifndef CNNC_DIALECTS_CNN_DENSEOPS_TD
#define CNNC_DIALECTS_CNN_DENSEOPS_TD

include "dialects/CNN/CNNBase.td"

defvar DenseAlgorithm = CNN_Default<CNN_AlgorithmAttr, "::cnnc::cnn::Algorithm::Direct", "direct">;

def CNN_DenseOp : CNN_Layer<"dense", [Differentiable, Costed]> {
  let summary = "Fully connected layer";
  let description = [{
    For input (n, ci), weight (co, ci) and bias (co): y[n,k] = bias[k] + sum over c of x[n,c] * weight[k,c].

    `algorithm` is `direct`, or on matrix tiles `bf16_x3`, `bf16_x6` or `bf16`, as of `cnn.conv2d`.
  }];
  let arguments = (ins CNN_Matrix:$input, CNN_Matrix:$weight, Optional<CNN_Vector>:$bias, DenseAlgorithm:$algorithm);
  let settings = ["algorithm"];
  let results = (outs CNN_Matrix:$output);
}

def CNN_MatMulOp : CNN_Layer<"matmul", [Differentiable, Costed]> {
  let summary = "Matrix product";
  let description = [{
    c[i,j] = sum over l of a'[i,l] * b'[l,j], where a' is a, or its transpose with `transpose_a`,
    and b' likewise. `algorithm` is as of `cnn.dense`.
  }];
  let arguments = (ins CNN_Matrix:$a, CNN_Matrix:$b, UnitAttr:$transpose_a, UnitAttr:$transpose_b,
                       DenseAlgorithm:$algorithm);
  let settings = ["algorithm"];
  let flags = ["transpose_a", "transpose_b"];
  let results = (outs CNN_Matrix:$output);
}

#endif
