//===- Compiler.h - From a model's file to what was asked for -----------===//

#ifndef CNNC_COMPILER_DRIVER_COMPILER_H
#define CNNC_COMPILER_DRIVER_COMPILER_H

#include "compiler/Driver/Options.h"

namespace cnnc {

/// Does what the options say. Fails after diagnostics on the standard error; files are written whole or not
/// at all.
mlir::LogicalResult compile(const Options &options);

} // namespace cnnc

#endif
