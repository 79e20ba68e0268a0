// The full text of every message of a verifier or of shape inference.
// RUN: cnn-opt %s --verify-diagnostics --split-input-file

// expected-error@+1 {{'cnn.parameter' op expects an initialiser such as #cnn.he_normal<seed = 1> or dense<...>, found "zeros"}}
cnn.parameter @p : tensor<2xf32> = "zeros"

// -----

// expected-error@+1 {{'cnn.parameter' op expects initial values of type 'tensor<2xf32>', found 'tensor<3xf32>'}}
cnn.parameter @p : tensor<2xf32> = dense<1.0> : tensor<3xf32>

// -----

// expected-error@+1 {{expects a permutation of 0..1 as a layout's order}}
cnn.parameter @p : tensor<2xf32, #cnn.layout<[1, 1]>> = #cnn.constant<0.0>

// -----

cnn.network @n() {
  // expected-error@+1 {{'cnn.read' op expects the name of a cnn.parameter, found @missing}}
  %0 = cnn.read @missing : tensor<2xf32>
  cnn.return
}

// -----

cnn.parameter @p : tensor<2xf32> = #cnn.constant<0.0>
cnn.network @n() {
  // expected-error@+1 {{'cnn.read' op expects 'tensor<2xf32>', the type of parameter @p, found 'tensor<3xf32>'}}
  %0 = cnn.read @p : tensor<3xf32>
  cnn.return
}

// -----

cnn.parameter @p : tensor<2xf32> = #cnn.constant<0.0>
cnn.network @n(%x: tensor<2xi32>) {
  // expected-error@+1 {{'cnn.write' op expects 'tensor<2xf32>', the type of parameter @p, found 'tensor<2xi32>'}}
  cnn.write @p, %x : tensor<2xi32>
  cnn.return
}

// -----

cnn.parameter @p : tensor<2xf32> = #cnn.constant<0.0>
cnn.network @n(%x: tensor<2xf32>) {
  cnn.write @p, %x : tensor<2xf32>
  // expected-error@+1 {{'cnn.write' op expects each parameter to be written once, found a second write of @p}}
  cnn.write @p, %x : tensor<2xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2xf32>) -> tensor<3xf32> {
  // expected-error@+1 {{'cnn.return' op expects ('tensor<3xf32>'), the results of @n, found ('tensor<2xf32>')}}
  cnn.return %x : tensor<2xf32>
}

