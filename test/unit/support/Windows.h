//===- Windows.h - Random convolutions and poolings ---------------------===//

#ifndef CNNC_TEST_UNIT_SUPPORT_WINDOWS_H
#define CNNC_TEST_UNIT_SUPPORT_WINDOWS_H

#include "Tensors.h"

namespace cnnc::test {

using Shape = std::vector<int64_t>;

/// A tensor type as text: tensor<2x3xf32>.
std::string printType(const Shape &shape, llvm::StringRef element = "f32");

/// The shapes and attributes of a convolution, whose windows make at most `mostSteps` steps along each axis.
struct RandomConvolution {
  explicit RandomConvolution(Dice &dice, int64_t mostSteps = 6);

  Shape input, weight, output;
  Shape strides, pads, dilations;
  int64_t groups;

  /// The attributes as text: strides = [1, 2] pads = ...
  std::string printAttributes() const;
};

/// The shapes and attributes of a small pooling. With `ceil_mode` the last window of an axis may
/// reach past the padded image.
struct RandomPool {
  explicit RandomPool(Dice &dice);

  Shape input, output;
  Shape kernel, strides, pads, dilations;
  bool ceilMode;

  std::string printAttributes() const;
};

} // namespace cnnc::test

#endif
