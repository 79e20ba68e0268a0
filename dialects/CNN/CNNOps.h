//===- CNNOps.h - The operations of the cnn dialect ---------------------===//

#ifndef CNNC_DIALECTS_CNN_CNNOPS_H
#define CNNC_DIALECTS_CNN_CNNOPS_H

#include "dialects/CNN/Layout.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace cnnc::cnn {
class ReturnOp;
}

#include "dialects/CNN/CNNInterfaces.h.inc"
#define GET_OP_CLASSES
#include "dialects/CNN/CNNOps.h.inc"

namespace cnnc::cnn {

/// The axes of `shape` along which an operand of shape `operand` was repeated to get there: those
/// it lacks and those where it has extent 1 and `shape` has more. The sum over them is the gradient
/// of broadcasting.
llvm::SmallVector<int64_t> getBroadcastAxes(llvm::ArrayRef<int64_t> operand, llvm::ArrayRef<int64_t> shape);

/// The shape that two operands are broadcast to; fails where they do not match.
mlir::FailureOr<llvm::SmallVector<int64_t>> broadcastShapes(llvm::ArrayRef<int64_t> a, llvm::ArrayRef<int64_t> b);

/// Whether a convolution with this window can be computed by Winograd's algorithm.
bool permitsWinograd(const Window &window, int64_t groups);
/// The same of its form along y alone.
bool permitsWinogradRows(const Window &window, int64_t groups);

} // namespace cnnc::cnn

#endif
