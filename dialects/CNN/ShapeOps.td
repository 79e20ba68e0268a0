//===- ShapeOps.td - Operations that move elements and change no value --===//

#ifndef CNNC_DIALECTS_CNN_SHAPEOPS_TD
#define CNNC_DIALECTS_CNN_SHAPEOPS_TD

include "dialects/CNN/CNNBase.td"

def CNN_FlattenOp : CNN_Layer<"flatten", [Differentiable]> {
  let summary = "Joins all dimensions but the batch, row-major";
  let description = "(n, c, h, w) becomes (n, c*h*w).";
  let arguments = (ins CNN_Tensor:$input);
  let results = (outs CNN_Matrix:$output);
  let hasFolder = 1;
}

def CNN_ReshapeOp : CNN_Gradient<"reshape", [Differentiable]> {
  let opDocGroup = CNN_AuthorsGroup;
  let summary = "The same elements in row-major order under another shape";
  let description = [{
    The result type states the shape; the number of elements is the same. With an open batch the
    first extent of both is `?`.
  }];
  let arguments = (ins CNN_Tensor:$input);
  let results = (outs CNN_Tensor:$output);
  let hasFolder = 1;
}

def CNN_TransposeOp : CNN_Layer<"transpose", [Differentiable]> {
  let summary = "Permutes dimensions";
  let description = "Dimension d of the result is dimension permutation[d] of the input.";
  let arguments = (ins CNN_Tensor:$input, DenseI64ArrayAttr:$permutation);
  let needs = ["permutation"];
  let results = (outs CNN_Tensor:$output);
  let hasFolder = 1;
}

def CNN_ConcatOp : CNN_Layer<"concat", [Differentiable]> {
  let summary = "Joins tensors along one axis";
  let description = [{
    The inputs follow each other along `axis`, where their extents add up; all other extents are equal.
  }];
  let arguments = (ins Variadic<CNN_Tensor>:$inputs, I64Attr:$axis);
  let needs = ["axis"];
  let results = (outs CNN_Tensor:$output);
}

def CNN_SliceOp : CNN_Layer<"slice", [Differentiable]> {
  let opDocGroup = CNN_CompilersGroup;
  let summary = "A range of one axis";
  let description = "Elements [begin, begin + size) of dimension `axis`.";
  let arguments = (ins CNN_Tensor:$input, I64Attr:$axis, I64Attr:$begin, I64Attr:$size);
  let needs = ["axis", "begin", "size"];
  let results = (outs CNN_Tensor:$output);
}

def CNN_PadOp : CNN_Layer<"pad", [Differentiable]> {
  let opDocGroup = CNN_CompilersGroup;
  let summary = "Zeros before and after a range of one axis";
  let description = "The gradient of `cnn.slice`: `before` zeros, the input, `after` zeros along `axis`.";
  let arguments = (ins CNN_Tensor:$input, I64Attr:$axis, I64Attr:$before, I64Attr:$after);
  let needs = ["axis", "before", "after"];
  let results = (outs CNN_Tensor:$output);
}

def CNN_BroadcastOp : CNN_Gradient<"broadcast", [Differentiable]> {
  let summary = "Repeats along dimensions of extent 1 (or missing ones in front)";
  let description = "The result type states the shape; see `cnn.add` for which shapes match.";
  let arguments = (ins CNN_Tensor:$input);
  let results = (outs CNN_Tensor:$output);
}

def CNN_RepackOp : CNN_Gradient<"repack"> {
  let summary = "Copies a tensor into another layout";
  let description = [{
    The same logical tensor; the layouts are those of the types. An image that is split into bf16 parts keeps the bits
    of these parts alone, and a copy of it in a layout of floats is their sum. The reference interpreter rounds
    nothing.
  }];
  let arguments = (ins AnyRankedTensor:$input);
  let results = (outs AnyRankedTensor:$output);
  let hasFolder = 1;
}

#endif
