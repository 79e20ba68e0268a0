//===- ScheduleOps.td - Directives of a schedule ------------------------===//

#ifndef CNNC_DIALECTS_HALIDE_SCHEDULEOPS_TD
#define CNNC_DIALECTS_HALIDE_SCHEDULEOPS_TD

include "dialects/Halide/HalideDialect.td"
include "mlir/IR/OpAsmInterface.td"

class Halide_Directive<string mnemonic, list<Trait> traits = []>
    : Halide_Op<mnemonic, !listconcat([HasParent<"KernelOp">, Halide_DirectiveTrait], traits)>;

/// A directive that gives handles, which are printed under the names of stages and loops.
class Halide_HandleDirective<string mnemonic>
    : Halide_Directive<mnemonic, [DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>]> {
  let extraClassDefinition = [{
    void $cppClass::getAsmResultNames(::mlir::OpAsmSetValueNameFn setName) { nameHandles(*this, setName); }
  }];
}

//===----------------------------------------------------------------------===//
// Handles
//===----------------------------------------------------------------------===//

def Halide_StageOp : Halide_HandleDirective<"stage"> {
  let summary = "A stage of the kernel by its name";
  let description = [{
    The stages of an operation are named after it (`conv2d`, a second one in the same kernel
    `conv2d_1`), its helpers after it and their purpose (`conv2d.pad`). The handle stands for the
    stage's pure definition; a stage without `compute_at` or `compute_root` is inlined.
  }];
  let arguments = (ins StrAttr:$name);
  let results = (outs Halide_StageType:$stage);
  let assemblyFormat = "$name attr-dict";
  let hasVerifier = 1;
}
def Halide_UpdateOp : Halide_HandleDirective<"update"> {
  let summary = "The update definition (the reduction) of a stage";
  let description = [{
    A convolution, for instance, is the pure definition `f = bias` and the update
    `f += weight * input`, each with loops of its own.
  }];
  let arguments = (ins Halide_StageType:$stage);
  let results = (outs Halide_StageType:$update);
  let assemblyFormat = "$stage attr-dict";
  let hasVerifier = 1;
}
def Halide_LoopOp : Halide_HandleDirective<"loop"> {
  let summary = "A loop of a stage by its name";
  let description = [{
    Pure loops are named after the result's dimensions: n, c, y, x of an image or a convolution's
    weight (out, in, rows, columns), n, c of a matrix, c of a vector; others d0, d1, ... Further b counts blocks,
    t the tiles of Winograd's algorithm in all images, and l the lanes of sums side by side. Reduction loops
    begin with r: rc, ry, rx, rn over channels, rows, columns, images; rt over tiles, rl over lanes.
  }];
  let arguments = (ins Halide_StageType:$stage, StrAttr:$name);
  let results = (outs Halide_LoopType:$loop);
  let assemblyFormat = "$stage $name attr-dict";
  let hasVerifier = 1;
}
def Halide_WrapOp : Halide_HandleDirective<"wrap"> {
  let summary = "A copy of a stage that all its consumers read instead";
  let description = "Lets a stage be computed in registers and stored elsewhere (Halide's `in`).";
  let arguments = (ins Halide_StageType:$stage);
  let results = (outs Halide_StageType:$wrapper);
  let assemblyFormat = "$stage attr-dict";
}

//===----------------------------------------------------------------------===//
// Loop nests
//===----------------------------------------------------------------------===//

def Halide_SplitOp : Halide_HandleDirective<"split"> {
  let summary = "Replaces a loop by an outer one and an inner one of `factor` iterations";
  let description = [{
    `loop` = outer * factor + inner, and is used up. `tail` says what happens where
    `factor` does not divide the extent; `auto` leaves it to Halide.
  }];
  let arguments = (ins Halide_LoopType:$loop, I64Attr:$factor,
                       DefaultValuedAttr<Halide_TailAttr, "::cnnc::halide::Tail::Auto">:$tail);
  let results = (outs Halide_LoopType:$outer, Halide_LoopType:$inner);
  let assemblyFormat = "$loop `by` $factor (`tail` `=` `` $tail^)? attr-dict";
  let hasVerifier = 1;
}
def Halide_FuseOp : Halide_HandleDirective<"fuse"> {
  let summary = "Replaces two loops by one";
  let description = "fused = outer * extent(inner) + inner. Both loops are used up.";
  let arguments = (ins Halide_LoopType:$outer, Halide_LoopType:$inner);
  let results = (outs Halide_LoopType:$fused);
  let assemblyFormat = "$outer `,` $inner attr-dict";
}
def Halide_ReorderOp : Halide_Directive<"reorder"> {
  let summary = "Orders loops of one stage, the innermost first";
  let description = "The loops belong to one definition. Those that are not named keep their places.";
  let arguments = (ins Variadic<Halide_LoopType>:$loops);
  let assemblyFormat = "$loops attr-dict";
}
def Halide_RfactorOp : Halide_HandleDirective<"rfactor"> {
  let summary = "Splits a reduction: partial sums, one for each iteration of `loop`";
  let description = [{
    The update keeps summing over `loop`; a new stage holds what one iteration adds. `partial` is its
    pure definition; its loops keep their names, and `loop` has become a pure one.
    The order of summation is fixed by the schedule, so results do not depend on threads.
  }];
  let arguments = (ins Halide_StageType:$update, Halide_LoopType:$loop);
  let results = (outs Halide_StageType:$partial, Halide_LoopType:$partial_loop);
  let assemblyFormat = "$update `,` $loop attr-dict";
}

