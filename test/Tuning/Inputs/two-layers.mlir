// A convolution and a dense layer, small enough to be tuned in seconds.
cnn.parameter @conv.weight : tensor<8x4x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @conv.bias : tensor<8xf32> = #cnn.constant<0.0>
cnn.parameter @dense.weight : tensor<10x1024xf32> = #cnn.he_normal<seed = 2>
cnn.parameter @dense.bias : tensor<10xf32> = #cnn.constant<0.0>

cnn.network @two_layers(%image: tensor<1x4x8x16xf32> {cnn.name = "image"}) -> (tensor<1x10xf32> {cnn.name = "scores"}) {
  %conv_weight = cnn.read @conv.weight : tensor<8x4x3x3xf32>
  %conv_bias = cnn.read @conv.bias : tensor<8xf32>
  %dense_weight = cnn.read @dense.weight : tensor<10x1024xf32>
  %dense_bias = cnn.read @dense.bias : tensor<10xf32>
  %conv = cnn.conv2d %image, %conv_weight, %conv_bias pads = [1, 1, 1, 1]
      : (tensor<1x4x8x16xf32>, tensor<8x4x3x3xf32>, tensor<8xf32>) -> tensor<1x8x8x16xf32>
  %relu = cnn.relu %conv : (tensor<1x8x8x16xf32>) -> tensor<1x8x8x16xf32>
  %features = cnn.flatten %relu : (tensor<1x8x8x16xf32>) -> tensor<1x1024xf32>
  %scores = cnn.dense %features, %dense_weight, %dense_bias
      : (tensor<1x1024xf32>, tensor<10x1024xf32>, tensor<10xf32>) -> tensor<1x10xf32>
  cnn.return %scores : tensor<1x10xf32>
}
