//===- CNNBase.td - Operand types and op classes of the cnn dialect -----===//

#ifndef CNNC_DIALECTS_CNN_CNNBASE_TD
#define CNNC_DIALECTS_CNN_CNNBASE_TD

include "dialects/CNN/CNNAttributes.td"
include "dialects/CNN/CNNInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def CNN_Tensor : RankedTensorOf<[F32], [], "tensor of f32">;
def CNN_Image : TensorRankOf<[F32], [4]>;
def CNN_Matrix : TensorRankOf<[F32], [2]>;
def CNN_Vector : TensorRankOf<[F32], [1]>;
def CNN_Scalar : TensorRankOf<[F32], [0]>;
def CNN_Labels : TensorRankOf<[I32], [1]>;
def CNN_Count : TensorRankOf<[I32], [0]>;
def CNN_Codes : TensorRankOf<[I8], [4]>;

/// A setting that may be left out; the reference shows what it then is, as the text would write it.
class CNN_Default<Attr attr, string value, string shown = value> : DefaultValuedAttr<attr, value> {
  let summary = attr.summary # "; default " # shown;
}
def CNN_Strides : CNN_Default<DenseI64ArrayAttr, "{1, 1}", "[1, 1]">;
def CNN_Pads : CNN_Default<DenseI64ArrayAttr, "{0, 0, 0, 0}", "[0, 0, 0, 0]">;
def CNN_AutoPad : CNN_Default<CNN_PaddingAttr, "::cnnc::cnn::Padding::Explicit", "explicit">;

def UnderstandsLayouts : NativeOpTrait<"UnderstandsLayouts"> {
  let cppNamespace = "::cnnc::cnn";
}
def Differentiable : DeclareOpInterfaceMethods<CNN_DifferentiableOpInterface>;
def Costed : DeclareOpInterfaceMethods<CNN_CostOpInterface>;

/// The two parts of the reference.
def CNN_AuthorsGroup : OpDocGroup {
  let summary = "Operations that an author writes";
  let description = [{
    Networks, their parameters and their layers. After a layer's operands comes what it needs, then
    settings and flags in any order, each only where it differs from its default, then the types:

    ```mlir
    %pool = cnn.max_pool %x kernel = [2, 2] strides = [2, 2] ceil_mode
        : (tensor<?x8x27x27xf32>) -> tensor<?x8x14x14xf32>
    ```
  }];
}
def CNN_CompilersGroup : OpDocGroup {
  let summary = "Operations that the compiler writes";
  let description = [{
    Losses, gradients, updates and changes of layout. They come from the passes, which differentiate a
    network and add its training, but they are ordinary operations: a text may hold them too.
  }];
}

class CNN_Op<string mnemonic, list<Trait> traits = []> : Op<CNN_Dialect, mnemonic, traits> {
  let opDocGroup = CNN_AuthorsGroup;
}

/// A computation: `cnn.max_pool %x kernel = [2, 2] strides = [2, 2] ceil_mode : (...) -> ...`. What it needs
/// comes first; settings and flags stand in any order, each only where it differs from its default.
class CNN_Computation<string mnemonic, list<Trait> traits>
    : CNN_Op<mnemonic, !listconcat(traits, [UnderstandsLayouts])> {
  list<string> needs = [];
  list<string> settings = [];
  list<string> flags = [];
  list<string> clauses = !listconcat(!foreach(name, settings, "`" # name # "` `=` $" # name),
                                     !foreach(name, flags, "`" # name # "` $" # name));
  let assemblyFormat = "operands " # !interleave(!foreach(name, needs, "`" # name # "` `=` $" # name), " ")
      # !if(!empty(clauses), "", " oilist(" # !interleave(clauses, " | ") # ")")
      # " attr-dict `:` functional-type(operands, results)";
}

/// A layer: no side effects; its result types follow from its operands (shape inference). The
/// inferred type carries no layout; any layout of the same shape is compatible with it.
class CNN_Layer<string mnemonic, list<Trait> traits = []>
    : CNN_Computation<mnemonic, !listconcat([Pure, InferTypeOpAdaptor], traits)> {
  code compatibleTypes = [{
    static bool isCompatibleReturnTypes(::mlir::TypeRange inferred, ::mlir::TypeRange found) {
      return ::cnnc::cnn::haveSameShapes(inferred, found);
    }
  }];
  let extraClassDeclaration = compatibleTypes;
}

/// A gradient whose shape its operands do not determine: the type is stated, and verified against
/// the forward operation's inference.
class CNN_Gradient<string mnemonic, list<Trait> traits = []>
    : CNN_Computation<mnemonic, !listconcat([Pure], traits)> {
  let opDocGroup = CNN_CompilersGroup;
  let hasVerifier = 1;
}

#endif
