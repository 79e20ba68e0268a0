//===- TrainingOps.td - Losses and optimisers ---------------------------===//

#ifndef CNNC_DIALECTS_CNN_TRAININGOPS_TD
#define CNNC_DIALECTS_CNN_TRAININGOPS_TD

include "dialects/CNN/CNNBase.td"

def CNN_FillOp : CNN_Gradient<"fill"> {
  let summary = "A tensor of one value";
  let description = "Every element is `value`. The result type states the shape.";
  let arguments = (ins F64Attr:$value);
  let results = (outs CNN_Tensor:$output);
  let assemblyFormat = "$value attr-dict `:` type($output)";
}

def CNN_CrossEntropyOp : CNN_Layer<"cross_entropy", [Differentiable]> {
  let opDocGroup = CNN_CompilersGroup;
  let summary = "Categorical cross-entropy of logits and integer labels";
  let description = "loss = mean over n of log(sum over c of exp(x[n,c])) - x[n, label[n]]";
  let arguments = (ins CNN_Matrix:$logits, CNN_Labels:$labels);
  let results = (outs CNN_Scalar:$loss);
}
def CNN_CrossEntropyGradientOp : CNN_Layer<"cross_entropy_gradient"> {
  let opDocGroup = CNN_CompilersGroup;
  let summary = "Gradient of `cnn.cross_entropy` with respect to the logits";
  let description = "dx[n,c] = loss_gradient * (softmax(x[n])[c] - (c == label[n])) / N";
  let arguments = (ins CNN_Scalar:$loss_gradient, CNN_Matrix:$logits, CNN_Labels:$labels);
  let results = (outs CNN_Matrix:$logits_gradient);
}
def CNN_CountCorrectOp : CNN_Layer<"count_correct"> {
  let opDocGroup = CNN_CompilersGroup;
  let summary = "How many rows have their (first) largest element at the label";
  let description = "correct = number of n with argmax over c of x[n,c] = label[n]";
  let arguments = (ins CNN_Matrix:$logits, CNN_Labels:$labels);
  let results = (outs CNN_Count:$correct);
}

def CNN_MeanSquaredErrorOp : CNN_Layer<"mean_squared_error", [Differentiable]> {
  let opDocGroup = CNN_CompilersGroup;
  let summary = "Mean of squared differences";
  let description = "loss = mean over all elements of (prediction - target)^2";
  let arguments = (ins CNN_Tensor:$prediction, CNN_Tensor:$target);
  let results = (outs CNN_Scalar:$loss);
}
def CNN_MeanSquaredErrorGradientOp : CNN_Layer<"mean_squared_error_gradient"> {
  let opDocGroup = CNN_CompilersGroup;
  let summary = "Gradient of `cnn.mean_squared_error` with respect to the prediction";
  let description = "dprediction = loss_gradient * 2 * (prediction - target) / number of elements";
  let arguments = (ins CNN_Scalar:$loss_gradient, CNN_Tensor:$prediction, CNN_Tensor:$target);
  let results = (outs CNN_Tensor:$prediction_gradient);
}

def CNN_SGDOp : CNN_Layer<"sgd"> {
  let opDocGroup = CNN_CompilersGroup;
  let summary = "One step of stochastic gradient descent with momentum";
  let description = [{
    d = gradient + weight_decay * parameter; v' = momentum * v + d;
    parameter' = parameter - learning_rate * (nesterov ? d + momentum * v' : v')
    (Sutskever et al., 2013, as PyTorch writes it). Without momentum there is no velocity and v' = d.
  }];
  let arguments = (ins CNN_Tensor:$parameter, CNN_Tensor:$gradient, CNN_Scalar:$learning_rate,
                       Optional<CNN_Tensor>:$velocity, CNN_Default<F64Attr, "0.0">:$momentum,
                       UnitAttr:$nesterov, CNN_Default<F64Attr, "0.0">:$weight_decay);
  let settings = ["momentum", "weight_decay"];
  let flags = ["nesterov"];
  let results = (outs CNN_Tensor:$new_parameter, Optional<CNN_Tensor>:$new_velocity);
}

def CNN_AdamOp : CNN_Layer<"adam"> {
  let opDocGroup = CNN_CompilersGroup;
  let summary = "One step of Adam (Kingma and Ba, 2014, algorithm 1)";
  let description = [{
    d = gradient + weight_decay * parameter; m' = beta1*m + (1-beta1)*d; v' = beta2*v + (1-beta2)*d*d;
    parameter' = parameter - learning_rate * (m' / (1 - beta1^t)) / (sqrt(v' / (1 - beta2^t)) + epsilon)
    with t = step + 1, `step` counting finished steps from 0.
  }];
  let arguments = (ins CNN_Tensor:$parameter, CNN_Tensor:$gradient, CNN_Scalar:$learning_rate,
                       CNN_Tensor:$first_moment, CNN_Tensor:$second_moment, CNN_Count:$step,
                       CNN_Default<F64Attr, "0.9">:$beta1, CNN_Default<F64Attr, "0.999">:$beta2,
                       CNN_Default<F64Attr, "1.0e-8">:$epsilon,
                       CNN_Default<F64Attr, "0.0">:$weight_decay);
  let settings = ["beta1", "beta2", "epsilon", "weight_decay"];
  let results = (outs CNN_Tensor:$new_parameter, CNN_Tensor:$new_first_moment, CNN_Tensor:$new_second_moment);
}

def CNN_IncrementOp : CNN_Layer<"increment", [SameOperandsAndResultShape]> {
  let opDocGroup = CNN_CompilersGroup;
  let summary = "Counts one step";
  let description = "next = count + 1";
  let arguments = (ins CNN_Count:$count);
  let results = (outs CNN_Count:$next);
}

#endif
