//===- HalideDialect.td - Kernels and their schedules -------------------===//

#ifndef CNNC_DIALECTS_HALIDE_HALIDEDIALECT_TD
#define CNNC_DIALECTS_HALIDE_HALIDEDIALECT_TD

include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"

def Halide_Dialect : Dialect {
  let name = "halide";
  let cppNamespace = "::cnnc::halide";
  let summary = "Kernels: what to compute and how";
  let description = [{
    A `halide.kernel` has an `algorithm` region of cnn operations, which says what it computes, and
    a `schedule` region of directives, which says how: Halide's own division. A schedule changes
    the speed of a kernel and never its result, but for the order of a reduction that
    `halide.rfactor` splits. `halide.launch` runs a kernel.

    Stages and loops are SSA values, as in MLIR's transform dialect, and each has one handle. A loop is
    used up by the directive that replaces it (`halide.split`, `halide.fuse`), and runs in one way: once it
    is vectorised, unrolled, parallel or on a GPU, it can only be ordered among the others.
  }];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
  let dependentDialects = ["::cnnc::cnn::CNNDialect"];
}

class Halide_Type<string name, string typeMnemonic> : TypeDef<Halide_Dialect, name> {
  let mnemonic = typeMnemonic;
}
def Halide_StageType : Halide_Type<"Stage", "stage"> {
  let summary = "One definition (pure or update) of a stage of the kernel";
}
def Halide_LoopType : Halide_Type<"Loop", "loop"> {
  let summary = "A loop of a stage's loop nest";
}

def Halide_Tail : I32EnumAttr<"Tail", "what happens where a split does not divide the extent", [
    I32EnumAttrCase<"Auto", 0, "auto">,
    I32EnumAttrCase<"ShiftInwards", 1, "shift_inwards">,
    I32EnumAttrCase<"GuardWithIf", 2, "guard">,
    I32EnumAttrCase<"Predicate", 3, "predicate">,
    I32EnumAttrCase<"RoundUp", 4, "round_up">]> {
  let cppNamespace = "::cnnc::halide";
  let genSpecializedAttr = 0;
}
def Halide_TailAttr : EnumAttr<Halide_Dialect, Halide_Tail, "tail"> {
  let assemblyFormat = "$value";
}

class Halide_Op<string mnemonic, list<Trait> traits = []> : Op<Halide_Dialect, mnemonic, traits>;

/// What may stand in a schedule.
def Halide_DirectiveTrait : NativeOpTrait<"Directive"> {
  let cppNamespace = "::cnnc::halide";
}

#endif
