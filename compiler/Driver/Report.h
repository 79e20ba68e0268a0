//===- Report.h - Errors that have no place in a model ------------------===//

#ifndef CNNC_COMPILER_DRIVER_REPORT_H
#define CNNC_COMPILER_DRIVER_REPORT_H

#include "mlir/Support/LLVM.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/WithColor.h"

namespace cnnc {

/// Prints an error on the standard error and fails; succeeds where there is none.
inline mlir::LogicalResult report(llvm::Error error) {
  if (!error)
    return mlir::success();
  llvm::WithColor::error(llvm::errs(), "cnnc") << llvm::toString(std::move(error)) << "\n";
  return mlir::failure();
}

} // namespace cnnc

#endif
