// A small residual network (He et al., 2016) with batch normalisation: one block with an identity
// shortcut, one that halves the image and doubles the channels, and the mean over space.
//
//   cnnc residual.mlir --train --batch=64 -o residual.so
//   cnn-run train residual.so --data fashion-mnist --epochs 5 --save residual.safetensors

cnn.parameter @conv1.weight : tensor<16x1x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @norm1.scale : tensor<16xf32> = #cnn.constant<1.0>
cnn.parameter @norm1.offset : tensor<16xf32> = #cnn.constant<0.0>
cnn.parameter state @norm1.mean : tensor<16xf32> = #cnn.constant<0.0>
cnn.parameter state @norm1.variance : tensor<16xf32> = #cnn.constant<1.0>
cnn.parameter @conv2.weight : tensor<16x16x3x3xf32> = #cnn.he_normal<seed = 2>
cnn.parameter @norm2.scale : tensor<16xf32> = #cnn.constant<1.0>
cnn.parameter @norm2.offset : tensor<16xf32> = #cnn.constant<0.0>
cnn.parameter state @norm2.mean : tensor<16xf32> = #cnn.constant<0.0>
cnn.parameter state @norm2.variance : tensor<16xf32> = #cnn.constant<1.0>
cnn.parameter @conv3.weight : tensor<16x16x3x3xf32> = #cnn.he_normal<seed = 3>
cnn.parameter @norm3.scale : tensor<16xf32> = #cnn.constant<1.0>
cnn.parameter @norm3.offset : tensor<16xf32> = #cnn.constant<0.0>
cnn.parameter state @norm3.mean : tensor<16xf32> = #cnn.constant<0.0>
cnn.parameter state @norm3.variance : tensor<16xf32> = #cnn.constant<1.0>
cnn.parameter @conv4.weight : tensor<32x16x3x3xf32> = #cnn.he_normal<seed = 4>
cnn.parameter @norm4.scale : tensor<32xf32> = #cnn.constant<1.0>
cnn.parameter @norm4.offset : tensor<32xf32> = #cnn.constant<0.0>
cnn.parameter state @norm4.mean : tensor<32xf32> = #cnn.constant<0.0>
cnn.parameter state @norm4.variance : tensor<32xf32> = #cnn.constant<1.0>
cnn.parameter @conv5.weight : tensor<32x32x3x3xf32> = #cnn.he_normal<seed = 5>
cnn.parameter @norm5.scale : tensor<32xf32> = #cnn.constant<1.0>
cnn.parameter @norm5.offset : tensor<32xf32> = #cnn.constant<0.0>
cnn.parameter state @norm5.mean : tensor<32xf32> = #cnn.constant<0.0>
cnn.parameter state @norm5.variance : tensor<32xf32> = #cnn.constant<1.0>
cnn.parameter @shortcut.weight : tensor<32x16x1x1xf32> = #cnn.he_normal<seed = 6>
cnn.parameter @scores.weight : tensor<10x32xf32> = #cnn.xavier_uniform<seed = 7>
cnn.parameter @scores.bias : tensor<10xf32> = #cnn.constant<0.0>