//===----------------------------------------------------------------------===//
// What a loop covers
//===----------------------------------------------------------------------===//

class Halide_BoundDirective<string mnemonic, string preposition> : Halide_Directive<mnemonic> {
  let arguments = (ins Halide_LoopType:$loop, I64Attr:$extent);
  let assemblyFormat = "$loop `" # preposition # "` $extent attr-dict";
  let hasVerifier = 1;
}
def Halide_AlignBoundsOp : Halide_BoundDirective<"align_bounds", "by"> {
  let summary = "Widens what is computed to multiples of `extent`";
  let description = [{
    First and last iteration of a pure loop that is not split yet: so tiles of that extent begin where the
    stage's definition counts them from.
  }];
}
def Halide_BoundExtentOp : Halide_BoundDirective<"bound_extent", "to"> {
  let summary = "Says that a pure loop has `extent` iterations wherever the stage is computed";
  let description = "Where Halide cannot see it; if it is not so, compilation fails.";
}
def Halide_AlignStorageOp : Halide_BoundDirective<"align_storage", "by"> {
  let summary = "Widens the stored extent of a pure loop's dimension to a multiple of `extent`";
  let description = [{
    An odd extent keeps rows that are written together out of the same cache sets. Of stages that are no
    results.
  }];
}

//===----------------------------------------------------------------------===//
// How a loop runs
//===----------------------------------------------------------------------===//

class Halide_LoopDirective<string mnemonic> : Halide_Directive<mnemonic> {
  let arguments = (ins Halide_LoopType:$loop);
  let assemblyFormat = "$loop attr-dict";
}
def Halide_VectorizeOp : Halide_LoopDirective<"vectorize"> {
  let summary = "All iterations in one vector";
  let description = "The extent must be a constant, of a split's inner loop at most 256: split the loop first.";
}
def Halide_UnrollOp : Halide_LoopDirective<"unroll"> {
  let summary = "All iterations written out";
  let description = "The extent must be a constant, of a split's inner loop at most 256: split the loop first.";
}
def Halide_ParallelOp : Halide_LoopDirective<"parallel"> {
  let summary = "Iterations shared among threads";
  let description = "Which thread runs which iteration does not change any result.";
}
def Halide_GpuBlocksOp : Halide_Directive<"gpu_blocks"> {
  let summary = "Loops (innermost first) that become the grid";
  let description = "At most three, of constant or computed extent.";
  let arguments = (ins Variadic<Halide_LoopType>:$loops);
  let assemblyFormat = "$loops attr-dict";
}
def Halide_GpuThreadsOp : Halide_Directive<"gpu_threads"> {
  let summary = "Loops (innermost first) that become a block's threads";
  let description = "At most three; their extents multiply to at most 1024.";
  let arguments = (ins Variadic<Halide_LoopType>:$loops);
  let assemblyFormat = "$loops attr-dict";
}

//===----------------------------------------------------------------------===//
// Where a stage is computed
//===----------------------------------------------------------------------===//

def Halide_ComputeAtOp : Halide_Directive<"compute_at"> {
  let summary = "Computes what one iteration of a consumer's loop needs of a stage";
  let description = [{
    The stage is computed anew in each iteration of `loop`, for the part that this
    iteration reads; so it stays in registers or near caches.
  }];
  let arguments = (ins Halide_StageType:$stage, Halide_LoopType:$loop);
  let assemblyFormat = "$stage `at` $loop attr-dict";
}
def Halide_StoreAtOp : Halide_Directive<"store_at"> {
  let summary = "Keeps what is computed of a stage for all iterations of a loop further out";
  let description = [{
    Beside `compute_at`: memory for the stage is taken in each iteration of `loop`, and what one iteration of a
    loop between the two has computed, the next one does not compute again. Rows that a window slides over are so
    computed once, in a buffer of as many rows as the window.
  }];
  let arguments = (ins Halide_StageType:$stage, Halide_LoopType:$loop);
  let assemblyFormat = "$stage `at` $loop attr-dict";
}
def Halide_ComputeRootOp : Halide_Directive<"compute_root"> {
  let summary = "Computes all of a stage before its consumers";
  let description = "Its memory holds the whole stage, in the scratch of the session.";
  let arguments = (ins Halide_StageType:$stage);
  let assemblyFormat = "$stage attr-dict";
}

#endif
