//===- Passes.td - The passes from networks to planned kernel calls -----===//

#ifndef CNNC_COMPILER_CONVERSION_PASSES_TD
#define CNNC_COMPILER_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

def FuseKernels : Pass<"halide-fuse", "::mlir::ModuleOp"> {
  let summary = "Groups the layers of each network into kernels";
  let description = [{
    Moves the layers of every network into `halide.kernel` symbols and leaves `halide.launch` in their
    place. An intermediate value stays inside a kernel when the next layer is its only user:

    - a convolution, a matrix product or one of their gradients takes the element-wise layers after it and
      then at most one pooling whose windows do not overlap (overlapping ones would compute the
      convolution several times);
    - a depthwise convolution takes the dense one before it and computes its image in the cache: row by row as its
      window moves down, or on matrix tiles a piece of rows and channels before it;
    - element-wise layers, and copies (reshape, transpose, ...) on their way into them, join; so do they
      with a max_pool_gradient without overlap after them;
    - a dense layer of one image, and an update of a parameter, take the copies before them;
    - a reduction takes the element-wise layers before it, and nothing after it; but what follows batch
      normalisation in training joins the last of its passes, which is element-wise;
    - losses and counts over the same logits share a kernel;
    - constants and dropout masks are computed wherever they are used;
    - every other layer is a kernel of its own.

    Kernels of the same algorithm and types are outlined once. A launch's location names its layers.
    Last, `cnn.repack` kernels copy what no launch can write to its place: a returned argument or
    parameter, a value that two results or parameters take, and a parameter's new value while the old one
    is still read.
  }];
  let options = [Option<"remarks", "remarks", "bool", /*default=*/"false",
                        "Say which layers were fused, and why others were not">,
                 Option<"joinDepthwise", "join-depthwise", "bool", /*default=*/"true",
                        "Compute the image of a depthwise layer in its kernel; a GPU's threads have no cache for it">];
  let dependentDialects = ["::cnnc::halide::HalideDialect"];
}

def Rematerialize : Pass<"halide-rematerialize", "::mlir::ModuleOp"> {
  let summary = "Computes values again where keeping them takes too much memory";
  let description = [{
    For each network of launches whose arena would be larger than `limit`, throws values away and repeats the
    launches that made them, in front of those that read them next, until the arena as `--halide-plan-memory` will
    plan it fits. Which values go is decided by the cost of computing them again for each byte and for how long it
    is free. A repeated launch runs the same kernel, so it gives the same bits and adds no code; and as launches are
    repeated and not layers, nothing merges them again and fusion stays as it is.

    A batch normalisation that runs again reads another vector in the place of its running statistics, which it has
    overwritten by then: nothing but their new values, which it does not write again, follows from them. A launch
    that overwrites any other parameter that it reads runs once.

    Where nothing fits, the error names the smallest arena that was found.
  }];
  let options = [Option<"limit", "limit", "int64_t", /*default=*/"std::numeric_limits<int64_t>::max()",
                        "Bytes of the arena of a network">,
                 Option<"remarks", "remarks", "bool", /*default=*/"false", "Say which launches run again">];
  let dependentDialects = ["::cnnc::halide::HalideDialect"];
}

def BlockBatch : Pass<"halide-block-batch", "::mlir::ModuleOp"> {
  let summary = "Runs layers of a large batch part by part";
  let description = [{
    In inference, neighbouring launches run together for one part of the batch after another, where the images of
    the whole batch do not fit the cache: what one layer writes is then still there when the next reads it, and the
    arena holds it for one part. They are launches that compute each image of their results from that image alone.
    A part is at most as many images as fit half of `cache`, or one. Each part reads the launches' weights again,
    which half of `cache` keeps; more weights come from memory for each part. How many launches run together, and
    in how many parts, is what takes the fewest bytes from memory and to memory.

    The launches get `parts` and kernels for a part of the batch.
  }];
  let options = [Option<"cache", "cache", "int64_t", /*default=*/"int64_t(24) << 20",
                        "Bytes of the last cache that a network may fill">];
  let dependentDialects = ["::cnnc::halide::HalideDialect"];
}

def ApplySchedules : Pass<"halide-apply-schedules", "::mlir::ModuleOp"> {
  let summary = "Takes the schedules of kernels from a file";
  let description = [{
    Gives each kernel the schedule of the kernel of the same name in the file, which `cnnc --emit=schedule` has
    written and somebody has edited. Kernels that are not in the file keep what they have. An entry for a
    kernel that is not in the module, or that computes something else, is an error at its line.
  }];
  let options = [Option<"file", "file", "std::string", /*default=*/"", "MLIR text with kernels">];
  let dependentDialects = ["::cnnc::halide::HalideDialect"];
}

def PlanMemory : Pass<"halide-plan-memory", "::mlir::ModuleOp"> {
  let summary = "Gives every value its memory and turns networks into programs";
  let description = [{
    Replaces every network of launches by a `halide.program`.

    - Results go straight to the caller's buffers, arguments are read from there.
    - A new parameter value is written over the old one, after every other reader of the old value. The
      launch that writes it may read the old value only element by element; `--halide-fuse` has put a copy
      where that is not so.
    - Updates run as soon as they can, so that gradients need not be kept to the end of the step.
    - All other values share one arena: larger values first, each at the tightest gap between those that
      live at the same time. Offsets are multiples of 128 bytes (two cache lines, which the
      prefetcher fetches in pairs; enough for any vector).
  }];
  let dependentDialects = ["::cnnc::halide::HalideDialect"];
}

def VerifyMemory : Pass<"halide-verify-memory", "::mlir::ModuleOp"> {
  let summary = "Checks that no two live values of a program share memory";
  let description = [{
    An independent check of `--halide-plan-memory`: replays each program call by call on the bytes of the
    arena and fails where a call reads what another has overwritten or nobody has written, or where
    a slice leaves the arena.
  }];
}

#endif
