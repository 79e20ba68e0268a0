// RUN: cnn-opt %s --cnn-remove-unused-parameters | FileCheck %s

// CHECK-NOT: @unused
// CHECK-NOT: @dead
// CHECK: cnn.parameter @read
// CHECK: cnn.parameter state @written
cnn.parameter @unused : tensor<2xf32> = #cnn.constant<0.0>
cnn.parameter @dead : tensor<2xf32> = #cnn.constant<0.0>
cnn.parameter @read : tensor<2xf32> = #cnn.constant<0.0>
cnn.parameter state @written : tensor<2xf32> = #cnn.constant<0.0>
// CHECK: cnn.network
// CHECK-NOT: cnn.read @dead
cnn.network @n() -> tensor<2xf32> {
  %0 = cnn.read @read : tensor<2xf32>
  %1 = cnn.read @dead : tensor<2xf32>
  cnn.write @written, %0 : tensor<2xf32>
  cnn.return %0 : tensor<2xf32>
}
