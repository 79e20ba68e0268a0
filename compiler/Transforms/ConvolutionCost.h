//===- ConvolutionCost.h - What a convolution's algorithms cost -*- C++ -*-===//
//
// In multiply-adds of float32 vectors that take as long. Measured on an AMD EPYC (Zen 4) with 8 to 512 channels and
// images of 7x7 to 56x56, but for matrix tiles (see there).
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_TRANSFORMS_CONVOLUTIONCOST_H
#define CNNC_COMPILER_TRANSFORMS_CONVOLUTIONCOST_H

#include "dialects/CNN/CNNOps.h"
#include "dialects/CNN/Window.h"

namespace cnnc::cnn {

/// What a pass of a convolution computes: `results` (n, channels, y, x), each a sum over `summed` channels and the taps
/// of the window.
struct ConvolutionSums {
  llvm::SmallVector<int64_t, 4> results;
  int64_t summed;
  Window window;
  int64_t tileWeights;           // elements of the weight for each output on tiles, zeros that fill them up among them
  int64_t splitElements;         // of an image, that tiles read
  bool joinsTaps = false;        // on tiles, whose weight each call packs then
  bool isWeightPrepared = false; // nothing writes it: what follows from it is computed before the call
  int64_t gradientPlaces = 0;    // a weight gradient's: of all images, zeros that fill tiles up among them
  int64_t gradientGroups = 0;    // of images, whose products tiles add to it at once
  bool areReadInKernel = false;  // by the depthwise layer whose image they are

  static ConvolutionSums get(Conv2DOp conv);
  static ConvolutionSums get(Conv2DInputGradientOp conv);
  /// Of the weight gradient's the same products, transforms and results in other roles.
  static ConvolutionSums get(Conv2DWeightGradientOp conv);
  /// A matrix product is a convolution of images of one element.
  static ConvolutionSums get(DenseOp dense);
  static ConvolutionSums get(MatMulOp product);

  double getDirectCost() const;
  double getWinogradCost() const;
  double getWinogradRowsCost() const;
  /// On matrix tiles, of so many bf16 parts for a float32.
  double getTileCost(int64_t parts) const;

private:
  bool areOfWeight() const { return gradientGroups > 0; }
  double pairs() const { return static_cast<double>(results[1] * summed); }
  double getProductsCost(int64_t weightPlaces, int64_t rows, int64_t reads) const;
};

/// The tasks in which threads form the sums of an image on matrix tiles: pieces of its rows, groups of its channels.
struct TileTasks {
  int64_t rowPieces, channelGroups;

  /// Half of the second-level cache of processors with tiles.
  static constexpr int64_t cacheBytes = 1 << 20;

  /// `rows` x `columns` sums of so many channels for each of `images`, by a weight of so many elements: some tasks in
  /// all. Sums of a task are at most 128 KiB, and of at least two tiles of 16 columns, which are computed together;
  /// weights of a group are at most `cacheBytes`, and its next task finds them in the cache. With `wholeImages` there
  /// is one piece, whatever the sums of a block of channels take.
  static TileTasks get(int64_t images, int64_t channels, int64_t rows, int64_t columns, int64_t weights,
                       bool wholeImages);
};

} // namespace cnnc::cnn

#endif
