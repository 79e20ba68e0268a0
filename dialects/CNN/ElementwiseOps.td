//===- ElementwiseOps.td - Activations and arithmetic, element by element ===//

#ifndef CNNC_DIALECTS_CNN_ELEMENTWISEOPS_TD
#define CNNC_DIALECTS_CNN_ELEMENTWISEOPS_TD

include "dialects/CNN/CNNBase.td"

/// Element by element: all operands and the result have one shape.
class CNN_Elementwise<string mnemonic, list<Trait> traits = []>
    : CNN_Layer<mnemonic, !listconcat([SameOperandsAndResultShape], traits)> {
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *context, std::optional<::mlir::Location> location, Adaptor adaptor,
        ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      return ::cnnc::cnn::inferSameShape({getOperationName(), location, context}, adaptor.getOperands(), types);
    }
  }];
}

class CNN_Activation<string mnemonic> : CNN_Elementwise<mnemonic, [Differentiable]> {
  dag parameters = (ins);
  let arguments = !con((ins CNN_Tensor:$input), parameters);
  let results = (outs CNN_Tensor:$output);
}

/// dx from dy and the forward operation's result or input, element by element.
class CNN_ActivationGradient<string mnemonic, string saved> : CNN_Elementwise<mnemonic> {
  let opDocGroup = CNN_CompilersGroup;
  dag parameters = (ins);
  let arguments = !con((ins CNN_Tensor:$output_gradient), !dag(ins, [CNN_Tensor], [saved]), parameters);
  let results = (outs CNN_Tensor:$input_gradient);
}

def CNN_ReluOp : CNN_Activation<"relu"> {
  let summary = "Rectified linear unit";
  let description = "y = max(x, 0)";
}
def CNN_ReluGradientOp : CNN_ActivationGradient<"relu_gradient", "output"> {
  let summary = "Gradient of `cnn.relu`";
  let description = "dx = dy where y > 0, else 0";
}
def CNN_LeakyReluOp : CNN_Activation<"leaky_relu"> {
  let summary = "Leaky rectified linear unit";
  let description = "y = x where x >= 0, else alpha*x";
  let parameters = (ins CNN_Default<F64Attr, "0.01">:$alpha);
  let settings = ["alpha"];
}
def CNN_LeakyReluGradientOp : CNN_ActivationGradient<"leaky_relu_gradient", "input"> {
  let summary = "Gradient of `cnn.leaky_relu`";
  let description = "dx = dy where x >= 0, else alpha*dy";
  let parameters = (ins CNN_Default<F64Attr, "0.01">:$alpha);
  let settings = ["alpha"];
}
def CNN_SigmoidOp : CNN_Activation<"sigmoid"> {
  let summary = "Logistic sigmoid";
  let description = "y = 1 / (1 + exp(-x))";
}
def CNN_SigmoidGradientOp : CNN_ActivationGradient<"sigmoid_gradient", "output"> {
  let summary = "Gradient of `cnn.sigmoid`";
  let description = "dx = dy * y * (1 - y)";
}
def CNN_TanhOp : CNN_Activation<"tanh"> {
  let summary = "Hyperbolic tangent";
  let description = "y = tanh(x)";
}
def CNN_TanhGradientOp : CNN_ActivationGradient<"tanh_gradient", "output"> {
  let summary = "Gradient of `cnn.tanh`";
  let description = "dx = dy * (1 - y*y)";
}
def CNN_ClampOp : CNN_Activation<"clamp"> {
  let summary = "Limits to an interval";
  let description = "y = min(max(x, min), max)";
  let parameters = (ins CNN_Default<F64Attr, "-std::numeric_limits<double>::infinity()", "no limit">:$min,
                        CNN_Default<F64Attr, "std::numeric_limits<double>::infinity()", "no limit">:$max);
  let settings = ["min", "max"];
}
def CNN_ClampGradientOp : CNN_ActivationGradient<"clamp_gradient", "input"> {
  let summary = "Gradient of `cnn.clamp`";
  let description = "dx = dy where min < x < max, else 0";
  let parameters = (ins CNN_Default<F64Attr, "-std::numeric_limits<double>::infinity()", "no limit">:$min,
                        CNN_Default<F64Attr, "std::numeric_limits<double>::infinity()", "no limit">:$max);
  let settings = ["min", "max"];
}

class CNN_Binary<string mnemonic, list<Trait> traits = []>
    : CNN_Layer<mnemonic, !listconcat([Differentiable], traits)> {
  let arguments = (ins CNN_Tensor:$a, CNN_Tensor:$b);
  let results = (outs CNN_Tensor:$output);
}
def CNN_AddOp : CNN_Binary<"add", [Commutative]> {
  let summary = "Sum";
  let description = [{
    y = a + b, element by element. Extents are matched from the innermost dimension; one that is 1 or
    missing is repeated (NumPy's and ONNX's broadcasting).
  }];
}
def CNN_MultiplyOp : CNN_Binary<"multiply", [Commutative]> {
  let summary = "Product, element by element";
  let description = "y = a * b, element by element, with broadcasting as in `cnn.add`.";
}

#endif
