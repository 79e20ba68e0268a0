//===- cnnc.cpp - The compiler ------------------------------------------===//

#include "compiler/Driver/Compiler.h"
#include "compiler/Driver/Report.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Signals.h"
#include <csignal>
#include <unistd.h>

/// How LLVM's own code ends the program, for instance when it cannot write. Other threads may still run.
static void endProgram(void *, const char *reason, bool) {
  (void)cnnc::report(llvm::createStringError(reason));
  llvm::sys::RunInterruptHandlers();
  _exit(1);
}

int main(int argc, char **argv) {
  llvm::InitLLVM initialization(argc, argv);
  llvm::install_fatal_error_handler(endProgram);
  // A file beyond the limit (ulimit -f) is an error of write() as any other.
  std::signal(SIGXFSZ, SIG_IGN);
  std::optional<cnnc::Options> options = cnnc::Options::parse(argc, argv);
  return options && mlir::succeeded(cnnc::compile(*options)) ? 0 : 1;
}
