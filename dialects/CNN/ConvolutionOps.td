//===- ConvolutionOps.td - Convolution and its gradients ----------------===//

#ifndef CNNC_DIALECTS_CNN_CONVOLUTIONOPS_TD
#define CNNC_DIALECTS_CNN_CONVOLUTIONOPS_TD

include "dialects/CNN/CNNBase.td"

defvar WindowAttributes = (ins
  CNN_Strides:$strides, CNN_Pads:$pads, CNN_Strides:$dilations, CNN_AutoPad:$auto_pad,
  CNN_Default<I64Attr, "1">:$groups,
  CNN_Default<CNN_AlgorithmAttr, "::cnnc::cnn::Algorithm::Direct", "direct">:$algorithm);
defvar WindowSettings = ["strides", "pads", "dilations", "auto_pad", "groups", "algorithm"];

def CNN_Conv2DOp : CNN_Layer<"conv2d", [Differentiable, Costed]> {
  let summary = "2-D convolution (cross-correlation)";
  let description = [{
    For input (n, ci, h, w), weight (co, ci/groups, kh, kw) and bias (co):

      y[n,k,i,j] = bias[k] + sum over c,r,s of
                   weight[k,c,r,s] * x[n, g*ci/groups + c, i*stride_h + r*dilation_h - top,
                                                            j*stride_w + s*dilation_w - left]

    with g = k / (co/groups) and x = 0 outside the image. `pads` is [top, left, bottom, right];
    with `auto_pad` same_upper, same_lower or valid it follows from the shapes as in ONNX.
    Output extent: (W - ((F-1)*dilation + 1) + P) / S + 1, rounded down.

    `algorithm` says how the sums are formed and is chosen by `cnn-assign-algorithms`; the value is the
    same but for rounding. `direct` sums as written. `winograd` is F(4x4, 3x3) or F(2x2, 5x5) of Lavin and
    Gray (2016), for windows of 3x3 or 5x5 with stride 1: 36 products for 16 results instead of 144, or for 4
    instead of 100, and an error of 6e-6 to 2.3e-5 of the largest element where direct sums have 0.9e-6 to 2.4e-6.
    `winograd_rows`, forward only, does the same along y alone, F(4, 3) or F(2, 5), for windows of 3 or 5 rows with
    stride 1 along y: 6 products instead of 12 or 10, and transforms that few channels pay for. `bf16_x3`, without
    groups, multiplies the parts of a = bf16(a) + bf16(a - bf16(a)) on matrix tiles, three products for one, with an
    error of 3e-6 to 7e-6; `bf16_x6` has three parts and six products and is as exact as direct sums, `bf16` one, with
    an error of 2e-3 to 3e-3.
  }];
  let arguments = !con((ins CNN_Image:$input, CNN_Image:$weight, Optional<CNN_Vector>:$bias), WindowAttributes);
  let settings = WindowSettings;
  let results = (outs CNN_Image:$output);
  let extraClassDeclaration = compatibleTypes # [{ Window getWindow(); }];
}

def CNN_Conv2DInputGradientOp : CNN_Gradient<"conv2d_input_gradient", [Differentiable, Costed]> {
  let summary = "Gradient of `cnn.conv2d` with respect to its input";
  let description = [{
    dx[n,c,y,x] = sum over k,r,s with i*stride + r*dilation - pad = (y,x) of dy[n,k,i,j] * weight[k,c,r,s].
    The result type states the input's shape.
  }];
  let arguments = !con((ins CNN_Image:$output_gradient, CNN_Image:$weight), WindowAttributes);
  let settings = WindowSettings;
  let results = (outs CNN_Image:$input_gradient);
  let extraClassDeclaration = [{ Window getWindow(); }];
}

def CNN_Conv2DWeightGradientOp : CNN_Gradient<"conv2d_weight_gradient", [Differentiable, Costed]> {
  let summary = "Gradient of `cnn.conv2d` with respect to its weight";
  let description = [{
    dw[k,c,r,s] = sum over n,i,j of dy[n,k,i,j] * x[n, c, i*stride + r*dilation - pad, ...].
    The result type states the weight's shape.
  }];
  let arguments = !con((ins CNN_Image:$input, CNN_Image:$output_gradient), WindowAttributes);
  let settings = WindowSettings;
  let results = (outs CNN_Image:$weight_gradient);
  let extraClassDeclaration = [{ Window getWindow(); }];
}

#endif
