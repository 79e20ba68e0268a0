//===- BufferOps.td - Programs: kernel calls on planned memory ----------===//

#ifndef CNNC_DIALECTS_HALIDE_BUFFEROPS_TD
#define CNNC_DIALECTS_HALIDE_BUFFEROPS_TD

include "dialects/Halide/HalideDialect.td"
include "dialects/CNN/CNNAttributes.td"
include "mlir/IR/SymbolInterfaces.td"

def Halide_ProgramOp : Halide_Op<"program", [Symbol, IsolatedFromAbove, NoTerminator]> {
  let summary = "An entry point: kernel calls on slices of one arena";
  let description = [{
    What a network becomes when its memory is planned. The block's arguments are the caller's dense,
    row-major tensors, inputs first, then outputs; a memref has the stored shape (a tensor's extents
    in the order of its layout, outermost first). `arena_bytes` is all the memory that the
    program needs besides parameters and what its kernels take inside, which is the session's scratch.
    `without_tiles` is the network's.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, CNN_EntryAttr:$entry, I64Attr:$arena_bytes,
                       StrArrayAttr:$input_names, StrArrayAttr:$output_names,
                       UnitAttr:$without_tiles);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$sym_name attr-dict-with-keyword $body";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::Block::BlockArgListType getInputs();
    ::mlir::Block::BlockArgListType getOutputs();
    /// The images of one call: the outermost extent of the first input.
    int64_t getBatch();
  }];
}

def Halide_SliceOp : Halide_Op<"slice"> {
  let summary = "Memory of the arena at a fixed offset";
  let description = [{
    `offset` is in bytes. Slices of values that are never alive together may share memory.
  }];
  let arguments = (ins I64Attr:$offset);
  let results = (outs AnyStaticShapeMemRef:$buffer);
  let assemblyFormat = "$offset attr-dict `:` type($buffer)";
}

def Halide_ParameterOp : Halide_Op<"parameter"> {
  let summary = "The stored form of a parameter";
  let description = [{
    The same memory in every program of the model, in the parameter's layout.
    A call that writes it is the parameter's update.
  }];
  let arguments = (ins FlatSymbolRefAttr:$parameter);
  let results = (outs AnyStaticShapeMemRef:$buffer);
  let assemblyFormat = "$parameter attr-dict `:` type($buffer)";
}

def Halide_RepeatOp : Halide_Op<"repeat", [NoTerminator]> {
  let summary = "Calls that run several times, each time on other parts of buffers";
  let description = "`count` iterations of the calls in its body, in order.";
  let arguments = (ins ConfinedAttr<I64Attr, [IntPositive]>:$count);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$count attr-dict-with-keyword $body";
  let hasVerifier = 1;
}

def Halide_PartOp : Halide_Op<"part", [HasParent<"RepeatOp">]> {
  let summary = "The part of a buffer that an iteration works on";
  let description = "Iteration i of the repeat around it has the i-th of as many equal parts of the first dimension.";
  let arguments = (ins AnyStaticShapeMemRef:$whole);
  let results = (outs AnyStaticShapeMemRef:$part);
  let assemblyFormat = "$whole attr-dict `:` type($whole) `->` type($part)";
  let hasVerifier = 1;
}

def Halide_CallOp : Halide_Op<"call", [AttrSizedOperandSegments]> {
  let summary = "Runs a kernel on buffers";
  let description = "`operations` and `bytes` are the kernel's work and traffic, for reports.";
  let arguments = (ins FlatSymbolRefAttr:$kernel, Variadic<AnyStaticShapeMemRef>:$inputs,
                       Variadic<AnyStaticShapeMemRef>:$outputs, I64Attr:$operations, I64Attr:$bytes);
  let assemblyFormat = [{
    $kernel `ins` `(` ($inputs^ `:` type($inputs))? `)` `outs` `(` $outputs `:` type($outputs) `)` attr-dict
  }];
}

#endif
