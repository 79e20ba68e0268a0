// On a target with matrix tiles.
// RUN: cnn-opt %s --cnn-assign-algorithms=tile-parts=2 | FileCheck %s
// RUN: cnn-opt %s --cnn-assign-algorithms="winograd=false tile-parts=3" | FileCheck %s --check-prefix=EXACT

// CHECK-LABEL: @all_passes
// EXACT-LABEL: @all_passes
cnn.parameter @w : tensor<64x64x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.network @all_passes(%image: tensor<8x64x28x28xf32>, %gradient: tensor<8x64x28x28xf32>) {
  %w = cnn.read @w : tensor<64x64x3x3xf32>
  %x = cnn.relu %image : (tensor<8x64x28x28xf32>) -> tensor<8x64x28x28xf32>
  %dy = cnn.relu %gradient : (tensor<8x64x28x28xf32>) -> tensor<8x64x28x28xf32>
  // CHECK: cnn.conv2d %{{.*}} algorithm = bf16_x3 :
  // EXACT: cnn.conv2d %{{.*}} algorithm = bf16_x6 :
  %y = cnn.conv2d %x, %w pads = [1, 1, 1, 1] : (tensor<8x64x28x28xf32>, tensor<64x64x3x3xf32>) -> tensor<8x64x28x28xf32>
  // CHECK: cnn.conv2d_input_gradient %{{.*}} algorithm = bf16_x3 :
  // EXACT: cnn.conv2d_input_gradient %{{.*}} algorithm = bf16_x6 :
  %dx = cnn.conv2d_input_gradient %dy, %w pads = [1, 1, 1, 1] : (tensor<8x64x28x28xf32>, tensor<64x64x3x3xf32>) -> tensor<8x64x28x28xf32>
  // CHECK: cnn.conv2d_weight_gradient %{{.*}} algorithm = bf16_x3 :
  // EXACT: cnn.conv2d_weight_gradient %{{.*}} algorithm = bf16_x6 :
  %dw = cnn.conv2d_weight_gradient %x, %dy pads = [1, 1, 1, 1] : (tensor<8x64x28x28xf32>, tensor<8x64x28x28xf32>) -> tensor<64x64x3x3xf32>
  cnn.return
}

// With strides and dilation, and of 1x1.
// CHECK-LABEL: @windows
cnn.parameter @w1 : tensor<256x64x1x1xf32> = #cnn.he_normal<seed = 1>
cnn.network @windows(%image: tensor<1x64x56x56xf32>) {
  %w = cnn.read @w : tensor<64x64x3x3xf32>
  %w1 = cnn.read @w1 : tensor<256x64x1x1xf32>
  %x = cnn.relu %image : (tensor<1x64x56x56xf32>) -> tensor<1x64x56x56xf32>
  // CHECK-COUNT-3: algorithm = bf16_x3
  %a = cnn.conv2d %x, %w strides = [2, 2] pads = [1, 1, 1, 1] : (tensor<1x64x56x56xf32>, tensor<64x64x3x3xf32>) -> tensor<1x64x28x28xf32>
  %b = cnn.conv2d %x, %w dilations = [2, 2] : (tensor<1x64x56x56xf32>, tensor<64x64x3x3xf32>) -> tensor<1x64x52x52xf32>
  %c = cnn.conv2d %x, %w1 : (tensor<1x64x56x56xf32>, tensor<256x64x1x1xf32>) -> tensor<1x256x56x56xf32>
  cnn.return
}

// Few channels, groups, and what runs where there are no tiles.
// CHECK-LABEL: @direct
// CHECK-NOT: bf16
cnn.parameter @first : tensor<64x3x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @grouped : tensor<64x32x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.network @direct(%image: tensor<1x3x56x56xf32>, %other: tensor<1x64x56x56xf32>) {
  %first = cnn.read @first : tensor<64x3x3x3xf32>
  %grouped = cnn.read @grouped : tensor<64x32x3x3xf32>
  %x = cnn.relu %image : (tensor<1x3x56x56xf32>) -> tensor<1x3x56x56xf32>
  %z = cnn.relu %other : (tensor<1x64x56x56xf32>) -> tensor<1x64x56x56xf32>
  %a = cnn.conv2d %x, %first : (tensor<1x3x56x56xf32>, tensor<64x3x3x3xf32>) -> tensor<1x64x54x54xf32>
  %b = cnn.conv2d %z, %grouped groups = 2 : (tensor<1x64x56x56xf32>, tensor<64x32x3x3xf32>) -> tensor<1x64x54x54xf32>
  cnn.return
}
cnn.network @elsewhere(%image: tensor<8x64x28x28xf32>) attributes {without_tiles} {
  %w = cnn.read @w : tensor<64x64x3x3xf32>
  %x = cnn.relu %image : (tensor<8x64x28x28xf32>) -> tensor<8x64x28x28xf32>
  %y = cnn.conv2d %x, %w pads = [1, 1, 1, 1] : (tensor<8x64x28x28xf32>, tensor<64x64x3x3xf32>) -> tensor<8x64x28x28xf32>
  cnn.return
}

// A dense layer of many images and the products of its gradients; of one image the weight is read but once.
// CHECK-LABEL: @products
cnn.parameter @matrix : tensor<512x1024xf32> = #cnn.he_normal<seed = 1>
cnn.network @products(%x: tensor<64x1024xf32>, %dy: tensor<64x512xf32>, %one: tensor<1x1024xf32>) {
  %w = cnn.read @matrix : tensor<512x1024xf32>
  // CHECK: cnn.dense %{{.*}} algorithm = bf16_x3 :
  %y = cnn.dense %x, %w : (tensor<64x1024xf32>, tensor<512x1024xf32>) -> tensor<64x512xf32>
  // CHECK: cnn.matmul %{{.*}} algorithm = bf16_x3 :
  %dx = cnn.matmul %dy, %w : (tensor<64x512xf32>, tensor<512x1024xf32>) -> tensor<64x1024xf32>
  // CHECK: cnn.matmul %{{.*}} algorithm = bf16_x3 transpose_a :
  %dw = cnn.matmul %dy, %x transpose_a : (tensor<64x512xf32>, tensor<64x1024xf32>) -> tensor<512x1024xf32>
  // CHECK-NOT: algorithm
  %z = cnn.dense %one, %w : (tensor<1x1024xf32>, tensor<512x1024xf32>) -> tensor<1x512xf32>
  cnn.return
}
