// LeNet-5 (LeCun, Bottou, Bengio and Haffner, 1998) for 32x32 images, with softmax instead of
// radial basis functions at the end.
//
//   cnnc lenet5.mlir --train --batch=64 -o lenet5.so
//   cnn-run train lenet5.so --data fashion-mnist --epochs 15 --save lenet5.safetensors

cnn.parameter @conv1.weight : tensor<6x1x5x5xf32> = #cnn.xavier_uniform<seed = 1>
cnn.parameter @conv1.bias : tensor<6xf32> = #cnn.constant<0.0>
cnn.parameter @conv2.weight : tensor<16x6x5x5xf32> = #cnn.xavier_uniform<seed = 2>
cnn.parameter @conv2.bias : tensor<16xf32> = #cnn.constant<0.0>
cnn.parameter @conv3.weight : tensor<120x16x5x5xf32> = #cnn.xavier_uniform<seed = 3>
cnn.parameter @conv3.bias : tensor<120xf32> = #cnn.constant<0.0>
cnn.parameter @dense1.weight : tensor<84x120xf32> = #cnn.xavier_uniform<seed = 4>
cnn.parameter @dense1.bias : tensor<84xf32> = #cnn.constant<0.0>
cnn.parameter @dense2.weight : tensor<10x84xf32> = #cnn.xavier_uniform<seed = 5>
cnn.parameter @dense2.bias : tensor<10xf32> = #cnn.constant<0.0>

cnn.network @lenet5(%image: tensor<?x1x32x32xf32> {cnn.name = "image"})
    -> (tensor<?x10xf32> {cnn.name = "probabilities"})
    attributes {loss = #cnn.loss<cross_entropy>, optimizer = #cnn.adam<learning_rate = 1.0e-3>} {
  %w1 = cnn.read @conv1.weight : tensor<6x1x5x5xf32>
  %b1 = cnn.read @conv1.bias : tensor<6xf32>
  %w2 = cnn.read @conv2.weight : tensor<16x6x5x5xf32>
  %b2 = cnn.read @conv2.bias : tensor<16xf32>
  %w3 = cnn.read @conv3.weight : tensor<120x16x5x5xf32>
  %b3 = cnn.read @conv3.bias : tensor<120xf32>
  %w4 = cnn.read @dense1.weight : tensor<84x120xf32>
  %b4 = cnn.read @dense1.bias : tensor<84xf32>
  %w5 = cnn.read @dense2.weight : tensor<10x84xf32>
  %b5 = cnn.read @dense2.bias : tensor<10xf32>

  %conv1 = cnn.conv2d %image, %w1, %b1
      : (tensor<?x1x32x32xf32>, tensor<6x1x5x5xf32>, tensor<6xf32>) -> tensor<?x6x28x28xf32>
  %tanh1 = cnn.tanh %conv1 : (tensor<?x6x28x28xf32>) -> tensor<?x6x28x28xf32>
  %pool1 = cnn.average_pool %tanh1 kernel = [2, 2] strides = [2, 2]
      : (tensor<?x6x28x28xf32>) -> tensor<?x6x14x14xf32>

  %conv2 = cnn.conv2d %pool1, %w2, %b2
      : (tensor<?x6x14x14xf32>, tensor<16x6x5x5xf32>, tensor<16xf32>) -> tensor<?x16x10x10xf32>
  %tanh2 = cnn.tanh %conv2 : (tensor<?x16x10x10xf32>) -> tensor<?x16x10x10xf32>
  %pool2 = cnn.average_pool %tanh2 kernel = [2, 2] strides = [2, 2]
      : (tensor<?x16x10x10xf32>) -> tensor<?x16x5x5xf32>

  %conv3 = cnn.conv2d %pool2, %w3, %b3
      : (tensor<?x16x5x5xf32>, tensor<120x16x5x5xf32>, tensor<120xf32>) -> tensor<?x120x1x1xf32>
  %tanh3 = cnn.tanh %conv3 : (tensor<?x120x1x1xf32>) -> tensor<?x120x1x1xf32>
  %features = cnn.flatten %tanh3 : (tensor<?x120x1x1xf32>) -> tensor<?x120xf32>

  %dense1 = cnn.dense %features, %w4, %b4
      : (tensor<?x120xf32>, tensor<84x120xf32>, tensor<84xf32>) -> tensor<?x84xf32>
  %tanh4 = cnn.tanh %dense1 : (tensor<?x84xf32>) -> tensor<?x84xf32>
  %dense2 = cnn.dense %tanh4, %w5, %b5
      : (tensor<?x84xf32>, tensor<10x84xf32>, tensor<10xf32>) -> tensor<?x10xf32>
  %probabilities = cnn.softmax %dense2 : (tensor<?x10xf32>) -> tensor<?x10xf32>
  cnn.return %probabilities : tensor<?x10xf32>
}
