// The full text of every message about how tensors lie in memory.
// RUN: cnn-opt %s --verify-diagnostics --split-input-file

// expected-error@+1 {{expects a permutation of 0..1 as a layout's order}}
cnn.parameter @p : tensor<2xf32, #cnn.layout<[1, 1]>> = #cnn.constant<0.0>

// -----

// expected-error@+1 {{expects a permutation of 0..1 as a layout's order}}
cnn.parameter @p : tensor<4x4xf32, #cnn.layout<[0, -1, 0], block = 2>> = #cnn.constant<0.0>

// -----

// expected-error@+1 {{expects a layout's block to be positive, found -2}}
cnn.parameter @p : tensor<4x4xf32, #cnn.layout<[0, 1, 0], block = -2>> = #cnn.constant<0.0>

// -----

// expected-error@+1 {{expects the dimension that lies in blocks a second time at the end of a layout's order}}
cnn.parameter @p : tensor<4x4xf32, #cnn.layout<[0, 1, 2], block = 2>> = #cnn.constant<0.0>

// -----

// expected-error@+1 {{expects the dimension that lies in blocks a second time at the end of a layout's order}}
cnn.parameter @p : tensor<4xf32, #cnn.layout<[0], block = 2>> = #cnn.constant<0.0>

// -----

// expected-error@+1 {{expects blocks in the order [0, 2, 3, 1, 0] for 'algorithm' = winograd}}
cnn.parameter @p : tensor<16x3x3x3xf32, #cnn.layout<[1, 2, 3, 0, 0], block = 16, algorithm = winograd>> = #cnn.constant<0.0>

// -----

// expected-error@+1 {{expects blocks of a multiple of 16 for Winograd's algorithm, found 24}}
cnn.parameter @p : tensor<24x3x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 24, algorithm = winograd>> = #cnn.constant<0.0>

// -----

// expected-error@+1 {{expects a layout of 2 dimensions, found 3}}
cnn.parameter @p : tensor<4x4xf32, #cnn.layout<[0, 1, 2]>> = #cnn.constant<0.0>

// -----

// expected-error@+1 {{expects a layout of 3 dimensions, found 2}}
cnn.parameter @p : tensor<4x4x4xf32, #cnn.layout<[0, 1, 0], block = 2>> = #cnn.constant<0.0>

// -----

// expected-error@+1 {{expects blocks of a divisor of 4, found 3}}
cnn.parameter @p : tensor<4x4xf32, #cnn.layout<[0, 1, 0], block = 3>> = #cnn.constant<0.0>

// -----

