// The full text of every message of a verifier or of shape inference.
// RUN: cnn-opt %s --verify-diagnostics --split-input-file

cnn.network @n(%x: tensor<2x3xf32>, %l: tensor<3xi32>) {
  // expected-error@+2 {{'cnn.cross_entropy' op expects labels of shape 2, found 3}}
  // expected-error@+1 {{'cnn.cross_entropy' op failed to infer returned types}}
  %0 = cnn.cross_entropy %x, %l : (tensor<2x3xf32>, tensor<3xi32>) -> tensor<f32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>, %t: tensor<3x2xf32>) {
  // expected-error@+2 {{'cnn.mean_squared_error' op expects a target of shape 2x3, found 3x2}}
  // expected-error@+1 {{'cnn.mean_squared_error' op failed to infer returned types}}
  %0 = cnn.mean_squared_error %x, %t : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<f32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>, %r: tensor<f32>) {
  // expected-error@+2 {{'cnn.sgd' op expects a velocity if and only if there is 'momentum'}}
  // expected-error@+1 {{'cnn.sgd' op failed to infer returned types}}
  %0 = cnn.sgd %x, %x, %r momentum = 0.9 : (tensor<2x3xf32>, tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>, %g: tensor<3x2xf32>, %r: tensor<f32>) {
  // expected-error@+2 {{'cnn.sgd' op expects gradient and state of shape 2x3, found 3x2}}
  // expected-error@+1 {{'cnn.sgd' op failed to infer returned types}}
  %0 = cnn.sgd %x, %g, %r : (tensor<2x3xf32>, tensor<3x2xf32>, tensor<f32>) -> tensor<2x3xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>, %g: tensor<3x2xf32>, %r: tensor<f32>, %s: tensor<i32>) {
  // expected-error@+2 {{'cnn.adam' op expects gradient and state of shape 2x3, found 3x2}}
  // expected-error@+1 {{'cnn.adam' op failed to infer returned types}}
  %0, %1, %2 = cnn.adam %x, %x, %r, %x, %g, %s : (tensor<2x3xf32>, tensor<2x3xf32>, tensor<f32>, tensor<2x3xf32>, tensor<3x2xf32>, tensor<i32>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>)
  cnn.return
}
