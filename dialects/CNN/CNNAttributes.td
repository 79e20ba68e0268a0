//===- CNNAttributes.td - Layouts, initialisers, training settings ------===//

#ifndef CNNC_DIALECTS_CNN_CNNATTRIBUTES_TD
#define CNNC_DIALECTS_CNN_CNNATTRIBUTES_TD

include "dialects/CNN/CNNDialect.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/TensorEncoding.td"

class CNN_Attr<string name, string attrMnemonic, list<Trait> traits = []>
    : AttrDef<CNN_Dialect, name, traits> {
  let mnemonic = attrMnemonic;
}

// Parameters whose syntax the reference shows as the text writes it.
class CNN_Parameter<string type, string shown> : AttrParameter<type, ""> {
  let syntax = shown;
}
class CNN_Setting<string type, string name, string value>
    : DefaultValuedParameter<type, value, "default " # value> {
  let syntax = name # " = " # value;
}
class CNN_NumberParameter<string shown> : CNN_Parameter<"::cnnc::cnn::Number", shown>;
class CNN_NumberSetting<string name, string value> : CNN_Setting<"::cnnc::cnn::Number", name, value>;
/// One of an enumeration's words.
class CNN_Words<EnumAttrInfo enumeration> : EnumParameter<enumeration> {
  let syntax = !interleave(!foreach(case, enumeration.enumerants, case.str), " | ");
}
def CNN_SeedSetting : CNN_Setting<"uint64_t", "seed", "0">;

//===----------------------------------------------------------------------===//
// Algorithm
//===----------------------------------------------------------------------===//

def CNN_Algorithm : I32EnumAttr<"Algorithm", "how a convolution or matrix product is computed", [
    I32EnumAttrCase<"Direct", 0, "direct">,
    I32EnumAttrCase<"Winograd", 1, "winograd">,
    I32EnumAttrCase<"WinogradRows", 2, "winograd_rows">,
    I32EnumAttrCase<"BF16", 3, "bf16">,
    I32EnumAttrCase<"BF16x3", 4, "bf16_x3">,
    I32EnumAttrCase<"BF16x6", 5, "bf16_x6">]> {
  let cppNamespace = "::cnnc::cnn";
  let genSpecializedAttr = 0;
}
def CNN_AlgorithmAttr : EnumAttr<CNN_Dialect, CNN_Algorithm, "algorithm"> {
  let parameters = (ins CNN_Words<CNN_Algorithm>:$value);
}

//===----------------------------------------------------------------------===//
// Layout
//===----------------------------------------------------------------------===//

