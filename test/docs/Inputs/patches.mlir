// A network for the tutorial's colour images of 10x10, which it takes centred in 12x12.
cnn.parameter @scores.weight : tensor<3x432xf32> = #cnn.xavier_uniform<seed = 1>
cnn.network @patches(%image: tensor<?x3x12x12xf32> {cnn.name = "image"})
    -> (tensor<?x3xf32> {cnn.name = "probabilities"})
    attributes {loss = #cnn.loss<cross_entropy>, optimizer = #cnn.adam<learning_rate = 1.0e-2>} {
  %scores_weight = cnn.read @scores.weight : tensor<3x432xf32>
  %features = cnn.flatten %image : (tensor<?x3x12x12xf32>) -> tensor<?x432xf32>
  %scores = cnn.dense %features, %scores_weight : (tensor<?x432xf32>, tensor<3x432xf32>) -> tensor<?x3xf32>
  %probabilities = cnn.softmax %scores : (tensor<?x3xf32>) -> tensor<?x3xf32>
  cnn.return %probabilities : tensor<?x3xf32>
}
