// The full text of every message of a verifier or of shape inference.
// RUN: cnn-opt %s --verify-diagnostics --split-input-file

cnn.network @n(%x: tensor<?x3xf32>, %w: tensor<5x4xf32>) {
  // expected-error@+2 {{'cnn.dense' op expects an input of 4 features (weight 5x4), found 3}}
  // expected-error@+1 {{'cnn.dense' op failed to infer returned types}}
  %0 = cnn.dense %x, %w : (tensor<?x3xf32>, tensor<5x4xf32>) -> tensor<?x5xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<?x4xf32>, %w: tensor<5x4xf32>, %b: tensor<4xf32>) {
  // expected-error@+2 {{'cnn.dense' op expects a bias of shape 5, found 4}}
  // expected-error@+1 {{'cnn.dense' op failed to infer returned types}}
  %0 = cnn.dense %x, %w, %b : (tensor<?x4xf32>, tensor<5x4xf32>, tensor<4xf32>) -> tensor<?x5xf32>
  cnn.return
}

// -----

cnn.network @n(%a: tensor<2x3xf32>, %b: tensor<4x5xf32>) {
  // expected-error@+2 {{'cnn.matmul' op expects as many columns of the first matrix as rows of the second, found 2x3 and 5x4}}
  // expected-error@+1 {{'cnn.matmul' op failed to infer returned types}}
  %0 = cnn.matmul %a, %b transpose_b : (tensor<2x3xf32>, tensor<4x5xf32>) -> tensor<2x4xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x4xf32>, %w: tensor<5x4xf32>) {
  // expected-error@+2 {{'cnn.dense' op has no 'algorithm' = winograd}}
  // expected-error@+1 {{'cnn.dense' op failed to infer returned types}}
  %0 = cnn.dense %x, %w algorithm = winograd : (tensor<2x4xf32>, tensor<5x4xf32>) -> tensor<2x5xf32>
  cnn.return
}