def CNN_LayoutAttr : CNN_Attr<"Layout", "layout", [DeclareAttrInterfaceMethods<VerifiableTensorEncoding>]> {
  let summary = "How a tensor lies in memory";
  let description = [{
    `order` lists the logical dimensions from the outermost stored one to the innermost: an image tensor
    (n, c, y, x) stored with its channels innermost is `#cnn.layout<[0, 2, 3, 1]>`. The order must be a
    permutation.

    With `block`, one dimension is split: it stands in the order once for its blocks and once more, last, for
    the `block` elements of one. A convolution's weight in blocks of 32 output channels, so that the 32 weights
    of an input element lie side by side, is `#cnn.layout<[0, 2, 3, 1, 0], block = 32>`. The block must divide
    the extent.

    `algorithm = winograd` is for the weight of a convolution of 3x3 or 5x5: stored is its transform G g G^T, in which
    rows and columns have 6 places each, in this order and blocks of a multiple of 16. With `winograd_rows`, for
    weights of 3 or 5 rows, the rows alone are transformed: G g. With `bf16`, `bf16_x3` or `bf16_x6`, in this order and
    blocks of 32, each 32 input channels are stored as 1, 2 or 3 parts of 16 words: word j holds a part of channels j and
    j + 16, each a bf16. Channels are filled up with zeros to whole blocks on both sides; a matrix has the order
    `[0, 1, 0]` then. The logical tensor, and so the meaning of every operation, is the same.

    An image (n, c, y, x) that only convolutions on matrix tiles read may be stored for them, as
    `#cnn.layout<[0, 1, 2, 3, 1], block = 32, algorithm = bf16_x3, halo = [1, 1, 1, 1]>`: its blocks of 32 channels in
    words as above, with so many rows and columns of zeros at the top, left, bottom and right.

    Parameters may lie in blocks, both sides of `cnn.repack`, the weights of `cnn.conv2d`, and of `cnn.dense`,
    whose layout then has the layer's algorithm, and the image of a `cnn.conv2d` with such a layout. No repack
    undoes a transform.
  }];
  let parameters = (ins ArrayRefParameter<"int64_t">:$order, DefaultValuedParameter<"int64_t", "0">:$block,
                        DefaultValuedParameter<"::cnnc::cnn::Algorithm", "::cnnc::cnn::Algorithm::Direct">:$algorithm,
                        OptionalArrayRefParameter<"int64_t">:$halo);
  let assemblyFormat = [{
    `<` `[` $order `]` (`,` `block` `=` $block^)? (`,` `algorithm` `=` $algorithm^)? (`,` `halo` `=` `[` $halo^ `]`)? `>`
  }];
  let builders = [AttrBuilder<(ins "::llvm::ArrayRef<int64_t>":$order), [{
    return $_get($_ctxt, order, 0, ::cnnc::cnn::Algorithm::Direct, ::llvm::ArrayRef<int64_t>());
  }]>, AttrBuilder<(ins "::llvm::ArrayRef<int64_t>":$order, "int64_t":$block, "::cnnc::cnn::Algorithm":$algorithm), [{
    return $_get($_ctxt, order, block, algorithm, ::llvm::ArrayRef<int64_t>());
  }]>];
  let genVerifyDecl = 1;
}

//===----------------------------------------------------------------------===//
// Padding
//===----------------------------------------------------------------------===//

def CNN_Padding : I32EnumAttr<"Padding", "how the borders of a window's input are padded", [
    I32EnumAttrCase<"Explicit", 0, "explicit">,
    I32EnumAttrCase<"SameUpper", 1, "same_upper">,
    I32EnumAttrCase<"SameLower", 2, "same_lower">,
    I32EnumAttrCase<"Valid", 3, "valid">]> {
  let cppNamespace = "::cnnc::cnn";
  let genSpecializedAttr = 0;
}
def CNN_PaddingAttr : EnumAttr<CNN_Dialect, CNN_Padding, "padding"> {
  let parameters = (ins CNN_Words<CNN_Padding>:$value);
}

//===----------------------------------------------------------------------===//
// Initialisers
//===----------------------------------------------------------------------===//

def CNN_InitializerAttrInterface : AttrInterface<"InitializerAttrInterface"> {
  let cppNamespace = "::cnnc::cnn";
  let description = "An attribute that says how a parameter's values begin.";
  let methods = [
    InterfaceMethod<[{
      The distribution of the values of a parameter of the given shape. Fans
      follow Glorot and Bengio (2010): a weight (out, in, kernel...) has
      fan_in = in * |kernel| and fan_out = out * |kernel|.
    }], "::cnnc::cnn::Distribution", "getDistribution", (ins "::llvm::ArrayRef<int64_t>":$shape)>
  ];
}

class CNN_Initializer<string name, string attrMnemonic>
    : CNN_Attr<name, attrMnemonic, [DeclareAttrInterfaceMethods<CNN_InitializerAttrInterface>]>;

