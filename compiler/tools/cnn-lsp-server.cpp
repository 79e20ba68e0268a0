//===- cnn-lsp-server.cpp - Models and schedules in an editor -----------===//

#include "dialects/Halide/HalideDialect.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"
#include "llvm/Support/CommandLine.h"

int main(int argc, char **argv) {
  // What is registered by now are LLVM's own options; the server's come later.
  llvm::cl::OptionCategory none("");
  llvm::cl::HideUnrelatedOptions(none);
  mlir::DialectRegistry registry;
  registry.insert<cnnc::cnn::CNNDialect, cnnc::halide::HalideDialect>();
  return mlir::failed(mlir::MlirLspServerMain(argc, argv, registry));
}
