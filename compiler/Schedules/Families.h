//===- Families.h - The schedule families -------------------------------===//

#ifndef CNNC_COMPILER_SCHEDULES_FAMILIES_H
#define CNNC_COMPILER_SCHEDULES_FAMILIES_H

#include "compiler/Conversion/Divisors.h"
#include "compiler/Schedules/RegisterTile.h"
#include "compiler/Schedules/ScheduleBuilder.h"
#include "dialects/CNN/Layout.h"

namespace cnnc {

/// The result of a kernel: its stage and its first value's type.
struct KernelResult {
  std::string stage;
  mlir::RankedTensorType type;

  /// Whether it is an image, (n, c, y, x). Where something that is none is fused behind a convolution, such as a
  /// flattening, the sums are computed whole before it.
  bool isImage() const { return type.getRank() == 4; }
};
llvm::SmallVector<KernelResult> getResults(halide::KernelOp kernel);

/// The window of the pooling that is fused into the kernel.
std::optional<cnn::Window> getPooling(halide::KernelOp kernel);

/// Direct convolution forward and its input gradient, with what is fused behind.
void scheduleDirectConvolution(ScheduleBuilder &builder, cnn::Conv2DOp conv);
void scheduleDirectConvolution(ScheduleBuilder &builder, cnn::Conv2DInputGradientOp conv);
/// The same, and the weight gradient, with vectors along the rows of images of few channels.
void scheduleRowConvolution(ScheduleBuilder &builder, cnn::Conv2DOp conv);
void scheduleRowConvolution(ScheduleBuilder &builder, cnn::Conv2DInputGradientOp conv);
void scheduleRowConvolution(ScheduleBuilder &builder, cnn::Conv2DWeightGradientOp gradient);
/// Vectors along the rows that are written into zeros, and threads that share them; the stage is returned and not
/// placed.
mlir::Value scheduleFilledRows(ScheduleBuilder &builder, llvm::StringRef name, int64_t columns,
                               bool sharesRows = false);
/// The same with vectors along images that lie innermost.
void scheduleBatchConvolution(ScheduleBuilder &builder, cnn::Conv2DOp conv);
void scheduleBatchConvolution(ScheduleBuilder &builder, cnn::Conv2DInputGradientOp conv);
void scheduleBatchConvolution(ScheduleBuilder &builder, cnn::Conv2DWeightGradientOp gradient);
/// The same by Winograd's algorithm.
void scheduleWinograd(ScheduleBuilder &builder, cnn::Conv2DOp conv);
void scheduleWinograd(ScheduleBuilder &builder, cnn::Conv2DInputGradientOp conv);
void scheduleWinograd(ScheduleBuilder &builder, cnn::Conv2DWeightGradientOp gradient);
/// The same along y alone.
void scheduleWinogradRows(ScheduleBuilder &builder, cnn::Conv2DOp conv);
/// A weight's transform for either.
void scheduleWinogradTransform(ScheduleBuilder &builder, cnn::RepackOp repack);
/// Weight gradient in chunks of images.
void scheduleDirectConvolution(ScheduleBuilder &builder, cnn::Conv2DWeightGradientOp gradient);
/// Dense layers and matrix products, with what is fused behind.
void scheduleMatrixProduct(ScheduleBuilder &builder, mlir::Operation *product);
/// A copy in another order whose vectors would jump from row to row of what it reads.
void scheduleRepack(ScheduleBuilder &builder, cnn::RepackOp repack);
/// Every reduction that no family above has taken.
void scheduleReductions(ScheduleBuilder &builder);
/// Every result that no family above has taken: element by element.
void scheduleElementwise(ScheduleBuilder &builder);

/// Elements below which a parallel region costs more than it gains (about 2 microseconds).
constexpr int64_t leastSharedElements = 16384;

/// The register tile of a kernel, whose weight may lie in blocks of `block` channels; its vectors and rows may be
/// chosen.
RegisterTile chooseRegisterTile(ScheduleBuilder &builder, int64_t channels, int64_t rows, int64_t block = 0);
/// The loops of one definition of a register tile (RegisterTile.h): `channels` in vectors of `lanes`, the
/// vectors and `rows` unrolled. Returns them innermost first.
llvm::SmallVector<mlir::Value> scheduleRegisterTile(ScheduleBuilder &builder, mlir::Value definition,
                                                    llvm::StringRef channels, int64_t lanes,
                                                    llvm::ArrayRef<llvm::StringRef> rows);
/// A sum whose accumulators are one register tile: both definitions as above, the update inside of the other `loops`,
/// innermost first.
void scheduleAccumulators(ScheduleBuilder &builder, mlir::Value sum, llvm::StringRef channels, int64_t lanes,
                          llvm::ArrayRef<llvm::StringRef> rows, llvm::ArrayRef<llvm::StringRef> loops);
/// A stage of Winograd's transforms: `channels` in vectors of `lanes`, and inside of their loop the `unrolled`
/// loops written out. Returns the loops innermost first; the last is that over vectors.
llvm::SmallVector<mlir::Value> scheduleTransform(ScheduleBuilder &builder, mlir::Value stage, llvm::StringRef channels,
                                                 int64_t lanes, llvm::ArrayRef<llvm::StringRef> unrolled);
/// The transform along y of a weight in `blocks` of output channels.
void scheduleWeightRows(ScheduleBuilder &builder, mlir::Value weight, int64_t blocks, int64_t lanes);
/// Splits the loop over the vectors of a dimension of `extent` elements into that over groups and a few that are
/// written out.
ScheduleBuilder::Split unrollVectors(ScheduleBuilder &builder, mlir::Value vectors, int64_t extent);
/// The accumulators of a weight gradient whose lanes are sums of their own, in vectors: output channels x input
/// channels x columns of the kernel.
struct WeightTile {
  int64_t outputs = 1, inputs = 1, columns = 1;

  int64_t count() const { return outputs * inputs * columns; }
};
/// The tile of least cost for a weight of the given shape, in divisors of its extents.
WeightTile chooseWeightTile(ScheduleBuilder &builder, llvm::ArrayRef<int64_t> weight);
/// The loops that store such tiles, but for those over the rows of the kernel and what is outside of them.
struct WeightTileLoops {
  llvm::SmallVector<mlir::Value> inner; // innermost first, up to the tiles of input channels
  mlir::Value vectors, outputTiles;
};
/// A stage whose loop `l` lies in vectors of `lanes`, cut into tiles.
WeightTileLoops scheduleWeightTiles(ScheduleBuilder &builder, mlir::Value stored, const WeightTile &tile,
                                    int64_t lanes);
/// How many images a weight gradient sums in one chunk: a divisor of their number, at most `mostImages` unless the
/// sums of all chunks, of `storedBytes` each, would take too much memory.
int64_t chooseImageChunk(ScheduleBuilder &builder, int64_t images, int64_t mostImages, int64_t storedBytes);
/// Whether a kernel concatenates along a dimension of this number and extent that is worth unrolling.
bool unrollsConcatenation(ScheduleBuilder &builder, int64_t dimension, int64_t extent);

/// All of a kernel on a GPU.
void scheduleForGpu(ScheduleBuilder &builder);

} // namespace cnnc

#endif
