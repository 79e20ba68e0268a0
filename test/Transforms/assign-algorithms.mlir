// RUN: cnn-opt %s --cnn-assign-algorithms | FileCheck %s

// CHECK-LABEL: @all_passes
cnn.network @all_passes(%x: tensor<8x64x14x14xf32>, %w: tensor<32x64x3x3xf32>, %dy: tensor<8x32x14x14xf32>)
    -> (tensor<8x32x14x14xf32>, tensor<8x64x14x14xf32>, tensor<32x64x3x3xf32>) {
  // CHECK: cnn.conv2d %{{.*}} pads = [1, 1, 1, 1] algorithm = winograd :
  %y = cnn.conv2d %x, %w pads = [1, 1, 1, 1] : (tensor<8x64x14x14xf32>, tensor<32x64x3x3xf32>) -> tensor<8x32x14x14xf32>
  // CHECK: cnn.conv2d_input_gradient %{{.*}} pads = [1, 1, 1, 1] algorithm = winograd :
  %dx = cnn.conv2d_input_gradient %dy, %w pads = [1, 1, 1, 1] : (tensor<8x32x14x14xf32>, tensor<32x64x3x3xf32>) -> tensor<8x64x14x14xf32>
  // CHECK: cnn.conv2d_weight_gradient %{{.*}} pads = [1, 1, 1, 1] algorithm = winograd :
  %dw = cnn.conv2d_weight_gradient %x, %dy pads = [1, 1, 1, 1] : (tensor<8x64x14x14xf32>, tensor<8x32x14x14xf32>) -> tensor<32x64x3x3xf32>
  cnn.return %y, %dx, %dw : tensor<8x32x14x14xf32>, tensor<8x64x14x14xf32>, tensor<32x64x3x3xf32>
}

// Too few channels, too few tiles for the weight's transform, and windows that the algorithm is not for.
// CHECK-LABEL: @direct
// CHECK-NOT: winograd
cnn.network @direct(%image: tensor<8x8x28x28xf32>, %small: tensor<1x512x7x7xf32>, %x: tensor<8x64x14x14xf32>,
                    %w: tensor<8x8x3x3xf32>, %large: tensor<512x512x3x3xf32>, %w3: tensor<64x64x3x3xf32>,
                    %w5: tensor<64x64x5x5xf32>, %grouped: tensor<64x32x3x3xf32>) {
  %0 = cnn.conv2d %image, %w : (tensor<8x8x28x28xf32>, tensor<8x8x3x3xf32>) -> tensor<8x8x26x26xf32>
  %1 = cnn.conv2d %small, %large pads = [1, 1, 1, 1] : (tensor<1x512x7x7xf32>, tensor<512x512x3x3xf32>) -> tensor<1x512x7x7xf32>
  %2 = cnn.conv2d %x, %w5 : (tensor<8x64x14x14xf32>, tensor<64x64x5x5xf32>) -> tensor<8x64x10x10xf32>
  %3 = cnn.conv2d %x, %w3 strides = [2, 2] : (tensor<8x64x14x14xf32>, tensor<64x64x3x3xf32>) -> tensor<8x64x6x6xf32>
  %4 = cnn.conv2d %x, %w3 dilations = [2, 2] : (tensor<8x64x14x14xf32>, tensor<64x64x3x3xf32>) -> tensor<8x64x10x10xf32>
  %5 = cnn.conv2d %x, %grouped groups = 2 : (tensor<8x64x14x14xf32>, tensor<64x32x3x3xf32>) -> tensor<8x64x12x12xf32>
  cnn.return
}
