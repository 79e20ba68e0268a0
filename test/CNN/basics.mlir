// Every operation and attribute survives being printed and read again.
// RUN: cnn-opt %s --verify-roundtrip | FileCheck %s

//===--- Parameters and their initialisers ---===//

// CHECK: cnn.parameter @constant : tensor<4xf32> = #cnn.constant<5.000000e-01>
cnn.parameter @constant : tensor<4xf32> = #cnn.constant<0.5>
// CHECK: cnn.parameter @uniform : tensor<4x4xf32> = #cnn.uniform<low = -1.000000e+00, high = 1.000000e+00, seed = 1>
cnn.parameter @uniform : tensor<4x4xf32> = #cnn.uniform<low = -1.0, high = 1.0, seed = 1>
// CHECK: cnn.parameter @normal : tensor<4x4xf32> = #cnn.normal<stddev = 1.000000e-01, seed = 2>
cnn.parameter @normal : tensor<4x4xf32> = #cnn.normal<stddev = 0.1, seed = 2>
// CHECK: cnn.parameter @shifted_normal : tensor<4x4xf32> = #cnn.normal<mean = 1.000000e+00, stddev = 1.000000e-01>
cnn.parameter @shifted_normal : tensor<4x4xf32> = #cnn.normal<mean = 1.0, stddev = 0.1>
// CHECK: cnn.parameter @xavier_uniform : tensor<4x4xf32> = #cnn.xavier_uniform<seed = 3>
cnn.parameter @xavier_uniform : tensor<4x4xf32> = #cnn.xavier_uniform<seed = 3>
// CHECK: cnn.parameter @xavier_normal : tensor<4x4xf32> = #cnn.xavier_normal
cnn.parameter @xavier_normal : tensor<4x4xf32> = #cnn.xavier_normal
// CHECK: cnn.parameter @he_uniform : tensor<4x4xf32> = #cnn.he_uniform<seed = 4>
cnn.parameter @he_uniform : tensor<4x4xf32> = #cnn.he_uniform<seed = 4>
// CHECK: cnn.parameter @he_normal : tensor<4x4xf32> = #cnn.he_normal<seed = 5>
cnn.parameter @he_normal : tensor<4x4xf32> = #cnn.he_normal<seed = 5>
// CHECK: cnn.parameter @values : tensor<2xf32> = dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
cnn.parameter @values : tensor<2xf32> = dense<[1.0, 2.0]> : tensor<2xf32>
// CHECK: cnn.parameter state @step : tensor<i32> = #cnn.constant<0.000000e+00>
cnn.parameter state @step : tensor<i32> = #cnn.constant<0.0>
// CHECK: cnn.parameter @laid_out : tensor<4x1x5x5xf32, #cnn.layout<[1, 2, 3, 0]>> = #cnn.he_normal<seed = 6>
cnn.parameter @laid_out : tensor<4x1x5x5xf32, #cnn.layout<[1, 2, 3, 0]>> = #cnn.he_normal<seed = 6>
// CHECK: cnn.parameter @blocks : tensor<64x3x5x5xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 32>> = #cnn.he_normal
cnn.parameter @blocks : tensor<64x3x5x5xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 32>> = #cnn.he_normal
// CHECK: cnn.parameter state @words : tensor<40x3x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 32, algorithm = bf16_x3>> = #cnn.derived
cnn.parameter state @words : tensor<40x3x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 32, algorithm = bf16_x3>> = #cnn.derived
// CHECK: cnn.parameter state @transform : tensor<64x3x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 32, algorithm = winograd>> = #cnn.derived
cnn.parameter state @transform : tensor<64x3x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 32, algorithm = winograd>> = #cnn.derived

//===--- Networks ---===//

