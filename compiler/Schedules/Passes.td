//===- Passes.td - The pass that writes schedules -----------------------===//

#ifndef CNNC_COMPILER_SCHEDULES_PASSES_TD
#define CNNC_COMPILER_SCHEDULES_PASSES_TD

include "mlir/Pass/PassBase.td"

def ScheduleKernels : Pass<"halide-schedule", "::mlir::ModuleOp"> {
  let summary = "Writes the schedule region of each kernel";
  let description = [{
    Tiles every `halide.kernel` for the target by the family that its algorithm belongs to. A kernel that has
    a schedule already (`cnnc --schedule=`) keeps it.
  }];
  let options = [Option<"target", "target", "std::string", /*default=*/"\"host\"", "Machine to schedule for">];
}

#endif
