//===- Passes.td - The passes that take measured schedules --------------===//

#ifndef CNNC_COMPILER_TUNING_PASSES_TD
#define CNNC_COMPILER_TUNING_PASSES_TD

include "mlir/Pass/PassBase.td"

def ApplyTuning : Pass<"halide-apply-tuning", "::mlir::ModuleOp"> {
  let summary = "Schedules the kernels that a tuning database knows";
  let description = [{
    Kernels that the database does not know, or that have a schedule already, are left alone.
  }];
  let options = [Option<"target", "target", "std::string", /*default=*/"\"host\"", "Machine to schedule for">,
                 Option<"database", "database", "std::string", /*default=*/"", "The database's file">];
}

def TuneKernels : Pass<"halide-tune", "::mlir::ModuleOp"> {
  let summary = "Measures how each kernel is best scheduled on this machine";
  let description = [{
    For each kernel without a schedule that the database does not know, the most expensive first: one number of
    its schedule after the other is varied, the variants are compiled, checked against the schedule that the cost
    model gives, and timed with operands that no cache holds. Then the whole model is run with and without what was
    found, and each kernel keeps it only where it is not slower there. Every kernel is written to the database as
    soon as it is measured. Last, schedules what the database knows.
  }];
  let options = [Option<"target", "target", "std::string", /*default=*/"\"host\"", "Machine to schedule for">,
                 Option<"database", "database", "std::string", /*default=*/"", "The database's file">,
                 Option<"threads", "threads", "unsigned", /*default=*/"0", "Threads that run kernels; 0: all">,
                 Option<"runtime", "runtime", "std::string", /*default=*/"", "The embedded runtime">,
                 Option<"cache", "cache", "std::string", /*default=*/"", "Directory of compiled kernels, or none">,
                 Option<"compiler", "compiler", "std::string", /*default=*/"", "Name and version of the compiler">];
}

#endif
