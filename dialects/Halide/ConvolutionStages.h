//===- ConvolutionStages.h - How a convolution is computed ----------------===//

#ifndef CNNC_DIALECTS_HALIDE_CONVOLUTIONSTAGES_H
#define CNNC_DIALECTS_HALIDE_CONVOLUTIONSTAGES_H

#include "dialects/CNN/CNNOps.h"
#include "dialects/CNN/Layout.h"

namespace cnnc::halide {

/// Whether a convolution's weight is stored as its accumulators read it: in blocks, and transformed for Winograd's
/// algorithm. Else the kernel has a stage for that.
bool isPrepared(mlir::Value weight);
/// Whether what the input gradient sums, output channels, lies side by side in its weight, where tiles want its input
/// channels so.
bool transposesWeight(cnn::Conv2DInputGradientOp conv);
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
/// Whether a depthwise convolution may compute its image by this one: of all channels, summed directly in vectors of
/// channels or on matrix tiles.
bool canGiveImage(cnn::Conv2DOp conv);
/// The convolution that computes the image of the depthwise `conv` in the same kernel, with element-wise operations
/// behind it. Null for all others.
cnn::Conv2DOp getImageConvolution(cnn::Conv2DOp conv);

/// How a convolution, or a weight gradient, has zeros around its image:
///
/// | padding  | the image                                                                                  |
/// |----------|--------------------------------------------------------------------------------------------|
/// | None     | is read itself                                                                             |
/// | Elements | copied, each element or a zero (`pad`); so is what matrix tiles compute in the same kernel  |
/// | Rows     | zeros, then the rows between them: for vectors along columns, or computed row by row       |
enum class Padding { None, Elements, Rows };
Padding getPadding(mlir::Operation *convolution, const cnn::Window &window);

/// The tiles of results in which Winograd's algorithm computes a convolution: 4x4 for one of 3x3, 2x2 for one of 5x5.
struct WinogradTiles {
  int64_t extent, rows, columns;

  /// Of y x x results of a convolution of kernel x kernel.
  WinogradTiles(int64_t kernel, int64_t y, int64_t x)
      : extent(cnn::getWinogradExtent(kernel)), rows((y + extent - 1) / extent), columns((x + extent - 1) / extent) {}
  int64_t count() const { return rows * columns; }
};

} // namespace cnnc::halide

#endif
