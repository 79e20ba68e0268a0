// A network of one layer of each kind, for the tests of the driver.
cnn.parameter @conv.weight : tensor<4x1x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @conv.bias : tensor<4xf32> = #cnn.constant<0.0>
cnn.parameter @dense.weight : tensor<3x64xf32> = dense<0.5> : tensor<3x64xf32>
cnn.parameter @dense.bias : tensor<3xf32> = dense<[0.1, 0.2, 0.3]> : tensor<3xf32>

cnn.network @small(%image: tensor<?x1x8x8xf32> {cnn.name = "image"})
    -> (tensor<?x3xf32> {cnn.name = "scores"})
    attributes {loss = #cnn.loss<cross_entropy>, optimizer = #cnn.sgd<learning_rate = 0.1>} {
  %conv_weight = cnn.read @conv.weight : tensor<4x1x3x3xf32>
  %conv_bias = cnn.read @conv.bias : tensor<4xf32>
  %dense_weight = cnn.read @dense.weight : tensor<3x64xf32>
  %dense_bias = cnn.read @dense.bias : tensor<3xf32>
  %conv = cnn.conv2d %image, %conv_weight, %conv_bias pads = [1, 1, 1, 1]
      : (tensor<?x1x8x8xf32>, tensor<4x1x3x3xf32>, tensor<4xf32>) -> tensor<?x4x8x8xf32>
  %relu = cnn.relu %conv : (tensor<?x4x8x8xf32>) -> tensor<?x4x8x8xf32>
  %pool = cnn.max_pool %relu kernel = [2, 2] strides = [2, 2]
      : (tensor<?x4x8x8xf32>) -> tensor<?x4x4x4xf32>
  %drop = cnn.dropout %pool rate = 0.5 : (tensor<?x4x4x4xf32>) -> tensor<?x4x4x4xf32>
  %features = cnn.flatten %drop : (tensor<?x4x4x4xf32>) -> tensor<?x64xf32>
  %scores = cnn.dense %features, %dense_weight, %dense_bias
      : (tensor<?x64xf32>, tensor<3x64xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  cnn.return %scores : tensor<?x3xf32>
}
