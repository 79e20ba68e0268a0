// A network whose second convolution is on matrix tiles, in all three passes.
cnn.parameter @w1 : tensor<24x1x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @w2 : tensor<40x24x3x3xf32> = #cnn.he_normal<seed = 2>
cnn.parameter @b2 : tensor<40xf32> = #cnn.constant<0.0>
cnn.parameter @w3 : tensor<10x40xf32> = #cnn.xavier_uniform<seed = 3>
cnn.network @net(%x: tensor<?x1x28x28xf32>) -> tensor<?x10xf32>
    attributes {loss = #cnn.loss<cross_entropy>, optimizer = #cnn.sgd<learning_rate = 0.1>} {
  %w1 = cnn.read @w1 : tensor<24x1x3x3xf32>
  %w2 = cnn.read @w2 : tensor<40x24x3x3xf32>
  %b2 = cnn.read @b2 : tensor<40xf32>
  %w3 = cnn.read @w3 : tensor<10x40xf32>
  %a = cnn.conv2d %x, %w1 strides = [2, 2] auto_pad = same_upper : (tensor<?x1x28x28xf32>, tensor<24x1x3x3xf32>) -> tensor<?x24x14x14xf32>
  %b = cnn.relu %a : (tensor<?x24x14x14xf32>) -> tensor<?x24x14x14xf32>
  %c = cnn.conv2d %b, %w2, %b2 auto_pad = same_upper algorithm = bf16_x3 : (tensor<?x24x14x14xf32>, tensor<40x24x3x3xf32>, tensor<40xf32>) -> tensor<?x40x14x14xf32>
  %d = cnn.relu %c : (tensor<?x40x14x14xf32>) -> tensor<?x40x14x14xf32>
  %e = cnn.mean %d axes = [2, 3] : (tensor<?x40x14x14xf32>) -> tensor<?x40xf32>
  %f = cnn.dense %e, %w3 : (tensor<?x40xf32>, tensor<10x40xf32>) -> tensor<?x10xf32>
  %g = cnn.softmax %f : (tensor<?x10xf32>) -> tensor<?x10xf32>
  cnn.return %g : tensor<?x10xf32>
}