// CHECK: cnn.network @parameters(%{{[a-z_0-9]+}}: tensor<?x4xf32> {cnn.name = "image"}) -> (tensor<?x4xf32> {cnn.name = "scores"}) attributes {loss = #cnn.loss<mean_squared_error>, optimizer = #cnn.sgd<learning_rate = 1.000000e-01, momentum = 9.000000e-01, nesterov = true, weight_decay = 1.000000e-04>}
cnn.network @parameters(%x: tensor<?x4xf32> {cnn.name = "image"}) -> (tensor<?x4xf32> {cnn.name = "scores"})
    attributes {loss = #cnn.loss<mean_squared_error>, optimizer = #cnn.sgd<learning_rate = 0.1, momentum = 0.9, nesterov = true, weight_decay = 1.0e-4>} {
  // CHECK: cnn.read @constant : tensor<4xf32>
  %0 = cnn.read @constant : tensor<4xf32>
  // CHECK: cnn.write @constant, %{{[a-z_0-9]+}} : tensor<4xf32>
  cnn.write @constant, %0 : tensor<4xf32>
  cnn.return %x : tensor<?x4xf32>
}
// CHECK: cnn.network @adam(%{{[a-z_0-9]+}}: tensor<?x4xf32>) -> tensor<?x4xf32> attributes {entry = #cnn.entry<train_step>, loss = #cnn.loss<cross_entropy>, optimizer = #cnn.adam<learning_rate = 1.000000e-03, beta1 = 8.000000e-01, beta2 = 9.000000e-01, epsilon = 9.9999999999999995E-7, weight_decay = 1.000000e-01>}
cnn.network @adam(%x: tensor<?x4xf32>) -> tensor<?x4xf32>
    attributes {entry = #cnn.entry<train_step>, loss = #cnn.loss<cross_entropy>, optimizer = #cnn.adam<learning_rate = 0.001, beta1 = 0.8, beta2 = 0.9, epsilon = 1.0e-6, weight_decay = 0.1>} {
  cnn.return %x : tensor<?x4xf32>
}

// CHECK: cnn.network @prepare() attributes {entry = #cnn.entry<prepare>}
cnn.network @prepare() attributes {entry = #cnn.entry<prepare>} {
  // CHECK: %[[W:[a-z_0-9]+]] = cnn.read @transform : tensor<64x3x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 32, algorithm = winograd>>
  %w = cnn.read @transform : tensor<64x3x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 32, algorithm = winograd>>
  cnn.return
}

//===--- Convolution and pooling ---===//

