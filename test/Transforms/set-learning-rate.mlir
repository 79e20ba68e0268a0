// The learning rate alone leaves the optimiser's other numbers as they are.
// RUN: cnn-opt %s --cnn-set-training="learning-rate=0.5" | FileCheck %s

// CHECK: @adam({{.*}}optimizer = #cnn.adam<learning_rate = 5.000000e-01, beta1 = 8.000000e-01>
cnn.network @adam(%x: tensor<?x4xf32>) -> tensor<?x4xf32>
    attributes {optimizer = #cnn.adam<learning_rate = 0.1, beta1 = 0.8>} {
  cnn.return %x : tensor<?x4xf32>
}

// CHECK: @sgd({{.*}}optimizer = #cnn.sgd<learning_rate = 5.000000e-01, momentum = 2.500000e-01>
cnn.network @sgd(%x: tensor<?x4xf32>) -> tensor<?x4xf32>
    attributes {optimizer = #cnn.sgd<learning_rate = 0.1, momentum = 0.25>} {
  cnn.return %x : tensor<?x4xf32>
}