cnn.network @residual(%image: tensor<?x1x28x28xf32> {cnn.name = "image"})
    -> (tensor<?x10xf32> {cnn.name = "probabilities"})
    attributes {loss = #cnn.loss<cross_entropy>, optimizer = #cnn.sgd<learning_rate = 0.05, momentum = 0.9, nesterov = true>} {
  %conv1_weight = cnn.read @conv1.weight : tensor<16x1x3x3xf32>
  %norm1_scale = cnn.read @norm1.scale : tensor<16xf32>
  %norm1_offset = cnn.read @norm1.offset : tensor<16xf32>
  %norm1_mean = cnn.read @norm1.mean : tensor<16xf32>
  %norm1_variance = cnn.read @norm1.variance : tensor<16xf32>
  %conv2_weight = cnn.read @conv2.weight : tensor<16x16x3x3xf32>
  %norm2_scale = cnn.read @norm2.scale : tensor<16xf32>
  %norm2_offset = cnn.read @norm2.offset : tensor<16xf32>
  %norm2_mean = cnn.read @norm2.mean : tensor<16xf32>
  %norm2_variance = cnn.read @norm2.variance : tensor<16xf32>
  %conv3_weight = cnn.read @conv3.weight : tensor<16x16x3x3xf32>
  %norm3_scale = cnn.read @norm3.scale : tensor<16xf32>
  %norm3_offset = cnn.read @norm3.offset : tensor<16xf32>
  %norm3_mean = cnn.read @norm3.mean : tensor<16xf32>
  %norm3_variance = cnn.read @norm3.variance : tensor<16xf32>
  %conv4_weight = cnn.read @conv4.weight : tensor<32x16x3x3xf32>
  %norm4_scale = cnn.read @norm4.scale : tensor<32xf32>
  %norm4_offset = cnn.read @norm4.offset : tensor<32xf32>
  %norm4_mean = cnn.read @norm4.mean : tensor<32xf32>
  %norm4_variance = cnn.read @norm4.variance : tensor<32xf32>
  %conv5_weight = cnn.read @conv5.weight : tensor<32x32x3x3xf32>
  %norm5_scale = cnn.read @norm5.scale : tensor<32xf32>
  %norm5_offset = cnn.read @norm5.offset : tensor<32xf32>
  %norm5_mean = cnn.read @norm5.mean : tensor<32xf32>
  %norm5_variance = cnn.read @norm5.variance : tensor<32xf32>
  %shortcut_weight = cnn.read @shortcut.weight : tensor<32x16x1x1xf32>
  %scores_weight = cnn.read @scores.weight : tensor<10x32xf32>
  %scores_bias = cnn.read @scores.bias : tensor<10xf32>

  %conv1 = cnn.conv2d %image, %conv1_weight auto_pad = same_upper
      : (tensor<?x1x28x28xf32>, tensor<16x1x3x3xf32>) -> tensor<?x16x28x28xf32>
  %norm1 = cnn.batch_norm %conv1, %norm1_scale, %norm1_offset, %norm1_mean, %norm1_variance
      : (tensor<?x16x28x28xf32>, tensor<16xf32>, tensor<16xf32>, tensor<16xf32>, tensor<16xf32>) -> tensor<?x16x28x28xf32>
  %relu1 = cnn.relu %norm1 : (tensor<?x16x28x28xf32>) -> tensor<?x16x28x28xf32>

  %conv2 = cnn.conv2d %relu1, %conv2_weight auto_pad = same_upper
      : (tensor<?x16x28x28xf32>, tensor<16x16x3x3xf32>) -> tensor<?x16x28x28xf32>
  %norm2 = cnn.batch_norm %conv2, %norm2_scale, %norm2_offset, %norm2_mean, %norm2_variance
      : (tensor<?x16x28x28xf32>, tensor<16xf32>, tensor<16xf32>, tensor<16xf32>, tensor<16xf32>) -> tensor<?x16x28x28xf32>
  %relu2 = cnn.relu %norm2 : (tensor<?x16x28x28xf32>) -> tensor<?x16x28x28xf32>
  %conv3 = cnn.conv2d %relu2, %conv3_weight auto_pad = same_upper
      : (tensor<?x16x28x28xf32>, tensor<16x16x3x3xf32>) -> tensor<?x16x28x28xf32>
  %norm3 = cnn.batch_norm %conv3, %norm3_scale, %norm3_offset, %norm3_mean, %norm3_variance
      : (tensor<?x16x28x28xf32>, tensor<16xf32>, tensor<16xf32>, tensor<16xf32>, tensor<16xf32>) -> tensor<?x16x28x28xf32>
  %skip1 = cnn.add %relu1, %norm3
      : (tensor<?x16x28x28xf32>, tensor<?x16x28x28xf32>) -> tensor<?x16x28x28xf32>
  %relu3 = cnn.relu %skip1 : (tensor<?x16x28x28xf32>) -> tensor<?x16x28x28xf32>

  %conv4 = cnn.conv2d %relu3, %conv4_weight strides = [2, 2] auto_pad = same_upper
      : (tensor<?x16x28x28xf32>, tensor<32x16x3x3xf32>) -> tensor<?x32x14x14xf32>
  %norm4 = cnn.batch_norm %conv4, %norm4_scale, %norm4_offset, %norm4_mean, %norm4_variance
      : (tensor<?x32x14x14xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>) -> tensor<?x32x14x14xf32>
  %relu4 = cnn.relu %norm4 : (tensor<?x32x14x14xf32>) -> tensor<?x32x14x14xf32>
  %conv5 = cnn.conv2d %relu4, %conv5_weight auto_pad = same_upper
      : (tensor<?x32x14x14xf32>, tensor<32x32x3x3xf32>) -> tensor<?x32x14x14xf32>
  %norm5 = cnn.batch_norm %conv5, %norm5_scale, %norm5_offset, %norm5_mean, %norm5_variance
      : (tensor<?x32x14x14xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>, tensor<32xf32>) -> tensor<?x32x14x14xf32>
  %shortcut = cnn.conv2d %relu3, %shortcut_weight strides = [2, 2]
      : (tensor<?x16x28x28xf32>, tensor<32x16x1x1xf32>) -> tensor<?x32x14x14xf32>
  %skip2 = cnn.add %shortcut, %norm5
      : (tensor<?x32x14x14xf32>, tensor<?x32x14x14xf32>) -> tensor<?x32x14x14xf32>
  %relu5 = cnn.relu %skip2 : (tensor<?x32x14x14xf32>) -> tensor<?x32x14x14xf32>

  %mean = cnn.mean %relu5 axes = [2, 3] : (tensor<?x32x14x14xf32>) -> tensor<?x32xf32>
  %scores = cnn.dense %mean, %scores_weight, %scores_bias
      : (tensor<?x32xf32>, tensor<10x32xf32>, tensor<10xf32>) -> tensor<?x10xf32>
  %probabilities = cnn.softmax %scores : (tensor<?x10xf32>) -> tensor<?x10xf32>
  cnn.return %probabilities : tensor<?x10xf32>
}
