//===- PoolingOps.td - Pooling and its gradients ------------------------===//

#ifndef CNNC_DIALECTS_CNN_POOLINGOPS_TD
#define CNNC_DIALECTS_CNN_POOLINGOPS_TD

include "dialects/CNN/CNNBase.td"

defvar PoolAttributes = (ins
  DenseI64ArrayAttr:$kernel, CNN_Strides:$strides, CNN_Pads:$pads, CNN_Strides:$dilations,
  CNN_AutoPad:$auto_pad, UnitAttr:$ceil_mode);
defvar PoolSettings = ["strides", "pads", "dilations", "auto_pad"];

def CNN_MaxPoolOp : CNN_Layer<"max_pool", [Differentiable]> {
  let summary = "Maximum over a window";
  let description = [{
    y[n,c,i,j] = max over r,s of x[n, c, i*stride + r*dilation - pad, ...]; padding never wins.
    `ceil_mode` rounds the output extent up as ONNX does; a window lies at least partly inside.
    Of a window with an element that is no number (NaN) the result is that or the largest of the others.
  }];
  let arguments = !con((ins CNN_Image:$input), PoolAttributes);
  let needs = ["kernel"];
  let settings = PoolSettings;
  let flags = ["ceil_mode"];
  let results = (outs CNN_Image:$output);
  let extraClassDeclaration = compatibleTypes # [{ Window getWindow(); }];
}

def CNN_MaxPoolArgmaxOp : CNN_Layer<"max_pool_argmax", [Differentiable]> {
  let opDocGroup = CNN_CompilersGroup;
  let summary = "Maximum over a window, and where it was";
  let description = [{
    As `cnn.max_pool`; the second result holds r*kernel_w + s of the first largest element of each
    window, in 8 bits, which is what the backward pass needs of the input: windows have 256 elements at most.
    Written by `cnn-prepare-training`.
  }];
  let arguments = !con((ins CNN_Image:$input), PoolAttributes);
  let needs = ["kernel"];
  let settings = PoolSettings;
  let flags = ["ceil_mode"];
  let results = (outs CNN_Image:$output, CNN_Codes:$argmax);
  let extraClassDeclaration = compatibleTypes # [{ Window getWindow(); }];
}

def CNN_MaxPoolGradientOp : CNN_Gradient<"max_pool_gradient"> {
  let summary = "Gradient of `cnn.max_pool`";
  let description = [{
    dx[n,c,y,x] = sum over the windows (i,j) that contain (y,x) of dy[n,c,i,j] where argmax[n,c,i,j] names (y,x).
    The result type states the input's shape.
  }];
  let arguments = !con((ins CNN_Image:$output_gradient, CNN_Codes:$argmax), PoolAttributes);
  let needs = ["kernel"];
  let settings = PoolSettings;
  let flags = ["ceil_mode"];
  let results = (outs CNN_Image:$input_gradient);
  let extraClassDeclaration = [{ Window getWindow(); }];
}

def CNN_AveragePoolOp : CNN_Layer<"average_pool", [Differentiable]> {
  let summary = "Mean over a window";
  let description = [{
    y[n,c,i,j] = (sum over r,s of x[n, c, i*stride + r*dilation - pad, ...]) / count. `count` is the
    window's size when `count_include_pad` is set (cells past the padded input still do not count),
    else the number of its elements inside the image. A window wholly outside the image gives 0.
  }];
  let arguments = !con((ins CNN_Image:$input), PoolAttributes, (ins UnitAttr:$count_include_pad));
  let needs = ["kernel"];
  let settings = PoolSettings;
  let flags = ["ceil_mode", "count_include_pad"];
  let results = (outs CNN_Image:$output);
  let extraClassDeclaration = compatibleTypes # [{ Window getWindow(); }];
}

def CNN_AveragePoolGradientOp : CNN_Gradient<"average_pool_gradient"> {
  let summary = "Gradient of `cnn.average_pool`";
  let description = [{
    dx[n,c,y,x] = sum over the windows (i,j) that contain (y,x) of dy[n,c,i,j] / count[i,j].
    The result type states the input's shape.
  }];
  let arguments = !con((ins CNN_Image:$output_gradient), PoolAttributes, (ins UnitAttr:$count_include_pad));
  let needs = ["kernel"];
  let settings = PoolSettings;
  let flags = ["ceil_mode", "count_include_pad"];
  let results = (outs CNN_Image:$input_gradient);
  let extraClassDeclaration = [{ Window getWindow(); }];
}

#endif
