// RUN: cnn-opt %s --cnn-assign-algorithms | FileCheck %s

// CHECK-LABEL: @all_passes
cnn.parameter @w : tensor<32x64x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.network @all_passes(%image: tensor<8x64x14x14xf32>, %gradient: tensor<8x32x14x14xf32>)
    -> (tensor<8x32x14x14xf32>, tensor<8x64x14x14xf32>, tensor<32x64x3x3xf32>) {
  %w = cnn.read @w : tensor<32x64x3x3xf32>
  %x = cnn.relu %image : (tensor<8x64x14x14xf32>) -> tensor<8x64x14x14xf32>
  %dy = cnn.relu %gradient : (tensor<8x32x14x14xf32>) -> tensor<8x32x14x14xf32>
  // CHECK: cnn.conv2d %{{.*}} pads = [1, 1, 1, 1] algorithm = winograd :
  %y = cnn.conv2d %x, %w pads = [1, 1, 1, 1] : (tensor<8x64x14x14xf32>, tensor<32x64x3x3xf32>) -> tensor<8x32x14x14xf32>
  // CHECK: cnn.conv2d_input_gradient %{{.*}} pads = [1, 1, 1, 1] algorithm = winograd :
  %dx = cnn.conv2d_input_gradient %dy, %w pads = [1, 1, 1, 1] : (tensor<8x32x14x14xf32>, tensor<32x64x3x3xf32>) -> tensor<8x64x14x14xf32>
  // CHECK: cnn.conv2d_weight_gradient %{{.*}} pads = [1, 1, 1, 1] algorithm = winograd :
  %dw = cnn.conv2d_weight_gradient %x, %dy pads = [1, 1, 1, 1] : (tensor<8x64x14x14xf32>, tensor<8x32x14x14xf32>) -> tensor<32x64x3x3xf32>
  cnn.return %y, %dx, %dw : tensor<8x32x14x14xf32>, tensor<8x64x14x14xf32>, tensor<32x64x3x3xf32>
}

// Few tiles pay for reading a weight that is transformed once, since no network writes it.
// CHECK-LABEL: @prepared
// CHECK: cnn.conv2d %{{.*}} algorithm = winograd :
cnn.parameter @prepared512 : tensor<512x512x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.network @prepared(%b: tensor<1x512x7x7xf32>) {
  %w = cnn.read @prepared512 : tensor<512x512x3x3xf32>
  %x = cnn.relu %b : (tensor<1x512x7x7xf32>) -> tensor<1x512x7x7xf32>
  %0 = cnn.conv2d %x, %w pads = [1, 1, 1, 1] : (tensor<1x512x7x7xf32>, tensor<512x512x3x3xf32>) -> tensor<1x512x7x7xf32>
  cnn.return
}

