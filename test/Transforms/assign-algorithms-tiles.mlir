// On a target with matrix tiles.
// RUN: cnn-opt %s --cnn-assign-algorithms=tile-parts=2 | FileCheck %s
// RUN: cnn-opt %s --cnn-assign-algorithms="tile-parts=2 remarks" 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: cnn-opt %s --cnn-assign-algorithms=tile-parts=2 --cnn-assign-layouts | FileCheck %s --check-prefix=LAYOUT
// RUN: cnn-opt %s --cnn-assign-algorithms="winograd=false tile-parts=3" | FileCheck %s --check-prefix=EXACT

// CHECK-LABEL: @all_passes
// EXACT-LABEL: @all_passes
cnn.parameter @w : tensor<64x64x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.network @all_passes(%image: tensor<8x64x28x28xf32>, %gradient: tensor<8x64x28x28xf32>) {
  %w = cnn.read @w : tensor<64x64x3x3xf32>
  %x = cnn.relu %image : (tensor<8x64x28x28xf32>) -> tensor<8x64x28x28xf32>
  %dy = cnn.relu %gradient : (tensor<8x64x28x28xf32>) -> tensor<8x64x28x28xf32>
  // REMARK: :[[@LINE+3]]:8: remark: conv2d: bf16_x3 sums; beside direct sums' time winograd is reckoned at {{[0-9]+}} %, winograd_rows is reckoned at {{[0-9]+}} %, bf16_x3 is reckoned at {{[0-9]+}} %
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

// A first layer, whose taps are joined: of the caller's image, and with a weight that is packed in each call. Of few
// output channels, which would not fill a block, direct sums cost less.
// CHECK-LABEL: @first_layers
// LAYOUT-LABEL: @first_layers
cnn.parameter @first : tensor<64x3x7x7xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @narrow : tensor<16x3x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.network @first_layers(%image: tensor<1x3x56x56xf32>) {
  %first = cnn.read @first : tensor<64x3x7x7xf32>
  %narrow = cnn.read @narrow : tensor<16x3x3x3xf32>
  // CHECK: algorithm = bf16_x3 {{.*}} -> tensor<1x64x28x28xf32>
  // LAYOUT: cnn.conv2d %{{[^,]*}}, {{.*}} : (tensor<1x3x56x56xf32>, tensor<64x3x7x7xf32, #cnn.layout<[2, 3, 1, 0]>>)
  %a = cnn.conv2d %image, %first strides = [2, 2] pads = [3, 3, 3, 3] : (tensor<1x3x56x56xf32>, tensor<64x3x7x7xf32>) -> tensor<1x64x28x28xf32>
  // CHECK-NOT: bf16
  %b = cnn.conv2d %image, %narrow : (tensor<1x3x56x56xf32>, tensor<16x3x3x3xf32>) -> tensor<1x16x54x54xf32>
  cnn.return
}

// A layer of few summed channels and many outputs: on tiles where a depthwise layer alone reads it, whose kernel then
// computes it.
// CHECK-LABEL: @depthwise
cnn.parameter @expand : tensor<96x16x1x1xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @spatial : tensor<96x1x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.network @depthwise(%image: tensor<1x16x112x112xf32>) {
  %expand = cnn.read @expand : tensor<96x16x1x1xf32>
  %spatial = cnn.read @spatial : tensor<96x1x3x3xf32>
  // CHECK: cnn.conv2d {{.*}} algorithm = bf16_x3 :
  %a = cnn.conv2d %image, %expand : (tensor<1x16x112x112xf32>, tensor<96x16x1x1xf32>) -> tensor<1x96x112x112xf32>
  %b = cnn.relu %a : (tensor<1x96x112x112xf32>) -> tensor<1x96x112x112xf32>
  %c = cnn.conv2d %b, %spatial groups = 96 : (tensor<1x96x112x112xf32>, tensor<96x1x3x3xf32>) -> tensor<1x96x110x110xf32>
  // CHECK-NOT: bf16
  %d = cnn.conv2d %image, %expand : (tensor<1x16x112x112xf32>, tensor<96x16x1x1xf32>) -> tensor<1x96x112x112xf32>
  %e = cnn.conv2d %d, %spatial groups = 96 : (tensor<1x96x112x112xf32>, tensor<96x1x3x3xf32>) -> tensor<1x96x110x110xf32>
  %f = cnn.add %d, %d : (tensor<1x96x112x112xf32>, tensor<1x96x112x112xf32>) -> tensor<1x96x112x112xf32>
  cnn.return
}

// The same behind another operation, and of many outputs and few places, whose weight takes longer to pack than it saves.
// CHECK-LABEL: @computed_images
cnn.parameter @wide : tensor<512x3x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.network @computed_images(%image: tensor<1x3x56x56xf32>, %small: tensor<1x3x8x8xf32>) {
  %first = cnn.read @first : tensor<64x3x7x7xf32>
  %wide = cnn.read @wide : tensor<512x3x3x3xf32>
  %x = cnn.relu %image : (tensor<1x3x56x56xf32>) -> tensor<1x3x56x56xf32>
  // CHECK: algorithm = bf16_x3 {{.*}} -> tensor<1x64x50x50xf32>
  %a = cnn.conv2d %x, %first : (tensor<1x3x56x56xf32>, tensor<64x3x7x7xf32>) -> tensor<1x64x50x50xf32>
  // CHECK-NOT: bf16
  %b = cnn.conv2d %small, %wide : (tensor<1x3x8x8xf32>, tensor<512x3x3x3xf32>) -> tensor<1x512x6x6xf32>
  cnn.return
}

// A caller's image of more channels, of which the layer has a copy.
// CHECK-LABEL: @callers_image
// LAYOUT-LABEL: @callers_image
cnn.network @callers_image(%image: tensor<8x64x28x28xf32>) {
  %w = cnn.read @w : tensor<64x64x3x3xf32>
  // LAYOUT: %[[COPY:.*]] = cnn.repack %{{.*}} -> tensor<8x64x28x28xf32, #cnn.layout<[0, 2, 3, 1]>>
  // LAYOUT: cnn.conv2d %[[COPY]],
  // CHECK: algorithm = bf16_x3
  %y = cnn.conv2d %image, %w pads = [1, 1, 1, 1] : (tensor<8x64x28x28xf32>, tensor<64x64x3x3xf32>) -> tensor<8x64x28x28xf32>
  cnn.return
}

// The weight gradient of many channels and small images, which Winograd's algorithm writes to memory and reads again.
// CHECK-LABEL: @small_images
cnn.network @small_images(%image: tensor<64x512x4x4xf32>, %gradient: tensor<64x512x4x4xf32>) {
  // CHECK: cnn.conv2d_weight_gradient %{{.*}} algorithm = bf16_x3
  %dw = cnn.conv2d_weight_gradient %image, %gradient pads = [1, 1, 1, 1] : (tensor<64x512x4x4xf32>, tensor<64x512x4x4xf32>) -> tensor<512x512x3x3xf32>
  cnn.return
}

// A narrow network, whose batch lies side by side.
// CHECK-LABEL: @narrow_network
// CHECK-NOT: bf16
cnn.parameter @six : tensor<6x1x5x5xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @sixteen : tensor<16x6x7x7xf32> = #cnn.he_normal<seed = 1>
cnn.network @narrow_network(%image: tensor<64x1x28x28xf32>) -> tensor<64x16x22x22xf32> {
  %six = cnn.read @six : tensor<6x1x5x5xf32>
  %sixteen = cnn.read @sixteen : tensor<16x6x7x7xf32>
  %a = cnn.conv2d %image, %six pads = [2, 2, 2, 2] : (tensor<64x1x28x28xf32>, tensor<6x1x5x5xf32>) -> tensor<64x6x28x28xf32>
  %b = cnn.relu %a : (tensor<64x6x28x28xf32>) -> tensor<64x6x28x28xf32>
  %c = cnn.conv2d %b, %sixteen : (tensor<64x6x28x28xf32>, tensor<16x6x7x7xf32>) -> tensor<64x16x22x22xf32>
  cnn.return %c : tensor<64x16x22x22xf32>
}

// Groups, a dilated first layer, and what runs where there are no tiles.
// CHECK-LABEL: @direct
// CHECK-NOT: bf16
cnn.parameter @grouped : tensor<64x32x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.network @direct(%image: tensor<1x3x56x56xf32>, %other: tensor<1x64x56x56xf32>) {
  %first = cnn.read @first : tensor<64x3x7x7xf32>
  %grouped = cnn.read @grouped : tensor<64x32x3x3xf32>
  %z = cnn.relu %other : (tensor<1x64x56x56xf32>) -> tensor<1x64x56x56xf32>
  %a = cnn.conv2d %image, %first dilations = [2, 2] : (tensor<1x3x56x56xf32>, tensor<64x3x7x7xf32>) -> tensor<1x64x44x44xf32>
  // REMARK: :[[@LINE+1]]:8: remark: conv2d: direct sums, the only algorithm that its shapes, the target and --math permit
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
