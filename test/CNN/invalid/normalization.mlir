// The full text of every message of a verifier or of shape inference.
// RUN: cnn-opt %s --verify-diagnostics --split-input-file

cnn.network @n(%x: tensor<2xf32>, %c: tensor<2xf32>) {
  // expected-error@+2 {{'cnn.batch_norm' op expects an input with a batch and a channel dimension, found 2}}
  // expected-error@+1 {{'cnn.batch_norm' op failed to infer returned types}}
  %0 = cnn.batch_norm %x, %c, %c, %c, %c : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>, %c: tensor<3xf32>, %d: tensor<2xf32>) {
  // expected-error@+2 {{'cnn.batch_norm' op expects per-channel operands of shape 3, found 2}}
  // expected-error@+1 {{'cnn.batch_norm' op failed to infer returned types}}
  %0 = cnn.batch_norm %x, %c, %c, %c, %d : (tensor<2x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<2xf32>) -> tensor<2x3xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>, %y: tensor<3x3xf32>, %c: tensor<3xf32>) {
  // expected-error@+2 {{'cnn.batch_norm_gradient' op expects an input of shape 2x3, found 3x3}}
  // expected-error@+1 {{'cnn.batch_norm_gradient' op failed to infer returned types}}
  %0, %1, %2 = cnn.batch_norm_gradient %x, %y, %c, %c, %c : (tensor<2x3xf32>, tensor<3x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> (tensor<2x3xf32>, tensor<3xf32>, tensor<3xf32>)
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'cnn.dropout' op expects 'rate' in [0, 1), found 1.000000e+00}}
  // expected-error@+1 {{'cnn.dropout' op failed to infer returned types}}
  %0 = cnn.dropout %x rate = 1.0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  cnn.return
}

// -----

cnn.network @n(%s: tensor<i32>) {
  // expected-error@+1 {{'cnn.dropout_mask' op expects 'rate' in [0, 1), found -5.000000e-01}}
  %0 = cnn.dropout_mask %s, %s rate = -0.5 stream = 0 : (tensor<i32>, tensor<i32>) -> tensor<2x3xf32>
  cnn.return
}
