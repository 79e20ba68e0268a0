// The network of the lectures' exercise: how many parameters has each layer?
// By the formulas: 608, 3216, 48120, 10164 and 850.
//
//   cnnc exercise.mlir --summary

cnn.parameter @conv1.weight : tensor<8x3x5x5xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @conv1.bias : tensor<8xf32> = #cnn.constant<0.0>
cnn.parameter @conv2.weight : tensor<16x8x5x5xf32> = #cnn.he_normal<seed = 2>
cnn.parameter @conv2.bias : tensor<16xf32> = #cnn.constant<0.0>
cnn.parameter @fc3.weight : tensor<120x400xf32> = #cnn.he_normal<seed = 3>
cnn.parameter @fc3.bias : tensor<120xf32> = #cnn.constant<0.0>
cnn.parameter @fc4.weight : tensor<84x120xf32> = #cnn.he_normal<seed = 4>
cnn.parameter @fc4.bias : tensor<84xf32> = #cnn.constant<0.0>
cnn.parameter @fc5.weight : tensor<10x84xf32> = #cnn.xavier_uniform<seed = 5>
cnn.parameter @fc5.bias : tensor<10xf32> = #cnn.constant<0.0>

cnn.network @exercise(%image: tensor<?x3x32x32xf32> {cnn.name = "image"})
    -> (tensor<?x10xf32> {cnn.name = "probabilities"})
    attributes {loss = #cnn.loss<cross_entropy>, optimizer = #cnn.adam<learning_rate = 1.0e-3>} {
  %conv1_weight = cnn.read @conv1.weight : tensor<8x3x5x5xf32>
  %conv1_bias = cnn.read @conv1.bias : tensor<8xf32>
  %conv2_weight = cnn.read @conv2.weight : tensor<16x8x5x5xf32>
  %conv2_bias = cnn.read @conv2.bias : tensor<16xf32>
  %fc3_weight = cnn.read @fc3.weight : tensor<120x400xf32>
  %fc3_bias = cnn.read @fc3.bias : tensor<120xf32>
  %fc4_weight = cnn.read @fc4.weight : tensor<84x120xf32>
  %fc4_bias = cnn.read @fc4.bias : tensor<84xf32>
  %fc5_weight = cnn.read @fc5.weight : tensor<10x84xf32>
  %fc5_bias = cnn.read @fc5.bias : tensor<10xf32>

  %conv1 = cnn.conv2d %image, %conv1_weight, %conv1_bias
      : (tensor<?x3x32x32xf32>, tensor<8x3x5x5xf32>, tensor<8xf32>) -> tensor<?x8x28x28xf32>
  %relu1 = cnn.relu %conv1 : (tensor<?x8x28x28xf32>) -> tensor<?x8x28x28xf32>
  %pool1 = cnn.max_pool %relu1 kernel = [2, 2] strides = [2, 2]
      : (tensor<?x8x28x28xf32>) -> tensor<?x8x14x14xf32>
  %conv2 = cnn.conv2d %pool1, %conv2_weight, %conv2_bias
      : (tensor<?x8x14x14xf32>, tensor<16x8x5x5xf32>, tensor<16xf32>) -> tensor<?x16x10x10xf32>
  %relu2 = cnn.relu %conv2 : (tensor<?x16x10x10xf32>) -> tensor<?x16x10x10xf32>
  %pool2 = cnn.max_pool %relu2 kernel = [2, 2] strides = [2, 2]
      : (tensor<?x16x10x10xf32>) -> tensor<?x16x5x5xf32>

  %features = cnn.flatten %pool2 : (tensor<?x16x5x5xf32>) -> tensor<?x400xf32>
  %fc3 = cnn.dense %features, %fc3_weight, %fc3_bias
      : (tensor<?x400xf32>, tensor<120x400xf32>, tensor<120xf32>) -> tensor<?x120xf32>
  %relu3 = cnn.relu %fc3 : (tensor<?x120xf32>) -> tensor<?x120xf32>
  %fc4 = cnn.dense %relu3, %fc4_weight, %fc4_bias
      : (tensor<?x120xf32>, tensor<84x120xf32>, tensor<84xf32>) -> tensor<?x84xf32>
  %relu4 = cnn.relu %fc4 : (tensor<?x84xf32>) -> tensor<?x84xf32>
  %fc5 = cnn.dense %relu4, %fc5_weight, %fc5_bias
      : (tensor<?x84xf32>, tensor<10x84xf32>, tensor<10xf32>) -> tensor<?x10xf32>
  %probabilities = cnn.softmax %fc5 : (tensor<?x10xf32>) -> tensor<?x10xf32>
  cnn.return %probabilities : tensor<?x10xf32>
}
