// RUN: cnnc %s --emit=import | FileCheck %s

// The names that the author wrote stay; numbers are no names.
// CHECK: cnn.network @names(%image: tensor<?x3x8x8xf32>)
cnn.network @names(%image: tensor<?x3x8x8xf32>) -> tensor<?x3x4x4xf32> {
  // CHECK: %first = cnn.relu %image :
  %first = cnn.relu %image : (tensor<?x3x8x8xf32>) -> tensor<?x3x8x8xf32>
  // CHECK: %[[NUMBER:[0-9]+]] = cnn.tanh %first :
  %7 = cnn.tanh %first : (tensor<?x3x8x8xf32>) -> tensor<?x3x8x8xf32>
  // CHECK: %stated = cnn.sigmoid %[[NUMBER]] :
  %other = cnn.sigmoid %7 : (tensor<?x3x8x8xf32>) -> tensor<?x3x8x8xf32> loc("stated")
  // CHECK: %pool = cnn.max_pool %stated
  %pool = cnn.max_pool %other kernel = [2, 2] strides = [2, 2] : (tensor<?x3x8x8xf32>) -> tensor<?x3x4x4xf32>
  // CHECK: cnn.return %pool
  cnn.return %pool : tensor<?x3x4x4xf32>
}
