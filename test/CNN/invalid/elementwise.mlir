// The full text of every message of a verifier or of shape inference.
// RUN: cnn-opt %s --verify-diagnostics --split-input-file

cnn.network @n(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{'cnn.relu' op requires the same shape for all operands and results}}
  %0 = cnn.relu %x : (tensor<2x3xf32>) -> tensor<2x4xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>, %y: tensor<2x4xf32>) {
  // expected-error@+1 {{'cnn.relu_gradient' op requires the same shape for all operands and results}}
  %0 = cnn.relu_gradient %x, %y : (tensor<2x3xf32>, tensor<2x4xf32>) -> tensor<2x3xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>, %y: tensor<2x4xf32>) {
  // expected-error@+2 {{'cnn.add' op expects shapes that match from the innermost extent or are 1 there, found 2x3 and 2x4}}
  // expected-error@+1 {{'cnn.add' op failed to infer returned types}}
  %0 = cnn.add %x, %y : (tensor<2x3xf32>, tensor<2x4xf32>) -> tensor<2x3xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf64>) {
  // expected-error@+1 {{'cnn.relu' op operand #0 must be tensor of f32 of 32-bit float values, but got 'tensor<2x3xf64>'}}
  %0 = cnn.relu %x : (tensor<2x3xf64>) -> tensor<2x3xf64>
  cnn.return
}
