//===- StructureOps.td - Networks and parameters ------------------------===//

#ifndef CNNC_DIALECTS_CNN_STRUCTUREOPS_TD
#define CNNC_DIALECTS_CNN_STRUCTUREOPS_TD

include "dialects/CNN/CNNBase.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/Interfaces/FunctionInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"

def CNN_ParameterOp : CNN_Op<"parameter", [Symbol]> {
  let summary = "A named tensor that outlives a call";
  let description = [{
    The one master copy of a weight, or, with `state`, of a value that training keeps but that no
    gradient reaches: running statistics, moments, the step counter. The initialiser is a
    distribution (`#cnn.he_normal<seed = 1>`), one value (`#cnn.constant<0.0>`) or the values
    themselves (`dense<...>`, `dense_resource<...>`).

    With `#cnn.derived` it follows from others: the network of entry `prepare` writes it.

    ```mlir
    cnn.parameter @conv1.weight : tensor<6x1x5x5xf32> = #cnn.xavier_uniform<seed = 1>
    cnn.parameter state @bn1.mean : tensor<16xf32> = #cnn.constant<0.0>
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttrOf<AnyStaticShapeTensor>:$type,
                       AnyAttr:$initializer, UnitAttr:$state);
  let assemblyFormat = "(`state` $state^)? $sym_name `:` $type `=` $initializer attr-dict";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Whether it follows from other parameters, and so is no part of what is saved or loaded.
    bool isDerived() { return ::llvm::isa<DerivedAttr>(getInitializer()); }
  }];
}

def CNN_ReadOp : CNN_Op<"read", [Pure, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "The value of a parameter when the network began";
  let description = [{
    A `cnn.write` in the same call does not change it. The type is the parameter's.
  }];
  let arguments = (ins FlatSymbolRefAttr:$parameter);
  let results = (outs AnyStaticShapeTensor:$value);
  let assemblyFormat = "$parameter attr-dict `:` type($value)";
}

def CNN_WriteOp : CNN_Op<"write", [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let opDocGroup = CNN_CompilersGroup;
  let summary = "Gives a parameter a new value when the network ends";
  let description = [{
    Takes effect when the network returns: every `cnn.read` of the same call still sees the old
    value. A parameter is written at most once.
  }];
  let arguments = (ins FlatSymbolRefAttr:$parameter, AnyStaticShapeTensor:$value);
  let assemblyFormat = "$parameter `,` $value attr-dict `:` type($value)";
}

def CNN_NetworkOp : CNN_Op<"network", [FunctionOpInterface, IsolatedFromAbove,
                                       SingleBlockImplicitTerminator<"ReturnOp">]> {
  let summary = "A network: tensors in, tensors out";
  let description = [{
    The arguments and results are named by `cnn.name`; without it they are called `input`,
    `input1`, ... and `output`, `output1`, .... `loss` and `optimizer` say how it is trained. With
    `without_tiles` it is for processors that lack the target's matrix tiles, and a network without stands beside it.

    ```mlir
    cnn.network @mlp(%x: tensor<?x784xf32> {cnn.name = "image"})
        -> (tensor<?x10xf32> {cnn.name = "probabilities"})
        attributes {loss = #cnn.loss<cross_entropy>, optimizer = #cnn.adam<learning_rate = 1.0e-3>} {
      ...
      cnn.return %p : tensor<?x10xf32>
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttrOf<FunctionType>:$function_type,
                       OptionalAttr<StrAttr>:$sym_visibility,
                       OptionalAttr<DictArrayAttr>:$arg_attrs, OptionalAttr<DictArrayAttr>:$res_attrs,
                       OptionalAttr<CNN_LossAttr>:$loss, OptionalAttr<CNN_OptimizerAttr>:$optimizer,
                       DefaultValuedAttr<CNN_EntryAttr, "::cnnc::cnn::Entry::Infer">:$entry,
                       UnitAttr:$without_tiles);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let skipDefaultBuilders = 1;
  let hasVerifier = 1;
  let builders = [OpBuilder<(ins "::llvm::StringRef":$name, "::mlir::FunctionType":$type)>];
  let extraClassDeclaration = [{
    ::llvm::ArrayRef<::mlir::Type> getArgumentTypes() { return getFunctionType().getInputs(); }
    ::llvm::ArrayRef<::mlir::Type> getResultTypes() { return getFunctionType().getResults(); }
    ::mlir::Region *getCallableRegion() { return &getBody(); }
    ReturnOp getReturn();
    /// The author's name of an argument or result, or its default.
    std::string getInputName(unsigned index);
    std::string getOutputName(unsigned index);
    /// Makes the function type agree with the block arguments and the operands of the return.
    void updateFunctionType();
  }];
}

def CNN_ReturnOp : CNN_Op<"return", [Pure, Terminator, HasParent<"NetworkOp">, ReturnLike]> {
  let summary = "The results of a network";
  let description = "Ends every network. The types are those of the network's results.";
  let arguments = (ins Variadic<AnyRankedTensor>:$values);
  let assemblyFormat = "attr-dict ($values^ `:` type($values))?";
  let builders = [OpBuilder<(ins), [{}]>];
  let hasVerifier = 1;
}

#endif
