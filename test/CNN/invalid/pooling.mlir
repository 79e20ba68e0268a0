// The full text of every message of a verifier or of shape inference.
// RUN: cnn-opt %s --verify-diagnostics --split-input-file

cnn.network @n(%x: tensor<1x4x8x8xf32>) {
  // expected-error@+2 {{'cnn.max_pool' op expects 2 values in 'kernel', found 1}}
  // expected-error@+1 {{'cnn.max_pool' op failed to infer returned types}}
  %0 = cnn.max_pool %x kernel = [2] : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x4x8x8xf32>) {
  // expected-error@+2 {{'cnn.average_pool' op expects padding smaller than the window's extent 2, found 2}}
  // expected-error@+1 {{'cnn.average_pool' op failed to infer returned types}}
  %0 = cnn.average_pool %x kernel = [2, 2] pads = [2, 0, 0, 0] : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x4x32x32xf32>) {
  // expected-error@+2 {{'cnn.max_pool_argmax' op expects a window of at most 256 elements, found 272}}
  // expected-error@+1 {{'cnn.max_pool_argmax' op failed to infer returned types}}
  %0, %1 = cnn.max_pool_argmax %x kernel = [16, 17] : (tensor<1x4x32x32xf32>) -> (tensor<1x4x8x8xf32>, tensor<1x4x8x8xi8>)
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x4x3x3xf32>) {
  // expected-error@+1 {{'cnn.average_pool_gradient' op expects operands of shape 1x4x4x4, found 1x4x3x3}}
  %0 = cnn.average_pool_gradient %x kernel = [2, 2] strides = [2, 2] : (tensor<1x4x3x3xf32>) -> tensor<1x4x8x8xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x4x3x3xf32>, %a: tensor<1x4x3x3xi8>) {
  // expected-error@+1 {{'cnn.max_pool_gradient' op expects operands of shape 1x4x4x4, found 1x4x3x3}}
  %0 = cnn.max_pool_gradient %x, %a kernel = [2, 2] strides = [2, 2] : (tensor<1x4x3x3xf32>, tensor<1x4x3x3xi8>) -> tensor<1x4x8x8xf32>
  cnn.return
}
