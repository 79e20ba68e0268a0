//===- StageList.h - Lists the stages of one operation ----------*- C++ -*-===//

#ifndef CNNC_DIALECTS_HALIDE_STAGELIST_H
#define CNNC_DIALECTS_HALIDE_STAGELIST_H

#include "dialects/Halide/ConvolutionStages.h"
#include "dialects/Halide/OperationStages.h"

namespace cnnc::halide {

/// Lists the stages of one operation that is called `base`.
class StageList {
public:
  StageList(mlir::Operation *op, llvm::StringRef base) : op(op), base(base) {}

  llvm::SmallVector<StageInfo> list() {
    addConvolution();
    addDense();
    addPooling();
    addReduction();
    addNormalization();
    addTraining();
    addShape();
    // All others are computed element by element.
    if (stages.empty())
      main();
    return std::move(stages);
  }

private:
  /// By family, as in compiler/Kernels/Definitions. Each adds nothing for an operation of another.
  void addConvolution();
  void addDense();
  void addPooling();
  void addReduction();
  void addNormalization();
  void addTraining();
  void addShape();

  void helper(llvm::StringRef purpose, llvm::SmallVector<std::string> loops,
              llvm::SmallVector<std::string> reduction = {}) {
    stages.push_back({getStageName(base, purpose), purpose.str(), op, loops, reduction});
  }
  void filledRows(llvm::StringRef purpose, mlir::Value image) {
    helper(purpose, getLoops(image), {"rx"});
    stages.back().replacedLoop = "x";
  }
  /// The image of a convolution or weight gradient.
  void padding(mlir::Value image, const cnn::Window &window);
  void main(llvm::SmallVector<std::string> reduction = {}) { helper("", getLoops(op->getResult(0)), reduction); }
  void winograd(mlir::Value weight);
  void matrixTiles(bool isPrepared);
  /// On matrix tiles: c counts the words of a block of channels, and in the products the output channels of one. Where
  /// taps are joined c counts the words of a column and b the parts.
  void splitChannels() { helper("split", {"n", "c", "y", "x", "b"}); }

  mlir::Operation *op;
  llvm::StringRef base;
  llvm::SmallVector<StageInfo> stages;
  /// n is the output channel in its block, c the summed one.
  const llvm::SmallVector<std::string> blockedWeight{"n", "c", "y", "x", "b"};
};

} // namespace cnnc::halide

#endif