// 5x5, and where the transforms of its rows and columns do not pay, of rows alone: few channels, or a window of 5x1.
// CHECK-LABEL: @kernel5
cnn.parameter @wide5 : tensor<64x64x5x5xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @narrow5 : tensor<16x6x5x5xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @column5 : tensor<64x64x5x1xf32> = #cnn.he_normal<seed = 1>
cnn.network @kernel5(%a: tensor<1x64x14x14xf32>, %b: tensor<1x6x14x14xf32>, %c: tensor<16x6x14x14xf32>) {
  %wide5 = cnn.read @wide5 : tensor<64x64x5x5xf32>
  %narrow5 = cnn.read @narrow5 : tensor<16x6x5x5xf32>
  %column5 = cnn.read @column5 : tensor<64x64x5x1xf32>
  %wide = cnn.relu %a : (tensor<1x64x14x14xf32>) -> tensor<1x64x14x14xf32>
  %narrow = cnn.relu %b : (tensor<1x6x14x14xf32>) -> tensor<1x6x14x14xf32>
  %batch = cnn.relu %c : (tensor<16x6x14x14xf32>) -> tensor<16x6x14x14xf32>
  // CHECK: cnn.conv2d %{{.*}}, %{{.*}} algorithm = winograd :
  %0 = cnn.conv2d %wide, %wide5 : (tensor<1x64x14x14xf32>, tensor<64x64x5x5xf32>) -> tensor<1x64x10x10xf32>
  // CHECK: cnn.conv2d {{.*}} algorithm = winograd_rows :
  %1 = cnn.conv2d %narrow, %narrow5 : (tensor<1x6x14x14xf32>, tensor<16x6x5x5xf32>) -> tensor<1x16x10x10xf32>
  // CHECK: cnn.conv2d {{.*}} algorithm = winograd_rows :
  %2 = cnn.conv2d %wide, %column5 : (tensor<1x64x14x14xf32>, tensor<64x64x5x1xf32>) -> tensor<1x64x10x14xf32>
  // Tests of each column are computed lane by lane, and a batch of narrow images lies side by side.
  // CHECK: cnn.conv2d {{.*}} pads = [0, 2, 0, 2] :
  %3 = cnn.conv2d %narrow, %narrow5 pads = [0, 2, 0, 2] : (tensor<1x6x14x14xf32>, tensor<16x6x5x5xf32>) -> tensor<1x16x10x14xf32>
  // CHECK: cnn.conv2d %{{[^:]*}} : (tensor<16x6x14x14xf32>
  %4 = cnn.conv2d %batch, %narrow5 : (tensor<16x6x14x14xf32>, tensor<16x6x5x5xf32>) -> tensor<16x16x10x10xf32>
  cnn.return
}

// Too few channels, too few tiles for the transform of a weight that is written, and windows that the algorithm is not
// for.
// CHECK-LABEL: @direct
// CHECK-NOT: winograd
cnn.parameter @w4 : tensor<4x4x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @w64 : tensor<64x64x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @w512 : tensor<512x512x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @w7x7 : tensor<64x64x7x7xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @grouped : tensor<64x32x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.network @direct(%a: tensor<8x4x28x28xf32>, %b: tensor<1x512x7x7xf32>, %c: tensor<8x64x14x14xf32>) {
  %w4 = cnn.read @w4 : tensor<4x4x3x3xf32>
  %w64 = cnn.read @w64 : tensor<64x64x3x3xf32>
  %w512 = cnn.read @w512 : tensor<512x512x3x3xf32>
  %w7x7 = cnn.read @w7x7 : tensor<64x64x7x7xf32>
  %grouped = cnn.read @grouped : tensor<64x32x3x3xf32>
  %few = cnn.relu %a : (tensor<8x4x28x28xf32>) -> tensor<8x4x28x28xf32>
  %small = cnn.relu %b : (tensor<1x512x7x7xf32>) -> tensor<1x512x7x7xf32>
  %x = cnn.relu %c : (tensor<8x64x14x14xf32>) -> tensor<8x64x14x14xf32>
  %0 = cnn.conv2d %few, %w4 : (tensor<8x4x28x28xf32>, tensor<4x4x3x3xf32>) -> tensor<8x4x26x26xf32>
  %1 = cnn.conv2d %small, %w512 pads = [1, 1, 1, 1] : (tensor<1x512x7x7xf32>, tensor<512x512x3x3xf32>) -> tensor<1x512x7x7xf32>
  %2 = cnn.conv2d %x, %w7x7 : (tensor<8x64x14x14xf32>, tensor<64x64x7x7xf32>) -> tensor<8x64x8x8xf32>
  %3 = cnn.conv2d %x, %w64 strides = [2, 2] : (tensor<8x64x14x14xf32>, tensor<64x64x3x3xf32>) -> tensor<8x64x6x6xf32>
  %4 = cnn.conv2d %x, %w64 dilations = [2, 2] : (tensor<8x64x14x14xf32>, tensor<64x64x3x3xf32>) -> tensor<8x64x10x10xf32>
  %5 = cnn.conv2d %x, %grouped groups = 2 : (tensor<8x64x14x14xf32>, tensor<64x32x3x3xf32>) -> tensor<8x64x12x12xf32>
  cnn.write @w512, %w512 : tensor<512x512x3x3xf32>
  cnn.return
}
