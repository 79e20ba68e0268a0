//===- OperationStages.h - The stages of one operation ------------------===//

#ifndef CNNC_DIALECTS_HALIDE_OPERATIONSTAGES_H
#define CNNC_DIALECTS_HALIDE_OPERATIONSTAGES_H

#include "dialects/CNN/Layout.h"
#include "dialects/Halide/HalideDialect.h"

namespace cnnc::halide {

/// A stage of a kernel as schedules see it. Loops are listed outermost dimension first.
struct StageInfo {
  std::string name;
  std::string purpose; // "" is the operation's main stage
  mlir::Operation *op; // null for a copy
  llvm::SmallVector<std::string> loops;
  llvm::SmallVector<std::string> reductionLoops; // empty: the stage has no update
  /// The pure loop that the update lacks, because its reduction loop takes that one's place: x of zeros that rows are
  /// written into.
  std::string replacedLoop = {};
  /// A few scalars that cost much and that every element reads: computed before them, never inlined.
  bool isComputedOnce = false;

  bool hasUpdate() const { return !reductionLoops.empty(); }
  /// The pure loops of the update.
  llvm::SmallVector<std::string> getUpdateLoops() const {
    llvm::SmallVector<std::string> kept = loops;
    llvm::erase(kept, replacedLoop);
    return kept;
  }
};

/// The name of the stage of an operation called `base`: conv2d, conv2d.pad.
std::string getStageName(llvm::StringRef base, llvm::StringRef purpose);

/// The stage that holds a result of an operation. Results of one shape that are computed together are
/// the elements of a tuple.
struct ResultStage {
  std::string purpose; // as in the stage's name; "" is the main stage
  unsigned element, width;
};
ResultStage getResultStage(mlir::OpResult result);

/// The window of a pooling or of its gradient; nothing for other operations.
std::optional<cnn::Window> getPoolWindow(mlir::Operation *op);

/// Whether a pooling's window is one expression without a reduction; it is while it is small.
bool isWrittenOut(const cnn::Window &window);

/// The names of the dimensions of a tensor of the given rank: n, c, y, x; n, c; c.
llvm::SmallVector<std::string> getDimensionNames(int64_t rank);
/// The loops over a tensor: its dimensions, and b over the blocks where one of them lies in blocks.
llvm::SmallVector<std::string> getLoops(mlir::RankedTensorType type);
llvm::SmallVector<std::string> getLoops(mlir::Value tensor);
/// The same in stored order, outermost first.
llvm::SmallVector<std::string> getStoredLoops(mlir::RankedTensorType type);

/// The stages of one operation that is called `base`.
llvm::SmallVector<StageInfo> getStages(mlir::Operation *op, llvm::StringRef base);

} // namespace cnnc::halide

#endif
