// The full text of every message of a verifier or of shape inference.
// RUN: cnn-opt %s --verify-diagnostics --split-input-file

cnn.network @n(%x: tensor<f32>) {
  // expected-error@+2 {{'cnn.flatten' op expects at least one dimension, found a scalar}}
  // expected-error@+1 {{'cnn.flatten' op failed to infer returned types}}
  %0 = cnn.flatten %x : (tensor<f32>) -> tensor<1x1xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x?xf32>) {
  // expected-error@+2 {{'cnn.flatten' op expects static extents but the batch, found 2x?}}
  // expected-error@+1 {{'cnn.flatten' op failed to infer returned types}}
  %0 = cnn.flatten %x : (tensor<2x?xf32>) -> tensor<2x4xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<?x6xf32>) {
  // expected-error@+1 {{'cnn.reshape' op expects as many elements in the result as in the input, found ?x6 and ?x2x4}}
  %0 = cnn.reshape %x : (tensor<?x6xf32>) -> tensor<?x2x4xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'cnn.transpose' op expects a permutation of the 2 dimensions, found [0, 2]}}
  // expected-error@+1 {{'cnn.transpose' op failed to infer returned types}}
  %0 = cnn.transpose %x permutation = [0, 2] : (tensor<2x3xf32>) -> tensor<3x2xf32>
  cnn.return
}

// -----

cnn.network @n() {
  // expected-error@+2 {{'cnn.concat' op expects at least one input}}
  // expected-error@+1 {{'cnn.concat' op failed to infer returned types}}
  %0 = cnn.concat axis = 0 : () -> tensor<3x2xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'cnn.concat' op expects 'axis' in [0, 2), found 2}}
  // expected-error@+1 {{'cnn.concat' op failed to infer returned types}}
  %0 = cnn.concat %x axis = 2 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>, %y: tensor<3x4xf32>) {
  // expected-error@+2 {{'cnn.concat' op expects an input of shape 2x4, found 3x4}}
  // expected-error@+1 {{'cnn.concat' op failed to infer returned types}}
  %0 = cnn.concat %x, %y axis = 1 : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x7xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'cnn.slice' op expects a range inside [0, 3), found [2, 4)}}
  // expected-error@+1 {{'cnn.slice' op failed to infer returned types}}
  %0 = cnn.slice %x axis = 1 begin = 2 size = 2 : (tensor<2x3xf32>) -> tensor<2x2xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'cnn.slice' op expects 'axis' in [0, 2), found -1}}
  // expected-error@+1 {{'cnn.slice' op failed to infer returned types}}
  %0 = cnn.slice %x axis = -1 begin = 2 size = 1 : (tensor<2x3xf32>) -> tensor<2x1xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'cnn.pad' op expects 'axis' in [0, 2), found 2}}
  // expected-error@+1 {{'cnn.pad' op failed to infer returned types}}
  %0 = cnn.pad %x axis = 2 before = 0 after = 1 : (tensor<2x3xf32>) -> tensor<2x4xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'cnn.pad' op expects no negative padding, found -1}}
  // expected-error@+1 {{'cnn.pad' op failed to infer returned types}}
  %0 = cnn.pad %x axis = 1 before = 0 after = -1 : (tensor<2x3xf32>) -> tensor<2x2xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{'cnn.broadcast' op expects a shape that 2x3 can be repeated to, found 2x4}}
  %0 = cnn.broadcast %x : (tensor<2x3xf32>) -> tensor<2x4xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{'cnn.repack' op expects the input's shape and element type, found 'tensor<2x3xf32>' and 'tensor<3x2xf32>'}}
  %0 = cnn.repack %x : (tensor<2x3xf32>) -> tensor<3x2xf32>
  cnn.return
}
