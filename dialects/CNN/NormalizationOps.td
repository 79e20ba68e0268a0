//===- NormalizationOps.td - Batch normalisation and dropout ------------===//

#ifndef CNNC_DIALECTS_CNN_NORMALIZATIONOPS_TD
#define CNNC_DIALECTS_CNN_NORMALIZATIONOPS_TD

include "dialects/CNN/CNNBase.td"

def CNN_BatchNormOp : CNN_Layer<"batch_norm", [Differentiable]> {
  let summary = "Batch normalisation with given statistics (inference)";
  let description = [{
    y[n,c,...] = (x[n,c,...] - mean[c]) / sqrt(variance[c] + epsilon) * scale[c] + offset[c]
    (Ioffe and Szegedy, 2015). When the network is differentiated and `mean` and `variance` are read
    from `state` parameters, the training step uses the batch's own statistics instead and moves the
    parameters: running = (1 - momentum) * running + momentum * batch (variance: unbiased), which is
    `cnn.batch_norm_training`.
  }];
  let arguments = (ins CNN_Tensor:$input, CNN_Vector:$scale, CNN_Vector:$offset, CNN_Vector:$mean,
                       CNN_Vector:$variance, CNN_Default<F64Attr, "1.0e-5">:$epsilon,
                       CNN_Default<F64Attr, "0.1">:$momentum);
  let settings = ["epsilon", "momentum"];
  let results = (outs CNN_Tensor:$output);
}

def CNN_BatchNormTrainingOp : CNN_Layer<"batch_norm_training", [Differentiable]> {
  let opDocGroup = CNN_CompilersGroup;
  let summary = "Batch normalisation with the statistics of the batch";
  let description = [{
    With m[c] and v[c] the mean and (biased) variance of x over all but the channel, of N elements:
    y = (x - m) * r * scale + offset with r = 1 / sqrt(v + epsilon). Further results: m, r, and the new
    running statistics (1 - momentum) * mean + momentum * m and
    (1 - momentum) * variance + momentum * v * N / (N - 1); for N = 1 the last factor is 1.
  }];
  let arguments = (ins CNN_Tensor:$input, CNN_Vector:$scale, CNN_Vector:$offset, CNN_Vector:$mean,
                       CNN_Vector:$variance, CNN_Default<F64Attr, "1.0e-5">:$epsilon,
                       CNN_Default<F64Attr, "0.1">:$momentum);
  let settings = ["epsilon", "momentum"];
  let results = (outs CNN_Tensor:$output, CNN_Vector:$batch_mean, CNN_Vector:$reciprocal_deviation,
                      CNN_Vector:$new_mean, CNN_Vector:$new_variance);
}

def CNN_BatchNormGradientOp : CNN_Layer<"batch_norm_gradient"> {
  let opDocGroup = CNN_CompilersGroup;
  let summary = "Gradients of `cnn.batch_norm_training`";
  let description = [{
    With z = (x - m) * r and sums over all but the channel, of N elements:
    doffset = sum dy, dscale = sum dy*z, dx = scale * r * (dy - doffset/N - z*dscale/N).
  }];
  let arguments = (ins CNN_Tensor:$output_gradient, CNN_Tensor:$input, CNN_Vector:$scale,
                       CNN_Vector:$batch_mean, CNN_Vector:$reciprocal_deviation);
  let results = (outs CNN_Tensor:$input_gradient, CNN_Vector:$scale_gradient, CNN_Vector:$offset_gradient);
}

def CNN_DropoutOp : CNN_Layer<"dropout", [SameOperandsAndResultShape]> {
  let summary = "Dropout (Srivastava et al., 2014)";
  let description = [{
    The identity in inference. The training step multiplies by `cnn.dropout_mask` instead.
  }];
  let arguments = (ins CNN_Tensor:$input, CNN_Default<F64Attr, "0.5">:$rate);
  let settings = ["rate"];
  let results = (outs CNN_Tensor:$output);
  let hasFolder = 1;
}

def CNN_DropoutMaskOp : CNN_Gradient<"dropout_mask"> {
  let summary = "Random mask: 0 with probability `rate`, else 1 / (1 - rate)";
  let description = [{
    A pure function of (seed, step, stream, the element's row-major logical index): Philox4x32-10
    with key (seed, stream) and counter (index, step, 0, 0); the first word u gives 0 where
    u < rate * 2^32. So the mask is the same in every schedule and after a resume, and the backward
    pass draws it again instead of keeping it. `stream` tells the dropout layers of a network apart.
  }];
  let arguments = (ins CNN_Count:$seed, CNN_Count:$step, F64Attr:$rate, I32Attr:$stream);
  let needs = ["rate", "stream"];
  let results = (outs CNN_Tensor:$mask);
}

#endif