// expected-error@+1 {{expects no blocks of an open extent (?)}}
cnn.network @n(%x: tensor<?x4xf32, #cnn.layout<[0, 1, 0], block = 2>>) {}

// -----

// expected-error@+1 {{expects a weight of 3x3 or 5x5 for Winograd's algorithm, found 5x3}}
cnn.parameter @p : tensor<16x3x5x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 16, algorithm = winograd>> = #cnn.constant<0.0>

// -----

// expected-error@+1 {{expects a weight of 3 or 5 rows for Winograd's algorithm, found 4}}
cnn.parameter @p : tensor<16x3x4x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 16, algorithm = winograd_rows>> = #cnn.constant<0.0>

// -----

// expected-error@+1 {{expects a weight of f32 for 'algorithm' = winograd, found 'i32'}}
cnn.parameter @p : tensor<16x3x3x3xi32, #cnn.layout<[0, 2, 3, 1, 0], block = 16, algorithm = winograd>> = #cnn.constant<0.0>

// -----

// expected-error@+1 {{expects blocks in the order [0, 2, 3, 1, 0], [0, 1, 0] or [0, 1, 2, 3, 1] for 'algorithm' = bf16_x3}}
cnn.parameter @m : tensor<64x64xf32, #cnn.layout<[1, 0, 1], block = 32, algorithm = bf16_x3>> = #cnn.constant<0.0>

// -----

// expected-error@+1 {{expects blocks of 32 for 'algorithm' = bf16_x3, found 16}}
cnn.parameter @p : tensor<16x3x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 16, algorithm = bf16_x3>> = #cnn.constant<0.0>

// -----

#blocks = #cnn.layout<[0, 2, 3, 1, 0], block = 16>
cnn.network @n(%x: tensor<1x8x8x8xf32>, %w: tensor<16x8x3x3xf32, #blocks>) {
  // expected-error@+1 {{'cnn.conv2d' op expects a weight for 'algorithm' = winograd, found 'tensor<16x8x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 16>>'}}
  %0 = cnn.conv2d %x, %w algorithm = winograd : (tensor<1x8x8x8xf32>, tensor<16x8x3x3xf32, #blocks>) -> tensor<1x16x6x6xf32>
}

// -----

#winograd = #cnn.layout<[0, 2, 3, 1, 0], block = 16, algorithm = winograd>
cnn.network @n(%x: tensor<1x8x8x8xf32>, %w: tensor<16x8x3x3xf32, #winograd>) {
  // expected-error@+1 {{'cnn.conv2d' op expects a weight for 'algorithm' = direct, found 'tensor<16x8x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 16, algorithm = winograd>>'}}
  %0 = cnn.conv2d %x, %w : (tensor<1x8x8x8xf32>, tensor<16x8x3x3xf32, #winograd>) -> tensor<1x16x6x6xf32>
}

// -----

// One tensor as image and weight.
#blocks = #cnn.layout<[0, 2, 3, 1, 0], block = 3>
cnn.network @n(%x: tensor<3x3x3x3xf32, #blocks>) {
  // expected-error@+1 {{'cnn.conv2d' op expects blocks in the weight of a convolution or dense layer, or in an image split for it, found 'tensor<3x3x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 3>>'}}
  %0 = cnn.conv2d %x, %x : (tensor<3x3x3x3xf32, #blocks>, tensor<3x3x3x3xf32, #blocks>) -> tensor<3x3x1x1xf32>
}

// -----

#blocks = #cnn.layout<[0, 2, 3, 1, 0], block = 16>
cnn.network @n(%dy: tensor<1x16x6x6xf32>, %w: tensor<16x8x3x3xf32, #blocks>) {
  // expected-error@+1 {{'cnn.conv2d_input_gradient' op expects blocks in the weight of a convolution or dense layer, or in an image split for it, found 'tensor<16x8x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 16>>'}}
  %0 = cnn.conv2d_input_gradient %dy, %w : (tensor<1x16x6x6xf32>, tensor<16x8x3x3xf32, #blocks>) -> tensor<1x8x8x8xf32>
}

// -----

#blocks = #cnn.layout<[0, 1, 2, 3, 1], block = 8>
cnn.network @n(%x: tensor<1x8x8x8xf32>) {
  // expected-error@+1 {{'cnn.relu' op expects blocks in the weight of a convolution or dense layer, or in an image split for it, found 'tensor<1x8x8x8xf32, #cnn.layout<[0, 1, 2, 3, 1], block = 8>>'}}
  %0 = cnn.relu %x : (tensor<1x8x8x8xf32>) -> tensor<1x8x8x8xf32, #blocks>
}

// -----

#blocks = #cnn.layout<[0, 1, 0], block = 2>
cnn.network @n(%x: tensor<4x4xf32, #blocks>) -> tensor<4x4xf32, #blocks> {
  // expected-error@+1 {{'cnn.return' op expects blocks in the weight of a convolution or dense layer, or in an image split for it, found 'tensor<4x4xf32, #cnn.layout<[0, 1, 0], block = 2>>'}}
  cnn.return %x : tensor<4x4xf32, #blocks>
}

// -----

#winograd = #cnn.layout<[0, 2, 3, 1, 0], block = 16, algorithm = winograd>
cnn.network @n(%w: tensor<16x8x3x3xf32, #winograd>) {
  // expected-error@+1 {{'cnn.repack' op expects an input that is not transformed, found 'tensor<16x8x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 16, algorithm = winograd>>'}}
  %0 = cnn.repack %w : (tensor<16x8x3x3xf32, #winograd>) -> tensor<16x8x3x3xf32>
}

// -----

#split = #cnn.layout<[0, 1, 2, 3, 1], block = 32, algorithm = bf16, halo = [0, 0, 0, 0]>
#padded = #cnn.layout<[0, 1, 2, 3, 1], block = 32, algorithm = bf16, halo = [1, 1, 1, 1]>
cnn.network @n(%x: tensor<1x8x8x8xf32, #split>) {
  // expected-error@+1 {{'cnn.repack' op expects a split image to become one that is not, found 'tensor<1x8x8x8xf32, #cnn.layout<[0, 1, 2, 3, 1], block = 32, algorithm = bf16, halo = [1, 1, 1, 1]>>'}}
  %0 = cnn.repack %x : (tensor<1x8x8x8xf32, #split>) -> tensor<1x8x8x8xf32, #padded>
}
