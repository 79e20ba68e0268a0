//===- cnnc.cpp - The compiler ------------------------------------------===//

#include "compiler/Driver/Compiler.h"
#include "llvm/Support/InitLLVM.h"

int main(int argc, char **argv) {
  llvm::InitLLVM initialization(argc, argv);
  std::optional<cnnc::Options> options = cnnc::Options::parse(argc, argv);
  return options && mlir::succeeded(cnnc::compile(*options)) ? 0 : 1;
}
