//===- OnTiles.h - Operations on matrix tiles -------------------*- C++ -*-===//

#ifndef CNNC_DIALECTS_CNN_ONTILES_H
#define CNNC_DIALECTS_CNN_ONTILES_H

#include "dialects/CNN/CNNOps.h"
#include "llvm/ADT/TypeSwitch.h"

namespace cnnc::cnn {

/// Calls `visit` with each convolution, gradient of one, dense layer and matrix product inside of `op` whose algorithm
/// is one on matrix tiles.
template <typename Visitor>
void forEachOnTiles(mlir::Operation *op, Visitor visit) {
  op->walk([&](mlir::Operation *inner) {
    llvm::TypeSwitch<mlir::Operation *>(inner)
        .Case<Conv2DOp, Conv2DInputGradientOp, Conv2DWeightGradientOp, DenseOp, MatMulOp>([&](auto sums) {
          if (getParts(sums.getAlgorithm()))
            visit(sums);
        });
  });
}

} // namespace cnnc::cnn

#endif