// CHECK: cnn.network @windows(%{{[a-z_0-9]+}}: tensor<2x4x9x9xf32>, %{{[a-z_0-9]+}}: tensor<6x2x3x3xf32>, %{{[a-z_0-9]+}}: tensor<6xf32>)
cnn.network @windows(%x: tensor<2x4x9x9xf32>, %w: tensor<6x2x3x3xf32>, %b: tensor<6xf32>) {
  // CHECK: cnn.conv2d %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} strides = [2, 1] pads = [1, 0, 1, 2] dilations = [1, 2] groups = 2 : (tensor<2x4x9x9xf32>, tensor<6x2x3x3xf32>, tensor<6xf32>) -> tensor<2x6x5x7xf32>
  %conv = cnn.conv2d %x, %w, %b strides = [2, 1] pads = [1, 0, 1, 2] dilations = [1, 2] groups = 2 : (tensor<2x4x9x9xf32>, tensor<6x2x3x3xf32>, tensor<6xf32>) -> tensor<2x6x5x7xf32>
  // CHECK: cnn.conv2d %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} auto_pad = same_upper groups = 2 : (tensor<2x4x9x9xf32>, tensor<6x2x3x3xf32>) -> tensor<2x6x9x9xf32>
  %same = cnn.conv2d %x, %w auto_pad = same_upper groups = 2 : (tensor<2x4x9x9xf32>, tensor<6x2x3x3xf32>) -> tensor<2x6x9x9xf32>
  // CHECK: cnn.conv2d %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} auto_pad = same_lower groups = 2 : (tensor<2x4x9x9xf32>, tensor<6x2x3x3xf32>) -> tensor<2x6x9x9xf32>
  %lower = cnn.conv2d %x, %w auto_pad = same_lower groups = 2 : (tensor<2x4x9x9xf32>, tensor<6x2x3x3xf32>) -> tensor<2x6x9x9xf32>
  // CHECK: cnn.conv2d %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} auto_pad = valid groups = 2 : (tensor<2x4x9x9xf32>, tensor<6x2x3x3xf32>) -> tensor<2x6x7x7xf32>
  %valid = cnn.conv2d %x, %w auto_pad = valid groups = 2 : (tensor<2x4x9x9xf32>, tensor<6x2x3x3xf32>) -> tensor<2x6x7x7xf32>
  // CHECK: cnn.conv2d_input_gradient %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} groups = 2 : (tensor<2x6x7x7xf32>, tensor<6x2x3x3xf32>) -> tensor<2x4x9x9xf32>
  %dx = cnn.conv2d_input_gradient %valid, %w groups = 2 : (tensor<2x6x7x7xf32>, tensor<6x2x3x3xf32>) -> tensor<2x4x9x9xf32>
  // CHECK: cnn.conv2d_weight_gradient %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} groups = 2 : (tensor<2x4x9x9xf32>, tensor<2x6x7x7xf32>) -> tensor<6x2x3x3xf32>
  %dw = cnn.conv2d_weight_gradient %x, %valid groups = 2 : (tensor<2x4x9x9xf32>, tensor<2x6x7x7xf32>) -> tensor<6x2x3x3xf32>
  // CHECK: cnn.max_pool %{{[a-z_0-9]+}} kernel = [2, 2] strides = [2, 2] : (tensor<2x4x9x9xf32>) -> tensor<2x4x4x4xf32>
  %max = cnn.max_pool %x kernel = [2, 2] strides = [2, 2] : (tensor<2x4x9x9xf32>) -> tensor<2x4x4x4xf32>
  // CHECK: cnn.max_pool %{{[a-z_0-9]+}} kernel = [2, 2] strides = [2, 2] ceil_mode : (tensor<2x4x9x9xf32>) -> tensor<2x4x5x5xf32>
  %ceil = cnn.max_pool %x kernel = [2, 2] strides = [2, 2] ceil_mode : (tensor<2x4x9x9xf32>) -> tensor<2x4x5x5xf32>
  // CHECK: cnn.max_pool_argmax %{{[a-z_0-9]+}} kernel = [3, 3] pads = [1, 1, 1, 1] : (tensor<2x4x9x9xf32>) -> (tensor<2x4x9x9xf32>, tensor<2x4x9x9xi8>)
  %y, %argmax = cnn.max_pool_argmax %x kernel = [3, 3] pads = [1, 1, 1, 1] : (tensor<2x4x9x9xf32>) -> (tensor<2x4x9x9xf32>, tensor<2x4x9x9xi8>)
  // CHECK: cnn.max_pool_gradient %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} kernel = [3, 3] pads = [1, 1, 1, 1] : (tensor<2x4x9x9xf32>, tensor<2x4x9x9xi8>) -> tensor<2x4x9x9xf32>
  %dmax = cnn.max_pool_gradient %y, %argmax kernel = [3, 3] pads = [1, 1, 1, 1] : (tensor<2x4x9x9xf32>, tensor<2x4x9x9xi8>) -> tensor<2x4x9x9xf32>
  // CHECK: cnn.average_pool %{{[a-z_0-9]+}} kernel = [3, 3] pads = [1, 1, 1, 1] count_include_pad : (tensor<2x4x9x9xf32>) -> tensor<2x4x9x9xf32>
  %average = cnn.average_pool %x kernel = [3, 3] pads = [1, 1, 1, 1] count_include_pad : (tensor<2x4x9x9xf32>) -> tensor<2x4x9x9xf32>
  // CHECK: cnn.average_pool_gradient %{{[a-z_0-9]+}} kernel = [3, 3] pads = [1, 1, 1, 1] count_include_pad : (tensor<2x4x9x9xf32>) -> tensor<2x4x9x9xf32>
  %daverage = cnn.average_pool_gradient %average kernel = [3, 3] pads = [1, 1, 1, 1] count_include_pad : (tensor<2x4x9x9xf32>) -> tensor<2x4x9x9xf32>
  cnn.return
}