// -----

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
  %0 = cnn.conv2d %x, %w {groups = 4 : i64} : (tensor<1x4x8x8xf32>, tensor<6x4x3x3xf32>) -> tensor<1x6x6x6xf32>
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
  %0 = cnn.conv2d %x, %w {strides = array<i64: 1>} : (tensor<1x4x8x8xf32>, tensor<6x4x3x3xf32>) -> tensor<1x6x6x6xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error@+2 {{'cnn.conv2d' op expects values of at least 1 in 'dilations', found 0}}
  // expected-error@+1 {{'cnn.conv2d' op failed to infer returned types}}
  %0 = cnn.conv2d %x, %w {dilations = array<i64: 1, 0>} : (tensor<1x4x8x8xf32>, tensor<6x4x3x3xf32>) -> tensor<1x6x6x6xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error@+2 {{'cnn.conv2d' op expects values of at least 0 in 'pads', found -1}}
  // expected-error@+1 {{'cnn.conv2d' op failed to infer returned types}}
  %0 = cnn.conv2d %x, %w {pads = array<i64: 0, 0, -1, 0>} : (tensor<1x4x8x8xf32>, tensor<6x4x3x3xf32>) -> tensor<1x6x6x6xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x4x8x8xf32>, %w: tensor<6x4x3x3xf32>) {
  // expected-error@+2 {{'cnn.conv2d' op expects no 'pads' beside 'auto_pad'}}
  // expected-error@+1 {{'cnn.conv2d' op failed to infer returned types}}
  %0 = cnn.conv2d %x, %w {pads = array<i64: 1, 1, 1, 1>, auto_pad = #cnn.padding<valid>} : (tensor<1x4x8x8xf32>, tensor<6x4x3x3xf32>) -> tensor<1x6x6x6xf32>
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

cnn.network @n(%x: tensor<1x4x8x8xf32>) {
  // expected-error@+2 {{'cnn.max_pool' op expects 2 values in 'kernel', found 1}}
  // expected-error@+1 {{'cnn.max_pool' op failed to infer returned types}}
  %0 = cnn.max_pool %x {kernel = array<i64: 2>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x4x8x8xf32>) {
  // expected-error@+2 {{'cnn.average_pool' op expects padding smaller than the window's extent 2, found 2}}
  // expected-error@+1 {{'cnn.average_pool' op failed to infer returned types}}
  %0 = cnn.average_pool %x {kernel = array<i64: 2, 2>, pads = array<i64: 2, 0, 0, 0>} : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x4x32x32xf32>) {
  // expected-error@+2 {{'cnn.max_pool_argmax' op expects a window of at most 256 elements, found 272}}
  // expected-error@+1 {{'cnn.max_pool_argmax' op failed to infer returned types}}
  %0, %1 = cnn.max_pool_argmax %x {kernel = array<i64: 16, 17>} : (tensor<1x4x32x32xf32>) -> (tensor<1x4x8x8xf32>, tensor<1x4x8x8xi8>)
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x4x3x3xf32>) {
  // expected-error@+1 {{'cnn.average_pool_gradient' op expects operands of shape 1x4x4x4, found 1x4x3x3}}
  %0 = cnn.average_pool_gradient %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (tensor<1x4x3x3xf32>) -> tensor<1x4x8x8xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<1x4x3x3xf32>, %a: tensor<1x4x3x3xi8>) {
  // expected-error@+1 {{'cnn.max_pool_gradient' op expects operands of shape 1x4x4x4, found 1x4x3x3}}
  %0 = cnn.max_pool_gradient %x, %a {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (tensor<1x4x3x3xf32>, tensor<1x4x3x3xi8>) -> tensor<1x4x8x8xf32>
  cnn.return
}

// -----

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
  %0 = cnn.matmul %a, %b {transpose_b} : (tensor<2x3xf32>, tensor<4x5xf32>) -> tensor<2x4xf32>
  cnn.return
}

// -----

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
  %0 = cnn.transpose %x {permutation = array<i64: 0, 2>} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  cnn.return
}

// -----

cnn.network @n() {
  // expected-error@+2 {{'cnn.concat' op expects at least one input}}
  // expected-error@+1 {{'cnn.concat' op failed to infer returned types}}
  %0 = cnn.concat {axis = 0 : i64} : () -> tensor<3x2xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'cnn.concat' op expects 'axis' in [0, 2), found 2}}
  // expected-error@+1 {{'cnn.concat' op failed to infer returned types}}
  %0 = cnn.concat %x {axis = 2 : i64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>, %y: tensor<3x4xf32>) {
  // expected-error@+2 {{'cnn.concat' op expects an input of shape 2x4, found 3x4}}
  // expected-error@+1 {{'cnn.concat' op failed to infer returned types}}
  %0 = cnn.concat %x, %y {axis = 1 : i64} : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x7xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'cnn.slice' op expects a range inside [0, 3), found [2, 4)}}
  // expected-error@+1 {{'cnn.slice' op failed to infer returned types}}
  %0 = cnn.slice %x {axis = 1 : i64, begin = 2 : i64, size = 2 : i64} : (tensor<2x3xf32>) -> tensor<2x2xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'cnn.slice' op expects 'axis' in [0, 2), found -1}}
  // expected-error@+1 {{'cnn.slice' op failed to infer returned types}}
  %0 = cnn.slice %x {axis = -1 : i64, begin = 2 : i64, size = 1 : i64} : (tensor<2x3xf32>) -> tensor<2x1xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'cnn.pad' op expects 'axis' in [0, 2), found 2}}
  // expected-error@+1 {{'cnn.pad' op failed to infer returned types}}
  %0 = cnn.pad %x {axis = 2 : i64, before = 0 : i64, after = 1 : i64} : (tensor<2x3xf32>) -> tensor<2x4xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'cnn.pad' op expects no negative padding, found -1}}
  // expected-error@+1 {{'cnn.pad' op failed to infer returned types}}
  %0 = cnn.pad %x {axis = 1 : i64, before = 0 : i64, after = -1 : i64} : (tensor<2x3xf32>) -> tensor<2x2xf32>
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

// -----

cnn.network @n(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'cnn.sum' op expects distinct 'axes' in [0, 2), found 0}}
  // expected-error@+1 {{'cnn.sum' op failed to infer returned types}}
  %0 = cnn.sum %x {axes = array<i64: 0, 0>} : (tensor<2x3xf32>) -> tensor<3xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'cnn.mean' op expects distinct 'axes' in [0, 2), found 2}}
  // expected-error@+1 {{'cnn.mean' op failed to infer returned types}}
  %0 = cnn.mean %x {axes = array<i64: 2>} : (tensor<2x3xf32>) -> tensor<2xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'cnn.softmax' op expects 'axis' in [0, 2), found 2}}
  // expected-error@+1 {{'cnn.softmax' op failed to infer returned types}}
  %0 = cnn.softmax %x {axis = 2 : i64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  cnn.return
}

// -----

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
  %0 = cnn.dropout %x {rate = 1.0 : f64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  cnn.return
}

// -----

cnn.network @n(%s: tensor<i32>) {
  // expected-error@+1 {{'cnn.dropout_mask' op expects 'rate' in [0, 1), found -5.000000e-01}}
  %0 = cnn.dropout_mask %s, %s {rate = -0.5 : f64, stream = 0 : i32} : (tensor<i32>, tensor<i32>) -> tensor<2x3xf32>
  cnn.return
}

// -----

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
  %0 = cnn.sgd %x, %x, %r {momentum = 0.9 : f64} : (tensor<2x3xf32>, tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
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

// -----

cnn.network @n(%x: tensor<2x3xf64>) {
  // expected-error@+1 {{'cnn.relu' op operand #0 must be tensor of f32 of 32-bit float values, but got 'tensor<2x3xf64>'}}
  %0 = cnn.relu %x : (tensor<2x3xf64>) -> tensor<2x3xf64>
  cnn.return
}
