// The convolutional network of the lectures for Fashion-MNIST: 7x7 and 3x3 convolutions, three times
// halved, then two dense layers with dropout.
//
//   cnnc fashion_mnist_cnn.mlir --train --batch=64 -o fashion_mnist_cnn.so
//   cnn-run train fashion_mnist_cnn.so --data fashion-mnist --epochs 10 --seed 1 \
//       --save weights.safetensors --checkpoint fashion.checkpoint
//
// reaches 91.5 %, and 92.8 % with four more epochs at a lower rate:
//
//   cnn-run train fashion_mnist_cnn.so --data fashion-mnist --epochs 14 --learning-rate 2e-4 --resume \
//       --save weights.safetensors --checkpoint fashion.checkpoint

cnn.parameter @conv1.weight : tensor<64x1x7x7xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @conv1.bias : tensor<64xf32> = #cnn.constant<0.0>
cnn.parameter @conv2.weight : tensor<128x64x3x3xf32> = #cnn.he_normal<seed = 2>
cnn.parameter @conv2.bias : tensor<128xf32> = #cnn.constant<0.0>
cnn.parameter @conv3.weight : tensor<128x128x3x3xf32> = #cnn.he_normal<seed = 3>
cnn.parameter @conv3.bias : tensor<128xf32> = #cnn.constant<0.0>
cnn.parameter @conv4.weight : tensor<256x128x3x3xf32> = #cnn.he_normal<seed = 4>
cnn.parameter @conv4.bias : tensor<256xf32> = #cnn.constant<0.0>
cnn.parameter @conv5.weight : tensor<256x256x3x3xf32> = #cnn.he_normal<seed = 5>
cnn.parameter @conv5.bias : tensor<256xf32> = #cnn.constant<0.0>
cnn.parameter @dense1.weight : tensor<128x2304xf32> = #cnn.he_normal<seed = 6>
cnn.parameter @dense1.bias : tensor<128xf32> = #cnn.constant<0.0>
cnn.parameter @dense2.weight : tensor<64x128xf32> = #cnn.he_normal<seed = 7>
cnn.parameter @dense2.bias : tensor<64xf32> = #cnn.constant<0.0>
cnn.parameter @dense3.weight : tensor<10x64xf32> = #cnn.xavier_uniform<seed = 8>
cnn.parameter @dense3.bias : tensor<10xf32> = #cnn.constant<0.0>

