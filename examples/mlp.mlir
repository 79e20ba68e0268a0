// A two-layer perceptron with a sigmoid hidden layer.
//
//   cnnc mlp.mlir --train --batch=64 -o mlp.so
//   cnn-run train mlp.so --data fashion-mnist --epochs 5 --save mlp.safetensors

cnn.parameter @hidden.weight : tensor<128x784xf32> = #cnn.xavier_uniform<seed = 1>
cnn.parameter @hidden.bias : tensor<128xf32> = #cnn.constant<0.0>
cnn.parameter @scores.weight : tensor<10x128xf32> = #cnn.xavier_uniform<seed = 2>
cnn.parameter @scores.bias : tensor<10xf32> = #cnn.constant<0.0>

cnn.network @mlp(%image: tensor<?x1x28x28xf32> {cnn.name = "image"})
    -> (tensor<?x10xf32> {cnn.name = "probabilities"})
    attributes {loss = #cnn.loss<cross_entropy>, optimizer = #cnn.adam<learning_rate = 1.0e-3>} {
  %hidden_weight = cnn.read @hidden.weight : tensor<128x784xf32>
  %hidden_bias = cnn.read @hidden.bias : tensor<128xf32>
  %scores_weight = cnn.read @scores.weight : tensor<10x128xf32>
  %scores_bias = cnn.read @scores.bias : tensor<10xf32>

  %pixels = cnn.flatten %image : (tensor<?x1x28x28xf32>) -> tensor<?x784xf32>
  %hidden = cnn.dense %pixels, %hidden_weight, %hidden_bias
      : (tensor<?x784xf32>, tensor<128x784xf32>, tensor<128xf32>) -> tensor<?x128xf32>
  %sigmoid1 = cnn.sigmoid %hidden : (tensor<?x128xf32>) -> tensor<?x128xf32>
  %scores = cnn.dense %sigmoid1, %scores_weight, %scores_bias
      : (tensor<?x128xf32>, tensor<10x128xf32>, tensor<10xf32>) -> tensor<?x10xf32>
  %probabilities = cnn.softmax %scores : (tensor<?x10xf32>) -> tensor<?x10xf32>
  cnn.return %probabilities : tensor<?x10xf32>
}
