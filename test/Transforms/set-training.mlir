// RUN: cnn-opt %s --cnn-set-training="loss=cross_entropy optimizer=nesterov learning-rate=0.5" | FileCheck %s --check-prefix=ALL
// RUN: cnn-opt %s --cnn-set-training="optimizer=sgd" | FileCheck %s --check-prefix=SGD
// RUN: cnn-opt %s --cnn-set-training="optimizer=momentum" | FileCheck %s --check-prefix=MOMENTUM
// RUN: cnn-opt %s --cnn-set-training="optimizer=adam" | FileCheck %s --check-prefix=ADAM
// RUN: not cnn-opt %s --cnn-set-training="loss=hinge" 2>&1 | FileCheck %s --check-prefix=LOSS
// RUN: not cnn-opt %s --cnn-set-training="optimizer=lion" 2>&1 | FileCheck %s --check-prefix=OPTIMIZER
// RUN: not cnn-opt %s --cnn-set-training="learning-rate=0.5" 2>&1 | FileCheck %s --check-prefix=RATE
// RUN: not cnn-opt %s --cnn-set-training="learning-rate=-1" 2>&1 | FileCheck %s --check-prefix=NEGATIVE
// RUN: not cnn-opt %s --cnn-set-training="learning-rate=inf" 2>&1 | FileCheck %s --check-prefix=INFINITE

// ALL: @trained({{.*}} {loss = #cnn.loss<cross_entropy>, optimizer = #cnn.sgd<learning_rate = 5.000000e-01, momentum = 9.000000e-01, nesterov = true>}
// ALL: @untrained({{.*}} {loss = #cnn.loss<cross_entropy>, optimizer = #cnn.sgd<learning_rate = 5.000000e-01, momentum = 9.000000e-01, nesterov = true>}
// SGD: @untrained({{.*}} {optimizer = #cnn.sgd<learning_rate = 1.000000e-02>}
// MOMENTUM: @untrained({{.*}} {optimizer = #cnn.sgd<learning_rate = 1.000000e-02, momentum = 9.000000e-01>}
// ADAM: @untrained({{.*}} {optimizer = #cnn.adam<learning_rate = 1.000000e-03>}
// LOSS: [[@LINE+6]]:1: error: 'cnn.network' op expects a loss of cross_entropy or mean_squared_error, found 'hinge'
// OPTIMIZER: [[@LINE+5]]:1: error: 'cnn.network' op expects an optimizer of sgd, momentum, nesterov or adam, found 'lion'
// NEGATIVE: error: expects a positive learning rate, found -1
// INFINITE: error: expects a positive learning rate, found INF
// RATE: [[@LINE+7]]:1: error: 'cnn.network' op expects an optimizer beside the learning rate (--optimizer=sgd, momentum, nesterov or adam)

cnn.network @trained(%x: tensor<?x4xf32>) -> tensor<?x4xf32>
    attributes {loss = #cnn.loss<mean_squared_error>, optimizer = #cnn.adam<learning_rate = 0.1, beta1 = 0.8>} {
  cnn.return %x : tensor<?x4xf32>
}

cnn.network @untrained(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  cnn.return %x : tensor<?x4xf32>
}