cnn.network @fashion_mnist_cnn(%image: tensor<?x1x28x28xf32> {cnn.name = "image"})
    -> (tensor<?x10xf32> {cnn.name = "probabilities"})
    attributes {loss = #cnn.loss<cross_entropy>, optimizer = #cnn.adam<learning_rate = 1.0e-3>} {
  %conv1_weight = cnn.read @conv1.weight : tensor<64x1x7x7xf32>
  %conv1_bias = cnn.read @conv1.bias : tensor<64xf32>
  %conv2_weight = cnn.read @conv2.weight : tensor<128x64x3x3xf32>
  %conv2_bias = cnn.read @conv2.bias : tensor<128xf32>
  %conv3_weight = cnn.read @conv3.weight : tensor<128x128x3x3xf32>
  %conv3_bias = cnn.read @conv3.bias : tensor<128xf32>
  %conv4_weight = cnn.read @conv4.weight : tensor<256x128x3x3xf32>
  %conv4_bias = cnn.read @conv4.bias : tensor<256xf32>
  %conv5_weight = cnn.read @conv5.weight : tensor<256x256x3x3xf32>
  %conv5_bias = cnn.read @conv5.bias : tensor<256xf32>
  %dense1_weight = cnn.read @dense1.weight : tensor<128x2304xf32>
  %dense1_bias = cnn.read @dense1.bias : tensor<128xf32>
  %dense2_weight = cnn.read @dense2.weight : tensor<64x128xf32>
  %dense2_bias = cnn.read @dense2.bias : tensor<64xf32>
  %dense3_weight = cnn.read @dense3.weight : tensor<10x64xf32>
  %dense3_bias = cnn.read @dense3.bias : tensor<10xf32>

  %conv1 = cnn.conv2d %image, %conv1_weight, %conv1_bias auto_pad = same_upper
      : (tensor<?x1x28x28xf32>, tensor<64x1x7x7xf32>, tensor<64xf32>) -> tensor<?x64x28x28xf32>
  %relu1 = cnn.relu %conv1 : (tensor<?x64x28x28xf32>) -> tensor<?x64x28x28xf32>
  %pool1 = cnn.max_pool %relu1 kernel = [2, 2] strides = [2, 2]
      : (tensor<?x64x28x28xf32>) -> tensor<?x64x14x14xf32>

  %conv2 = cnn.conv2d %pool1, %conv2_weight, %conv2_bias auto_pad = same_upper
      : (tensor<?x64x14x14xf32>, tensor<128x64x3x3xf32>, tensor<128xf32>) -> tensor<?x128x14x14xf32>
  %relu2 = cnn.relu %conv2 : (tensor<?x128x14x14xf32>) -> tensor<?x128x14x14xf32>
  %conv3 = cnn.conv2d %relu2, %conv3_weight, %conv3_bias auto_pad = same_upper
      : (tensor<?x128x14x14xf32>, tensor<128x128x3x3xf32>, tensor<128xf32>) -> tensor<?x128x14x14xf32>
  %relu3 = cnn.relu %conv3 : (tensor<?x128x14x14xf32>) -> tensor<?x128x14x14xf32>
  %pool2 = cnn.max_pool %relu3 kernel = [2, 2] strides = [2, 2]
      : (tensor<?x128x14x14xf32>) -> tensor<?x128x7x7xf32>

  %conv4 = cnn.conv2d %pool2, %conv4_weight, %conv4_bias auto_pad = same_upper
      : (tensor<?x128x7x7xf32>, tensor<256x128x3x3xf32>, tensor<256xf32>) -> tensor<?x256x7x7xf32>
  %relu4 = cnn.relu %conv4 : (tensor<?x256x7x7xf32>) -> tensor<?x256x7x7xf32>
  %conv5 = cnn.conv2d %relu4, %conv5_weight, %conv5_bias auto_pad = same_upper
      : (tensor<?x256x7x7xf32>, tensor<256x256x3x3xf32>, tensor<256xf32>) -> tensor<?x256x7x7xf32>
  %relu5 = cnn.relu %conv5 : (tensor<?x256x7x7xf32>) -> tensor<?x256x7x7xf32>
  %pool3 = cnn.max_pool %relu5 kernel = [2, 2] strides = [2, 2]
      : (tensor<?x256x7x7xf32>) -> tensor<?x256x3x3xf32>

  %features = cnn.flatten %pool3 : (tensor<?x256x3x3xf32>) -> tensor<?x2304xf32>
  %dense1 = cnn.dense %features, %dense1_weight, %dense1_bias
      : (tensor<?x2304xf32>, tensor<128x2304xf32>, tensor<128xf32>) -> tensor<?x128xf32>
  %relu6 = cnn.relu %dense1 : (tensor<?x128xf32>) -> tensor<?x128xf32>
  %dropout1 = cnn.dropout %relu6 rate = 0.5 : (tensor<?x128xf32>) -> tensor<?x128xf32>
  %dense2 = cnn.dense %dropout1, %dense2_weight, %dense2_bias
      : (tensor<?x128xf32>, tensor<64x128xf32>, tensor<64xf32>) -> tensor<?x64xf32>
  %relu7 = cnn.relu %dense2 : (tensor<?x64xf32>) -> tensor<?x64xf32>
  %dropout2 = cnn.dropout %relu7 rate = 0.5 : (tensor<?x64xf32>) -> tensor<?x64xf32>
  %dense3 = cnn.dense %dropout2, %dense3_weight, %dense3_bias
      : (tensor<?x64xf32>, tensor<10x64xf32>, tensor<10xf32>) -> tensor<?x10xf32>
  %probabilities = cnn.softmax %dense3 : (tensor<?x10xf32>) -> tensor<?x10xf32>
  cnn.return %probabilities : tensor<?x10xf32>
}
