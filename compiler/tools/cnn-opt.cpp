//===- cnn-opt.cpp - Runs passes one at a time --------------------------===//

#include "compiler/Conversion/Passes.h"
#include "compiler/Schedules/Passes.h"
#include "compiler/Transforms/Passes.h"
#include "compiler/Tuning/Passes.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/Support/CommandLine.h"

int main(int argc, char **argv) {
  // What is registered by now are LLVM's own options; those of the passes come later.
  llvm::cl::OptionCategory none("");
  llvm::cl::HideUnrelatedOptions(none);
  mlir::DialectRegistry registry;
  registry.insert<cnnc::cnn::CNNDialect, cnnc::halide::HalideDialect>();
  mlir::registerTransformsPasses();
  cnnc::cnn::registerCNNTransformsPasses();
  cnnc::registerCNNCConversionPasses();
  cnnc::registerCNNCSchedulesPasses();
  cnnc::registerCNNCTuningPasses();
  return mlir::asMainReturnCode(mlir::MlirOptMain(argc, argv, "cnn-opt: passes over networks\n", registry));
}