//===--- Matrices ---===//

// CHECK: cnn.network @matrices(%{{[a-z_0-9]+}}: tensor<?x3xf32>, %{{[a-z_0-9]+}}: tensor<5x3xf32>, %{{[a-z_0-9]+}}: tensor<5xf32>)
cnn.network @matrices(%x: tensor<?x3xf32>, %w: tensor<5x3xf32>, %b: tensor<5xf32>) {
  // CHECK: cnn.dense %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} : (tensor<?x3xf32>, tensor<5x3xf32>, tensor<5xf32>) -> tensor<?x5xf32>
  %dense = cnn.dense %x, %w, %b : (tensor<?x3xf32>, tensor<5x3xf32>, tensor<5xf32>) -> tensor<?x5xf32>
  // CHECK: cnn.dense %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} : (tensor<?x3xf32>, tensor<5x3xf32>) -> tensor<?x5xf32>
  %plain = cnn.dense %x, %w : (tensor<?x3xf32>, tensor<5x3xf32>) -> tensor<?x5xf32>
  // CHECK: cnn.matmul %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} transpose_b : (tensor<?x3xf32>, tensor<5x3xf32>) -> tensor<?x5xf32>
  %product = cnn.matmul %x, %w transpose_b : (tensor<?x3xf32>, tensor<5x3xf32>) -> tensor<?x5xf32>
  // CHECK: cnn.fill 1.000000e+00 : tensor<5x2xf32>
  %b_row = cnn.fill 1.0 : tensor<5x2xf32>
  // CHECK: cnn.matmul %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} transpose_a : (tensor<5x3xf32>, tensor<5x2xf32>) -> tensor<3x2xf32>
  %transposed = cnn.matmul %w, %b_row transpose_a : (tensor<5x3xf32>, tensor<5x2xf32>) -> tensor<3x2xf32>
  cnn.return
}

//===--- Element by element ---===//

// CHECK: cnn.network @elements(%{{[a-z_0-9]+}}: tensor<?x4x3x3xf32>, %{{[a-z_0-9]+}}: tensor<3xf32>)
cnn.network @elements(%x: tensor<?x4x3x3xf32>, %row: tensor<3xf32>) {
  // CHECK: cnn.relu %{{[a-z_0-9]+}} : (tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  %relu = cnn.relu %x : (tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  // CHECK: cnn.relu_gradient %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} : (tensor<?x4x3x3xf32>, tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  %drelu = cnn.relu_gradient %x, %relu : (tensor<?x4x3x3xf32>, tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  // CHECK: cnn.leaky_relu %{{[a-z_0-9]+}} alpha = 2.000000e-01 : (tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  %leaky = cnn.leaky_relu %x alpha = 0.2 : (tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  // CHECK: cnn.leaky_relu_gradient %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} alpha = 2.000000e-01 : (tensor<?x4x3x3xf32>, tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  %dleaky = cnn.leaky_relu_gradient %x, %x alpha = 0.2 : (tensor<?x4x3x3xf32>, tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  // CHECK: cnn.sigmoid %{{[a-z_0-9]+}} : (tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  %sigmoid = cnn.sigmoid %x : (tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  // CHECK: cnn.sigmoid_gradient %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} : (tensor<?x4x3x3xf32>, tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  %dsigmoid = cnn.sigmoid_gradient %x, %sigmoid : (tensor<?x4x3x3xf32>, tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  // CHECK: cnn.tanh %{{[a-z_0-9]+}} : (tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  %tanh = cnn.tanh %x : (tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  // CHECK: cnn.tanh_gradient %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} : (tensor<?x4x3x3xf32>, tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  %dtanh = cnn.tanh_gradient %x, %tanh : (tensor<?x4x3x3xf32>, tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  // CHECK: cnn.clamp %{{[a-z_0-9]+}} min = 0.000000e+00 max = 6.000000e+00 : (tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  %clamp = cnn.clamp %x min = 0.0 max = 6.0 : (tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  // CHECK: cnn.clamp_gradient %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} min = 0.000000e+00 max = 6.000000e+00 : (tensor<?x4x3x3xf32>, tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  %dclamp = cnn.clamp_gradient %x, %x min = 0.0 max = 6.0 : (tensor<?x4x3x3xf32>, tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  // CHECK: cnn.add %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} : (tensor<?x4x3x3xf32>, tensor<3xf32>) -> tensor<?x4x3x3xf32>
  %add = cnn.add %x, %row : (tensor<?x4x3x3xf32>, tensor<3xf32>) -> tensor<?x4x3x3xf32>
  // CHECK: cnn.multiply %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} : (tensor<3xf32>, tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  %multiply = cnn.multiply %row, %x : (tensor<3xf32>, tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  cnn.return
}

