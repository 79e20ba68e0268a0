// The full text of every message of a verifier or of shape inference.
// RUN: cnn-opt %s --verify-diagnostics --split-input-file

cnn.network @n(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'cnn.sum' op expects distinct 'axes' in [0, 2), found 0}}
  // expected-error@+1 {{'cnn.sum' op failed to infer returned types}}
  %0 = cnn.sum %x axes = [0, 0] : (tensor<2x3xf32>) -> tensor<3xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'cnn.mean' op expects distinct 'axes' in [0, 2), found 2}}
  // expected-error@+1 {{'cnn.mean' op failed to infer returned types}}
  %0 = cnn.mean %x axes = [2] : (tensor<2x3xf32>) -> tensor<2xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'cnn.softmax' op expects 'axis' in [0, 2), found 2}}
  // expected-error@+1 {{'cnn.softmax' op failed to infer returned types}}
  %0 = cnn.softmax %x axis = 2 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  cnn.return
}