def CNN_ConstantAttr : CNN_Initializer<"Constant", "constant"> {
  let summary = "Every value the same";
  let parameters = (ins CNN_NumberParameter<"number">:$value);
  let assemblyFormat = "`<` $value `>`";
  let genVerifyDecl = 1;
}
def CNN_UniformAttr : CNN_Initializer<"Uniform", "uniform"> {
  let summary = "Uniform in [low, high)";
  let parameters = (ins CNN_NumberParameter<"low = number">:$low, CNN_NumberParameter<"high = number">:$high, CNN_SeedSetting:$seed);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
}
def CNN_NormalAttr : CNN_Initializer<"Normal", "normal"> {
  let summary = "Normal with the given mean and standard deviation";
  let parameters = (ins CNN_NumberSetting<"mean", "0.0">:$mean, CNN_NumberParameter<"stddev = number">:$stddev,
                        CNN_SeedSetting:$seed);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
}
class CNN_FanInitializer<string name, string attrMnemonic> : CNN_Initializer<name, attrMnemonic> {
  let parameters = (ins CNN_SeedSetting:$seed);
  let assemblyFormat = "(`<` struct(params)^ `>`)?";
}
def CNN_XavierUniformAttr : CNN_FanInitializer<"XavierUniform", "xavier_uniform"> {
  let summary = "Uniform in ±sqrt(6 / (fan_in + fan_out)) (Glorot and Bengio, 2010)";
}
def CNN_XavierNormalAttr : CNN_FanInitializer<"XavierNormal", "xavier_normal"> {
  let summary = "Normal with variance 2 / (fan_in + fan_out) (Glorot and Bengio, 2010)";
}
def CNN_HeUniformAttr : CNN_FanInitializer<"HeUniform", "he_uniform"> {
  let summary = "Uniform in ±sqrt(6 / fan_in) (He et al., 2015)";
}
def CNN_HeNormalAttr : CNN_FanInitializer<"HeNormal", "he_normal"> {
  let summary = "Normal with variance 2 / fan_in (He et al., 2015)";
}

def CNN_DerivedAttr : CNN_Attr<"Derived", "derived"> {
  let summary = "What the network of entry `prepare` writes";
  let description = [{
    In the place of an initialiser: the parameter follows from others, as a weight's transform from the weight.
    It is made by `cnn-prepare-parameters`, and no part of what is saved or loaded.
  }];
}

//===----------------------------------------------------------------------===//
// Training
//===----------------------------------------------------------------------===//

def CNN_Loss : I32EnumAttr<"Loss", "what training makes small", [
    I32EnumAttrCase<"CrossEntropy", 0, "cross_entropy">,
    I32EnumAttrCase<"MeanSquaredError", 1, "mean_squared_error">]> {
  let cppNamespace = "::cnnc::cnn";
  let genSpecializedAttr = 0;
}
def CNN_LossAttr : EnumAttr<CNN_Dialect, CNN_Loss, "loss"> {
  let parameters = (ins CNN_Words<CNN_Loss>:$value);
  let assemblyFormat = "`<` $value `>`";
}

def CNN_SGDAttr : CNN_Attr<"SGD", "sgd"> {
  let summary = "Stochastic gradient descent; see `cnn.sgd`";
  let parameters = (ins CNN_NumberParameter<"learning_rate = number">:$learning_rate, CNN_NumberSetting<"momentum", "0.0">:$momentum,
                        CNN_Setting<"bool", "nesterov", "false">:$nesterov,
                        CNN_NumberSetting<"weight_decay", "0.0">:$weight_decay);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
}
def CNN_AdamAttr : CNN_Attr<"Adam", "adam"> {
  let summary = "Adam (Kingma and Ba, 2014); see `cnn.adam`";
  let parameters = (ins CNN_NumberParameter<"learning_rate = number">:$learning_rate, CNN_NumberSetting<"beta1", "0.9">:$beta1,
                        CNN_NumberSetting<"beta2", "0.999">:$beta2,
                        CNN_NumberSetting<"epsilon", "1e-8">:$epsilon,
                        CNN_NumberSetting<"weight_decay", "0.0">:$weight_decay);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
}
def CNN_OptimizerAttr : AnyAttrOf<[CNN_SGDAttr, CNN_AdamAttr], "#cnn.sgd or #cnn.adam">;

def CNN_Entry : I32EnumAttr<"Entry", "which entry point of the model a network is", [
    I32EnumAttrCase<"Infer", 0, "infer">, I32EnumAttrCase<"TrainStep", 1, "train_step">,
    I32EnumAttrCase<"Prepare", 2, "prepare">]> {
  let cppNamespace = "::cnnc::cnn";
  let genSpecializedAttr = 0;
}
def CNN_EntryAttr : EnumAttr<CNN_Dialect, CNN_Entry, "entry"> {
  let parameters = (ins CNN_Words<CNN_Entry>:$value);
  let assemblyFormat = "`<` $value `>`";
}

#endif
