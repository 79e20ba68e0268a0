//===- cnn-lsp-server.cpp - Models and schedules in an editor -----------===//

#include "dialects/Halide/HalideDialect.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  registry.insert<cnnc::cnn::CNNDialect, cnnc::halide::HalideDialect>();
  return mlir::failed(mlir::MlirLspServerMain(argc, argv, registry));
}
