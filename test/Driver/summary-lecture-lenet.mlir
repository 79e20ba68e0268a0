// The lectures' net of 62,430 parameters for 28x28x1 images.
// RUN: cnnc %s --summary --target=x86-64-v4 | FileCheck %s

// CHECK: conv1 {{ *}}conv2d {{ *}}direct {{ *}}1x8x28x28 {{ *}}6272 {{ *}}80 {{ *}}56448
// CHECK: pool1 {{ *}}max_pool {{ *}}1x8x14x14 {{ *}}1568 {{ *}}0 {{ *}}0
// CHECK: conv2 {{ *}}conv2d {{ *}}winograd_rows {{ *}}1x16x10x10 {{ *}}1600 {{ *}}3216 {{ *}}320000
// CHECK: pool2 {{ *}}max_pool {{ *}}1x16x5x5 {{ *}}400 {{ *}}0 {{ *}}0
// CHECK: features {{ *}}flatten {{ *}}1x400 {{ *}}400 {{ *}}0 {{ *}}0
// CHECK: fc3 {{ *}}dense {{ *}}direct {{ *}}1x120 {{ *}}120 {{ *}}48120 {{ *}}48000
// CHECK: fc4 {{ *}}dense {{ *}}direct {{ *}}1x84 {{ *}}84 {{ *}}10164 {{ *}}10080
// CHECK: scores {{ *}}dense {{ *}}direct {{ *}}1x10 {{ *}}10 {{ *}}850 {{ *}}840
// CHECK: softmax {{ *}}softmax {{ *}}1x10 {{ *}}10 {{ *}}0 {{ *}}0
// CHECK: parameters:    62430 (62430 trainable)

cnn.parameter @conv1.weight : tensor<8x1x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @conv1.bias : tensor<8xf32> = #cnn.constant<0.0>
cnn.parameter @conv2.weight : tensor<16x8x5x5xf32> = #cnn.he_normal<seed = 2>
cnn.parameter @conv2.bias : tensor<16xf32> = #cnn.constant<0.0>
cnn.parameter @fc3.weight : tensor<120x400xf32> = #cnn.he_normal<seed = 3>
cnn.parameter @fc3.bias : tensor<120xf32> = #cnn.constant<0.0>
cnn.parameter @fc4.weight : tensor<84x120xf32> = #cnn.he_normal<seed = 4>
cnn.parameter @fc4.bias : tensor<84xf32> = #cnn.constant<0.0>
cnn.parameter @scores.weight : tensor<10x84xf32> = #cnn.xavier_uniform<seed = 5>
cnn.parameter @scores.bias : tensor<10xf32> = #cnn.constant<0.0>

cnn.network @lecture_lenet(%image: tensor<?x1x28x28xf32>) -> tensor<?x10xf32> {
  %conv1_weight = cnn.read @conv1.weight : tensor<8x1x3x3xf32>
  %conv1_bias = cnn.read @conv1.bias : tensor<8xf32>
  %conv2_weight = cnn.read @conv2.weight : tensor<16x8x5x5xf32>
  %conv2_bias = cnn.read @conv2.bias : tensor<16xf32>
  %fc3_weight = cnn.read @fc3.weight : tensor<120x400xf32>
  %fc3_bias = cnn.read @fc3.bias : tensor<120xf32>
  %fc4_weight = cnn.read @fc4.weight : tensor<84x120xf32>
  %fc4_bias = cnn.read @fc4.bias : tensor<84xf32>
  %scores_weight = cnn.read @scores.weight : tensor<10x84xf32>
  %scores_bias = cnn.read @scores.bias : tensor<10xf32>

  %conv1 = cnn.conv2d %image, %conv1_weight, %conv1_bias auto_pad = same_upper
      : (tensor<?x1x28x28xf32>, tensor<8x1x3x3xf32>, tensor<8xf32>) -> tensor<?x8x28x28xf32>
  %relu1 = cnn.relu %conv1 : (tensor<?x8x28x28xf32>) -> tensor<?x8x28x28xf32>
  %pool1 = cnn.max_pool %relu1 kernel = [2, 2] strides = [2, 2]
      : (tensor<?x8x28x28xf32>) -> tensor<?x8x14x14xf32>
  %conv2 = cnn.conv2d %pool1, %conv2_weight, %conv2_bias auto_pad = valid
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
  %scores = cnn.dense %relu4, %scores_weight, %scores_bias
      : (tensor<?x84xf32>, tensor<10x84xf32>, tensor<10xf32>) -> tensor<?x10xf32>
  %softmax = cnn.softmax %scores : (tensor<?x10xf32>) -> tensor<?x10xf32>
  cnn.return %softmax : tensor<?x10xf32>
}