//===--- Moving elements ---===//

// CHECK: cnn.network @shapes(%{{[a-z_0-9]+}}: tensor<?x4x3x3xf32>, %{{[a-z_0-9]+}}: tensor<2x3xf32>)
cnn.network @shapes(%x: tensor<?x4x3x3xf32>, %m: tensor<2x3xf32>) {
  // CHECK: cnn.flatten %{{[a-z_0-9]+}} : (tensor<?x4x3x3xf32>) -> tensor<?x36xf32>
  %flat = cnn.flatten %x : (tensor<?x4x3x3xf32>) -> tensor<?x36xf32>
  // CHECK: cnn.reshape %{{[a-z_0-9]+}} : (tensor<?x36xf32>) -> tensor<?x6x6xf32>
  %reshape = cnn.reshape %flat : (tensor<?x36xf32>) -> tensor<?x6x6xf32>
  // CHECK: cnn.transpose %{{[a-z_0-9]+}} permutation = [0, 2, 3, 1] : (tensor<?x4x3x3xf32>) -> tensor<?x3x3x4xf32>
  %transpose = cnn.transpose %x permutation = [0, 2, 3, 1] : (tensor<?x4x3x3xf32>) -> tensor<?x3x3x4xf32>
  // CHECK: cnn.concat %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} axis = 1 : (tensor<?x4x3x3xf32>, tensor<?x4x3x3xf32>, tensor<?x4x3x3xf32>) -> tensor<?x12x3x3xf32>
  %concat = cnn.concat %x, %x, %x axis = 1 : (tensor<?x4x3x3xf32>, tensor<?x4x3x3xf32>, tensor<?x4x3x3xf32>) -> tensor<?x12x3x3xf32>
  // CHECK: cnn.slice %{{[a-z_0-9]+}} axis = 1 begin = 4 size = 2 : (tensor<?x12x3x3xf32>) -> tensor<?x2x3x3xf32>
  %slice = cnn.slice %concat axis = 1 begin = 4 size = 2 : (tensor<?x12x3x3xf32>) -> tensor<?x2x3x3xf32>
  // CHECK: cnn.pad %{{[a-z_0-9]+}} axis = 1 before = 4 after = 6 : (tensor<?x2x3x3xf32>) -> tensor<?x12x3x3xf32>
  %pad = cnn.pad %slice axis = 1 before = 4 after = 6 : (tensor<?x2x3x3xf32>) -> tensor<?x12x3x3xf32>
  // CHECK: cnn.broadcast %{{[a-z_0-9]+}} : (tensor<2x3xf32>) -> tensor<4x2x3xf32>
  %broadcast = cnn.broadcast %m : (tensor<2x3xf32>) -> tensor<4x2x3xf32>
  // CHECK: cnn.repack %{{[a-z_0-9]+}} : (tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32, #cnn.layout<[0, 2, 3, 1]>>
  %repack = cnn.repack %x : (tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32, #cnn.layout<[0, 2, 3, 1]>>
  // CHECK: cnn.repack %{{[a-z_0-9]+}} : (tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32, #cnn.layout<[0, 2, 3, 1, 1], block = 2>>
  %blocks = cnn.repack %x : (tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32, #cnn.layout<[0, 2, 3, 1, 1], block = 2>>
  cnn.return
}

//===--- Reductions ---===//

// CHECK: cnn.network @reductions(%{{[a-z_0-9]+}}: tensor<?x4x3x3xf32>)
cnn.network @reductions(%x: tensor<?x4x3x3xf32>) {
  // CHECK: cnn.sum %{{[a-z_0-9]+}} axes = [0, 2, 3] : (tensor<?x4x3x3xf32>) -> tensor<4xf32>
  %sum = cnn.sum %x axes = [0, 2, 3] : (tensor<?x4x3x3xf32>) -> tensor<4xf32>
  // CHECK: cnn.mean %{{[a-z_0-9]+}} axes = [2, 3] keep_dims : (tensor<?x4x3x3xf32>) -> tensor<?x4x1x1xf32>
  %mean = cnn.mean %x axes = [2, 3] keep_dims : (tensor<?x4x3x3xf32>) -> tensor<?x4x1x1xf32>
  // CHECK: cnn.softmax %{{[a-z_0-9]+}} : (tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  %softmax = cnn.softmax %x : (tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  // CHECK: cnn.softmax_gradient %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} axis = 3 : (tensor<?x4x3x3xf32>, tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  %dsoftmax = cnn.softmax_gradient %x, %softmax axis = 3 : (tensor<?x4x3x3xf32>, tensor<?x4x3x3xf32>) -> tensor<?x4x3x3xf32>
  cnn.return
}

//===--- Normalisation and dropout ---===//

// CHECK: cnn.network @normalisation(%{{[a-z_0-9]+}}: tensor<8x4x3x3xf32>, %{{[a-z_0-9]+}}: tensor<4xf32>, %{{[a-z_0-9]+}}: tensor<i32>)
cnn.network @normalisation(%x: tensor<8x4x3x3xf32>, %c: tensor<4xf32>, %seed: tensor<i32>) {
  // CHECK: cnn.batch_norm %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} epsilon = 1.000000e-03 momentum = 2.000000e-01 : (tensor<8x4x3x3xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<8x4x3x3xf32>
  %infer = cnn.batch_norm %x, %c, %c, %c, %c epsilon = 1.0e-3 momentum = 0.2 : (tensor<8x4x3x3xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<8x4x3x3xf32>
  // CHECK: cnn.batch_norm_training %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} : (tensor<8x4x3x3xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<8x4x3x3xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  %y, %m, %r, %mean, %variance = cnn.batch_norm_training %x, %c, %c, %c, %c : (tensor<8x4x3x3xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<8x4x3x3xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  // CHECK: cnn.batch_norm_gradient %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} : (tensor<8x4x3x3xf32>, tensor<8x4x3x3xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<8x4x3x3xf32>, tensor<4xf32>, tensor<4xf32>)
  %dx, %dscale, %doffset = cnn.batch_norm_gradient %y, %x, %c, %m, %r : (tensor<8x4x3x3xf32>, tensor<8x4x3x3xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<8x4x3x3xf32>, tensor<4xf32>, tensor<4xf32>)
  // CHECK: cnn.dropout %{{[a-z_0-9]+}} rate = 2.500000e-01 : (tensor<8x4x3x3xf32>) -> tensor<8x4x3x3xf32>
  %dropout = cnn.dropout %x rate = 0.25 : (tensor<8x4x3x3xf32>) -> tensor<8x4x3x3xf32>
  // CHECK: cnn.dropout_mask %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} rate = 2.500000e-01 stream = 1 : (tensor<i32>, tensor<i32>) -> tensor<8x4x3x3xf32>
  %mask = cnn.dropout_mask %seed, %seed rate = 0.25 stream = 1 : (tensor<i32>, tensor<i32>) -> tensor<8x4x3x3xf32>
  cnn.return
}

//===--- Losses and optimisers ---===//

// CHECK: cnn.network @training(%{{[a-z_0-9]+}}: tensor<8x4xf32>, %{{[a-z_0-9]+}}: tensor<8xi32>, %{{[a-z_0-9]+}}: tensor<f32>, %{{[a-z_0-9]+}}: tensor<i32>)
cnn.network @training(%x: tensor<8x4xf32>, %labels: tensor<8xi32>, %rate: tensor<f32>, %step: tensor<i32>) {
  // CHECK: cnn.fill 1.000000e+00 : tensor<f32>
  %one = cnn.fill 1.0 : tensor<f32>
  // CHECK: cnn.cross_entropy %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} : (tensor<8x4xf32>, tensor<8xi32>) -> tensor<f32>
  %loss = cnn.cross_entropy %x, %labels : (tensor<8x4xf32>, tensor<8xi32>) -> tensor<f32>
  // CHECK: cnn.cross_entropy_gradient %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} : (tensor<f32>, tensor<8x4xf32>, tensor<8xi32>) -> tensor<8x4xf32>
  %dloss = cnn.cross_entropy_gradient %one, %x, %labels : (tensor<f32>, tensor<8x4xf32>, tensor<8xi32>) -> tensor<8x4xf32>
  // CHECK: cnn.count_correct %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} : (tensor<8x4xf32>, tensor<8xi32>) -> tensor<i32>
  %correct = cnn.count_correct %x, %labels : (tensor<8x4xf32>, tensor<8xi32>) -> tensor<i32>
  // CHECK: cnn.mean_squared_error %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} : (tensor<8x4xf32>, tensor<8x4xf32>) -> tensor<f32>
  %error = cnn.mean_squared_error %x, %dloss : (tensor<8x4xf32>, tensor<8x4xf32>) -> tensor<f32>
  // CHECK: cnn.mean_squared_error_gradient %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} : (tensor<f32>, tensor<8x4xf32>, tensor<8x4xf32>) -> tensor<8x4xf32>
  %derror = cnn.mean_squared_error_gradient %one, %x, %dloss : (tensor<f32>, tensor<8x4xf32>, tensor<8x4xf32>) -> tensor<8x4xf32>
  // CHECK: cnn.sgd %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} weight_decay = 1.000000e-01 : (tensor<8x4xf32>, tensor<8x4xf32>, tensor<f32>) -> tensor<8x4xf32>
  %sgd = cnn.sgd %x, %derror, %rate weight_decay = 0.1 : (tensor<8x4xf32>, tensor<8x4xf32>, tensor<f32>) -> tensor<8x4xf32>
  // CHECK: cnn.sgd %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} momentum = 9.000000e-01 nesterov : (tensor<8x4xf32>, tensor<8x4xf32>, tensor<f32>, tensor<8x4xf32>) -> (tensor<8x4xf32>, tensor<8x4xf32>)
  %p, %v = cnn.sgd %x, %derror, %rate, %x momentum = 0.9 nesterov : (tensor<8x4xf32>, tensor<8x4xf32>, tensor<f32>, tensor<8x4xf32>) -> (tensor<8x4xf32>, tensor<8x4xf32>)
  // CHECK: cnn.adam %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}}, %{{[a-z_0-9]+}} beta1 = 8.000000e-01 : (tensor<8x4xf32>, tensor<8x4xf32>, tensor<f32>, tensor<8x4xf32>, tensor<8x4xf32>, tensor<i32>) -> (tensor<8x4xf32>, tensor<8x4xf32>, tensor<8x4xf32>)
  %q, %first, %second = cnn.adam %x, %derror, %rate, %x, %x, %step beta1 = 0.8 : (tensor<8x4xf32>, tensor<8x4xf32>, tensor<f32>, tensor<8x4xf32>, tensor<8x4xf32>, tensor<i32>) -> (tensor<8x4xf32>, tensor<8x4xf32>, tensor<8x4xf32>)
  // CHECK: cnn.increment %{{[a-z_0-9]+}} : (tensor<i32>) -> tensor<i32>
  %next = cnn.increment %step : (tensor<i32>) -> tensor<i32>
  cnn.return
}
