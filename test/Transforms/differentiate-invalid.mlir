// RUN: cnn-opt %s --cnn-differentiate --verify-diagnostics --split-input-file

cnn.parameter @w : tensor<2x3xf32> = #cnn.constant<1.0>
cnn.network @n(%t: tensor<2x3xf32>) -> (tensor<f32> {cnn.loss}) {
  %w = cnn.read @w : tensor<2x3xf32>
  // expected-error@+1 {{'cnn.dropout' op has no gradient rule, but the loss depends on parameter @w through it}}
  %0 = cnn.dropout %w : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = cnn.mean_squared_error %0, %t : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<f32>
  cnn.return %1 : tensor<f32>
}

// -----

// expected-error@+1 {{'cnn.network' op expects its loss to depend on a trainable parameter}}
cnn.network @n(%x: tensor<2x3xf32>) -> (tensor<f32> {cnn.loss}) {
  %0 = cnn.mean_squared_error %x, %x : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<f32>
  cnn.return %0 : tensor<f32>
}

// -----

// expected-error@+1 {{'cnn.network' op expects a scalar of f32 as its loss, found 'tensor<2x3xf32>'}}
cnn.network @n(%x: tensor<2x3xf32>) -> (tensor<2x3xf32> {cnn.loss}) {
  cnn.return %x : tensor<2x3xf32>
}

// -----

// expected-error@+1 {{'cnn.network' op expects one result marked cnn.loss, found more}}
cnn.network @n(%x: tensor<f32>) -> (tensor<f32> {cnn.loss}, tensor<f32> {cnn.loss}) {
  cnn.return %x, %x : tensor<f32>, tensor<f32>
}

// -----

// expected-error@+1 {{'cnn.network' op expects a fixed batch to be differentiated (--cnn-fix-batch), found input 'input' of type 'tensor<?x3xf32>'}}
cnn.network @n(%x: tensor<?x3xf32>) -> (tensor<f32> {cnn.loss}) {
  %0 = cnn.mean_squared_error %x, %x : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<f32>
  cnn.return %0 : tensor<f32>
}
