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

/// Whether a convolution's weight is stored as its accumulators read it: in blocks, and transformed for Winograd's
/// algorithm. Else the kernel has a stage for that.
bool isPrepared(mlir::Value weight);
/// What lies side by side in the vectors of a direct convolution or a gradient of one, as it is innermost in what is
/// computed: the output, the input gradient, for the weight gradient its output gradient.
///
/// | lanes    | layout of what is computed   | operands                                              |
/// |----------|------------------------------|-------------------------------------------------------|
/// | Channels | all others                   | padded with their channels innermost                  |
/// | Columns  | any, of few channels         | filled up row-major, as wide as the vectors reach     |
/// | Images   | images innermost, [1,2,3,0]  | as they are: taps beyond an image are left out        |
enum class Lanes { Channels, Columns, Images };
Lanes getLanes(mlir::Operation *convolution);
/// The columns or images that a weight gradient sums side by side then: the lanes of the widest vector.
constexpr int64_t sumLanes = 16;

/// Whether every channel of a convolution's result reads one channel of the image, and no other channel does.
bool isDepthwise(uint64_t groups, mlir::RankedTensorType image, mlir::RankedTensorType result);
bool isDepthwise(cnn::Conv2DOp conv);
/// Whether a convolution of all channels is summed directly, in vectors of channels.
bool isDirectAndDense(cnn::Conv2DOp conv);
/// The convolution that computes the image of the depthwise `conv` in the same kernel, with element-wise operations
/// behind it: its rows are written between zeros, in the cache. Null for all others.
cnn::Conv2DOp getImageConvolution(cnn::Conv2DOp conv);

/// The tiles of results in which Winograd's algorithm computes a convolution: 4x4 for one of 3x3, 2x2 for one of 5x5.
struct WinogradTiles {
  int64_t extent, rows, columns;

  /// Of y x x results of a convolution of kernel x kernel.
  WinogradTiles(int64_t kernel, int64_t y, int64_t x)
      : extent(cnn::getWinogradExtent(kernel)), rows((y + extent - 1) / extent), columns((x + extent - 1) / extent) {}
  int64_t count() const { return rows * columns; }
};

/// The window of a pooling or of its gradient; nothing for other operations.
std::optional<cnn::Window> getPoolWindow(mlir::Operation *op);

/// Whether a pooling's window is one expression without a reduction; it is while it is small.
bool isWrittenOut(const cnn::Window &window);

/// The names of the dimensions of a tensor of the given rank: n, c, y, x; n, c; c.
llvm::SmallVector<std::string> getDimensionNames(int64_t rank);
/// The loops over a tensor: its dimensions, and b over the blocks where one of them lies in blocks.
llvm::SmallVector<std::string> getLoops(mlir::RankedTensorType type);
/// The same in stored order, outermost first.
llvm::SmallVector<std::string> getStoredLoops(mlir::RankedTensorType type);

/// The stages of one operation that is called `base`.
llvm::SmallVector<StageInfo> getStages(mlir::Operation *op, llvm::StringRef base);

} // namespace cnnc::halide

#endif
