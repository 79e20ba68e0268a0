//===- DenseOps.td - Dense layers and matrix products -------------------===//

#ifndef CNNC_DIALECTS_CNN_DENSEOPS_TD
#define CNNC_DIALECTS_CNN_DENSEOPS_TD

include "dialects/CNN/CNNBase.td"

def CNN_DenseOp : CNN_Layer<"dense", [Differentiable, Costed]> {
  let summary = "Fully connected layer";
  let description = [{
    For input (n, ci), weight (co, ci) and bias (co): y[n,k] = bias[k] + sum over c of x[n,c] * weight[k,c].
  }];
  let arguments = (ins CNN_Matrix:$input, CNN_Matrix:$weight, Optional<CNN_Vector>:$bias);
  let results = (outs CNN_Matrix:$output);
}

def CNN_MatMulOp : CNN_Layer<"matmul", [Differentiable, Costed]> {
  let summary = "Matrix product";
  let description = [{
    c[i,j] = sum over l of a'[i,l] * b'[l,j], where a' is a, or its transpose with `transpose_a`,
    and b' likewise.
  }];
  let arguments = (ins CNN_Matrix:$a, CNN_Matrix:$b, UnitAttr:$transpose_a, UnitAttr:$transpose_b);
  let flags = ["transpose_a", "transpose_b"];
  let results = (outs CNN_Matrix:$output);
}

#endif
