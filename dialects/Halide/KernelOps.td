//===- KernelOps.td - Kernels and launches ------------------------------===//

#ifndef CNNC_DIALECTS_HALIDE_KERNELOPS_TD
#define CNNC_DIALECTS_HALIDE_KERNELOPS_TD

include "dialects/Halide/HalideDialect.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"

def Halide_KernelOp : Halide_Op<"kernel", [Symbol, IsolatedFromAbove, NoTerminator]> {
  let summary = "A function that is compiled as one piece";
  let description = [{
    The algorithm region has one block of cnn operations whose arguments are the kernel's inputs,
    and yields its results. Tensors have fixed shapes of less than 2^31 elements, which is how far Halide
    counts. The schedule region may be empty: then every stage but the results' is inlined and loops run
    as written, which is right and slow.

    ```mlir
    halide.kernel @relu(%x: tensor<1x64x8x8xf32>) -> tensor<1x64x8x8xf32> algorithm {
      %y = cnn.relu %x : (tensor<1x64x8x8xf32>) -> tensor<1x64x8x8xf32>
      halide.yield %y : tensor<1x64x8x8xf32>
    } schedule {
      %relu = halide.stage "relu"
      %x = halide.loop %relu "x"
      halide.vectorize %x
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttrOf<FunctionType>:$function_type);
  let regions = (region SizedRegion<1>:$algorithm, AnyRegion:$schedule);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
  let skipDefaultBuilders = 1;
  let builders = [OpBuilder<(ins "::llvm::StringRef":$name, "::mlir::FunctionType":$type)>];
  let extraClassDeclaration = [{
    YieldOp getYield();
  }];
}

def Halide_YieldOp : Halide_Op<"yield", [Pure, Terminator, HasParent<"KernelOp">, ReturnLike]> {
  let summary = "The results of a kernel's algorithm";
  let description = "Ends the algorithm region. The types are those of the kernel's results.";
  let arguments = (ins Variadic<AnyRankedTensor>:$values);
  let assemblyFormat = "$values attr-dict `:` type($values)";
}

def Halide_LaunchOp : Halide_Op<"launch", [Pure, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "Runs a kernel";
  let description = [{
    The location names the layers that the kernel computes. With `parts` the kernel is one for part of the
    batch and runs for each of the equal parts: the first dimension of its results, and of every input whose
    type is not that of the kernel's, is as many times as long. Neighbouring launches of as many parts run
    together, all of them on one part before any on the next, so that what lies between them stays in the cache:

    ```mlir
    %y = halide.launch @conv2d(%x, %w) parts = 32 : (tensor<32x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<32x4x6x6xf32>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$kernel, Variadic<AnyRankedTensor>:$inputs,
                       DefaultValuedAttr<ConfinedAttr<I64Attr, [IntPositive]>, "1">:$parts);
  let results = (outs Variadic<AnyRankedTensor>:$outputs);
  let assemblyFormat = [{
    $kernel `(` $inputs `)` (`parts` `=` $parts^)? attr-dict `:` functional-type($inputs, $outputs)
  }];
}

#endif
