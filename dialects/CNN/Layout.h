//===- Layout.h - How tensors lie in memory -----------------------------===//

#ifndef CNNC_DIALECTS_CNN_LAYOUT_H
#define CNNC_DIALECTS_CNN_LAYOUT_H

#include "dialects/CNN/CNNDialect.h"

#include <numeric>

namespace cnnc::cnn {

/// The places along one axis of Winograd's transform, of a weight of 3 for tiles of 4 results or one of 5 for tiles of
/// 2.
constexpr int64_t winogradPlaces = 6;
constexpr bool isWinogradKernel(int64_t extent) { return extent == 3 || extent == 5; }
/// The results of a tile.
constexpr int64_t getWinogradExtent(int64_t kernel) { return winogradPlaces - kernel + 1; }
/// Blocks of a stored transform are multiples of the widest vector: one that reached over a block's end would read
/// what is behind it.
constexpr int64_t winogradVector = 16;

constexpr bool isWinograd(Algorithm algorithm) {
  return algorithm == Algorithm::Winograd || algorithm == Algorithm::WinogradRows;
}

/// The channels that a matrix tile sums, in pairs of bf16 that make a word, and the output channels of two tiles.
constexpr int64_t tileChannels = 32;
constexpr int64_t tilePairs = tileChannels / 2;
/// How many channels of a tensor with so many are in or out of it together, in a block that it does not fill: vectors
/// of as many lie side by side.
constexpr int64_t getVectorChannels(int64_t channels) { return std::gcd(channels, tilePairs); }
/// The bf16 parts of a float32 that an algorithm on matrix tiles multiplies; none for all others.
constexpr int64_t getParts(Algorithm algorithm) {
  return algorithm == Algorithm::BF16 ? 1 : algorithm == Algorithm::BF16x3 ? 2 : algorithm == Algorithm::BF16x6 ? 3 : 0;
}

/// The dimensions of a tensor from the outermost stored one to the innermost. With blocks, the last is that of
/// the elements of a block, and stands further out once more for the blocks.
struct StoredOrder {
  llvm::SmallVector<int64_t> dimensions;
  int64_t block = 0;

  StoredOrder(llvm::SmallVector<int64_t> dimensions = {}, int64_t block = 0)
      : dimensions(std::move(dimensions)), block(block) {}
  StoredOrder(llvm::ArrayRef<int64_t> dimensions) : dimensions(dimensions) {}

  bool isBlocked() const { return block > 0; }
  bool isRowMajor() const { return !isBlocked() && llvm::is_sorted(dimensions); }
  int64_t innermost() const { return dimensions.back(); }
};

/// The stored order of a tensor's dimensions: its layout's, or row-major.
StoredOrder getStoredOrder(mlir::RankedTensorType type);
/// The algorithm whose transform of the tensor is stored; Direct for the tensor itself.
Algorithm getStoredAlgorithm(mlir::RankedTensorType type);
/// The zeros around a stored image that is split for a convolution on matrix tiles: top, left, bottom, right. Empty for
/// every other tensor.
llvm::ArrayRef<int64_t> getHalo(mlir::RankedTensorType type);
/// The layout of such an image.
LayoutAttr getSplitImageLayout(mlir::MLIRContext *context, Algorithm algorithm, const Window &window);
/// The extents of the stored dimensions, outermost first.
llvm::SmallVector<int64_t> getStoredShape(mlir::RankedTensorType type);

/// Whether an image has so few channels that its vectors lie along its rows, and it is best stored row-major: with
/// the channels innermost LeNet-5's first layer used 6 lanes of 16.
bool hasFewChannels(mlir::RankedTensorType image);
/// Whether a batch of images, or of rows of a matrix, lies side by side: the same element of all, in whole vectors.
bool hasImagesInnermost(mlir::RankedTensorType batch);
/// The images that fill a vector, the widest there is.
constexpr int64_t vectorImages = 16;
/// Whether the channels of a batch do not fill more than a vector, and its images do.
bool isNarrowBatch(mlir::RankedTensorType images);

/// Fails where an operation does not understand how a tensor of its lies in memory: blocks are for parameters,
/// `cnn.repack`, the weight of a convolution or dense layer, a convolution's transformed as its algorithm wants it, and
/// the image that a convolution on matrix tiles reads.
mlir::LogicalResult verifyLayouts(mlir::Operation *op);

template <typename Op>
struct UnderstandsLayouts : mlir::OpTrait::TraitBase<Op, UnderstandsLayouts> {
  static mlir::LogicalResult verifyTrait(mlir::Operation *op) { return verifyLayouts(op); }
};

/// How many output channels of a convolution's weight lie side by side: two vectors of 16 floats or one where
/// they divide, so that a register tile reads whole cache lines in order, else all, since a vector must not reach
/// from one block into the next.
int64_t getWeightBlock(int64_t channels);
/// The same for a dense layer. One of a single image is as fast as its weight is read, and that is fastest in one run
/// of addresses, so that up to 15 narrower vectors are no loss: 1280 to 1000 channels in blocks of 40 take 0.14 ms,
/// across all 1000 0.33 (AMD EPYC, Zen 4).
int64_t getDenseWeightBlock(int64_t channels);
/// The same for Winograd's algorithm, whose products are computed block by block: whole vectors, 48 channels at
/// most. A weight that is stored for it has its own.
int64_t getWinogradBlock(int64_t channels);
int64_t getWinogradBlock(mlir::RankedTensorType weight, int64_t channels);

} // namespace cnnc::cnn

#endif
