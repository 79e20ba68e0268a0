// RUN: cnn-opt %s --cnn-simplify-gradients | FileCheck %s

// CHECK-LABEL: cnn.network @relu
cnn.network @relu(%y: tensor<1x2x4x4xf32>, %dz: tensor<1x2x2x2xf32>) -> (tensor<1x2x2x2xf32>, tensor<1x2x4x4xf32>) {
  // CHECK: %[[Z:.*]], %[[ARGMAX:.*]] = cnn.max_pool_argmax
  %z, %argmax = cnn.max_pool_argmax %y kernel = [2, 2] strides = [2, 2]
    : (tensor<1x2x4x4xf32>) -> (tensor<1x2x2x2xf32>, tensor<1x2x2x2xi8>)
  // CHECK-NEXT: %[[SMALL:.*]] = cnn.relu_gradient %{{.*}}, %[[Z]]
  // CHECK-NEXT: %[[DX:.*]] = cnn.max_pool_gradient %[[SMALL]], %[[ARGMAX]]
  // CHECK-NEXT: cnn.return %[[Z]], %[[DX]]
  %dy = cnn.max_pool_gradient %dz, %argmax kernel = [2, 2] strides = [2, 2]
    : (tensor<1x2x2x2xf32>, tensor<1x2x2x2xi8>) -> tensor<1x2x4x4xf32>
  %dx = cnn.relu_gradient %dy, %y : (tensor<1x2x4x4xf32>, tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32>
  cnn.return %z, %dx : tensor<1x2x2x2xf32>, tensor<1x2x4x4xf32>
}

// A gradient at another value than the pooled one stays.
// CHECK-LABEL: cnn.network @other
cnn.network @other(%y: tensor<1x2x4x4xf32>, %other: tensor<1x2x4x4xf32>, %dz: tensor<1x2x2x2xf32>) -> tensor<1x2x4x4xf32> {
  // CHECK: %[[DY:.*]] = cnn.max_pool_gradient
  // CHECK-NEXT: cnn.relu_gradient %[[DY]]
  %z, %argmax = cnn.max_pool_argmax %y kernel = [2, 2] strides = [2, 2]
    : (tensor<1x2x4x4xf32>) -> (tensor<1x2x2x2xf32>, tensor<1x2x2x2xi8>)
  %dy = cnn.max_pool_gradient %dz, %argmax kernel = [2, 2] strides = [2, 2]
    : (tensor<1x2x2x2xf32>, tensor<1x2x2x2xi8>) -> tensor<1x2x4x4xf32>
  %dx = cnn.relu_gradient %dy, %other : (tensor<1x2x4x4xf32>, tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32>
  cnn.return %dx : tensor<1x2x4x4xf32>
}

// So does one whose unpooled gradient is wanted elsewhere.
// CHECK-LABEL: cnn.network @shared
cnn.network @shared(%y: tensor<1x2x4x4xf32>, %dz: tensor<1x2x2x2xf32>) -> (tensor<1x2x4x4xf32>, tensor<1x2x4x4xf32>) {
  // CHECK: %[[DY:.*]] = cnn.max_pool_gradient
  // CHECK-NEXT: cnn.tanh_gradient %[[DY]]
  %z, %argmax = cnn.max_pool_argmax %y kernel = [2, 2] strides = [2, 2]
    : (tensor<1x2x4x4xf32>) -> (tensor<1x2x2x2xf32>, tensor<1x2x2x2xi8>)
  %dy = cnn.max_pool_gradient %dz, %argmax kernel = [2, 2] strides = [2, 2]
    : (tensor<1x2x2x2xf32>, tensor<1x2x2x2xi8>) -> tensor<1x2x4x4xf32>
  %dx = cnn.tanh_gradient %dy, %y : (tensor<1x2x4x4xf32>, tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32>
  cnn.return %dy, %dx : tensor<1x2x4x4xf32>, tensor<1x2x4x4xf32>
}
