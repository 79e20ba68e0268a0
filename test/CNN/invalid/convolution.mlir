// The full text of every message of a verifier or of shape inference.
// RUN: cnn-opt %s --verify-diagnostics --split-input-file

cnn.network @n(%x: tensor<1x4x8x8xf32>, %w: tensor<6x2x3x3xf32>) {
  // expected-error@+2 {{'cnn.conv2d' op expects an input of 2 channels (weight 6x2x3x3, groups 1), found 4}}
  // expected-error@+1 {{'cnn.conv2d' op failed to infer returned types}}
  %0 = cnn.conv2d %x, %w : (tensor<1x4x8x8xf32>, tensor<6x2x3x3xf32>) -> tensor<1x6x6x6xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error@+2 {{'cnn.conv2d' op expects 'groups' to divide 4 input and 6 output channels, found 4}}
  // expected-error@+1 {{'cnn.conv2d' op failed to infer returned types}}
  %0 = cnn.conv2d %x, %w groups = 4 : (tensor<1x4x8x8xf32>, tensor<6x4x3x3xf32>) -> tensor<1x6x6x6xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x4x8x8xf32>, %w: tensor<6x4x3x3xf32>, %b: tensor<5xf32>) {
  // expected-error@+2 {{'cnn.conv2d' op expects a bias of shape 6, found 5}}
  // expected-error@+1 {{'cnn.conv2d' op failed to infer returned types}}
  %0 = cnn.conv2d %x, %w, %b : (tensor<1x4x8x8xf32>, tensor<6x4x3x3xf32>, tensor<5xf32>) -> tensor<1x6x6x6xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error@+2 {{'cnn.conv2d' op inferred type(s) 'tensor<1x6x6x6xf32>' are incompatible with return type(s) of operation 'tensor<1x6x8x8xf32>'}}
  // expected-error@+1 {{'cnn.conv2d' op failed to infer returned types}}
  %0 = cnn.conv2d %x, %w : (tensor<1x4x8x8xf32>, tensor<6x4x3x3xf32>) -> tensor<1x6x8x8xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error@+2 {{'cnn.conv2d' op expects 2 values in 'strides', found 1}}
  // expected-error@+1 {{'cnn.conv2d' op failed to infer returned types}}
  %0 = cnn.conv2d %x, %w strides = [1] : (tensor<1x4x8x8xf32>, tensor<6x4x3x3xf32>) -> tensor<1x6x6x6xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error@+2 {{'cnn.conv2d' op expects values of at least 1 in 'dilations', found 0}}
  // expected-error@+1 {{'cnn.conv2d' op failed to infer returned types}}
  %0 = cnn.conv2d %x, %w dilations = [1, 0] : (tensor<1x4x8x8xf32>, tensor<6x4x3x3xf32>) -> tensor<1x6x6x6xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error@+2 {{'cnn.conv2d' op expects values of at least 0 in 'pads', found -1}}
  // expected-error@+1 {{'cnn.conv2d' op failed to infer returned types}}
  %0 = cnn.conv2d %x, %w pads = [0, 0, -1, 0] : (tensor<1x4x8x8xf32>, tensor<6x4x3x3xf32>) -> tensor<1x6x6x6xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error@+2 {{'cnn.conv2d' op expects no 'pads' beside 'auto_pad'}}
  // expected-error@+1 {{'cnn.conv2d' op failed to infer returned types}}
  %0 = cnn.conv2d %x, %w pads = [1, 1, 1, 1] auto_pad = valid : (tensor<1x4x8x8xf32>, tensor<6x4x3x3xf32>) -> tensor<1x6x6x6xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x4x?x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error@+2 {{'cnn.conv2d' op expects a static image height and width}}
  // expected-error@+1 {{'cnn.conv2d' op failed to infer returned types}}
  %0 = cnn.conv2d %x, %w : (tensor<1x4x?x8xf32>, tensor<6x4x3x3xf32>) -> tensor<1x6x6x6xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x4x8x8xf32>, %w: tensor<6x4x3x9xf32>) {
  // expected-error@+2 {{'cnn.conv2d' op expects a window of at most 8 (the padded image) along axis 3, found 9}}
  // expected-error@+1 {{'cnn.conv2d' op failed to infer returned types}}
  %0 = cnn.conv2d %x, %w : (tensor<1x4x8x8xf32>, tensor<6x4x3x9xf32>) -> tensor<1x6x6x6xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x6x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error@+1 {{'cnn.conv2d_input_gradient' op expects an output gradient of shape 1x6x6x6, found 1x6x8x8}}
  %0 = cnn.conv2d_input_gradient %x, %w : (tensor<1x6x8x8xf32>, tensor<6x4x3x3xf32>) -> tensor<1x4x8x8xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x4x8x8xf32>, %w: tensor<1x6x8x8xf32>) {
  // expected-error@+1 {{'cnn.conv2d_weight_gradient' op expects an output gradient of shape 1x6x6x6, found 1x6x8x8}}
  %0 = cnn.conv2d_weight_gradient %x, %w : (tensor<1x4x8x8xf32>, tensor<1x6x8x8xf32>) -> tensor<6x4x3x3xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x2x9x9xf32>, %w: tensor<4x2x3x3xf32>) {
  // expected-error@+2 {{'cnn.conv2d' op expects a window of 3x3 or 5x5 with stride 1 and without dilation or groups for 'algorithm' = winograd}}
  // expected-error@+1 {{'cnn.conv2d' op failed to infer returned types}}
  %0 = cnn.conv2d %x, %w strides = [2, 2] algorithm = winograd : (tensor<1x2x9x9xf32>, tensor<4x2x3x3xf32>) -> tensor<1x4x4x4xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x2x9x9xf32>, %w: tensor<4x2x3x3xf32>) {
  // expected-error@+2 {{'cnn.conv2d' op expects a window of 3 or 5 rows with stride 1 and without dilation along y, and no groups for 'algorithm' = winograd_rows}}
  // expected-error@+1 {{'cnn.conv2d' op failed to infer returned types}}
  %0 = cnn.conv2d %x, %w dilations = [2, 1] algorithm = winograd_rows : (tensor<1x2x9x9xf32>, tensor<4x2x3x3xf32>) -> tensor<1x4x5x7xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x2x9x9xf32>, %dy: tensor<1x4x7x7xf32>) {
  // expected-error@+1 {{'cnn.conv2d_weight_gradient' op has no 'algorithm' = winograd_rows}}
  %0 = cnn.conv2d_weight_gradient %x, %dy algorithm = winograd_rows : (tensor<1x2x9x9xf32>, tensor<1x4x7x7xf32>) -> tensor<4x2x3x3xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x4x9x9xf32>, %w: tensor<4x2x3x3xf32>) {
  // expected-error@+2 {{'cnn.conv2d' op expects no groups for 'algorithm' = bf16_x3}}
  // expected-error@+1 {{'cnn.conv2d' op failed to infer returned types}}
  %0 = cnn.conv2d %x, %w groups = 2 algorithm = bf16_x3 : (tensor<1x4x9x9xf32>, tensor<4x2x3x3xf32>) -> tensor<1x4x7x7xf32>
  cnn.return
}

// -----

cnn.network @n(%w: tensor<4x2x3x3xf32>, %dy: tensor<1x4x7x7xf32>) {
  // expected-error@+1 {{'cnn.conv2d_input_gradient' op expects no groups for 'algorithm' = bf16_x6}}
  %0 = cnn.conv2d_input_gradient %dy, %w groups = 2 algorithm = bf16_x6 : (tensor<1x4x7x7xf32>, tensor<4x2x3x3xf32>) -> tensor<1x4x9x9xf32>
  cnn.return
}
