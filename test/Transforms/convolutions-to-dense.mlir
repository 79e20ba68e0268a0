// RUN: cnn-opt %s --cnn-convolutions-to-dense | FileCheck %s

// LeNet-5's third convolution: a window as large as its image is a matrix product. The activation moves to the matrix.
// CHECK-LABEL: @lenet5
// CHECK-DAG: %[[X:.*]] = cnn.reshape %{{.*}} : (tensor<2x16x5x5xf32>) -> tensor<2x400xf32>
// CHECK-DAG: %[[W:.*]] = cnn.reshape %{{.*}} : (tensor<120x16x5x5xf32>) -> tensor<120x400xf32>
// CHECK: %[[Y:.*]] = cnn.dense %[[X]], %[[W]], %{{.*}} : (tensor<2x400xf32>, tensor<120x400xf32>, tensor<120xf32>) -> tensor<2x120xf32>
// CHECK-NEXT: %[[Z:.*]] = cnn.tanh %[[Y]] : (tensor<2x120xf32>) -> tensor<2x120xf32>
// CHECK-NEXT: %[[R:.*]] = cnn.reshape %[[Z]] : (tensor<2x120xf32>) -> tensor<2x120x1x1xf32>
// CHECK-NEXT: cnn.return %[[R]]
cnn.network @lenet5(%x: tensor<2x16x5x5xf32>, %w: tensor<120x16x5x5xf32>, %b: tensor<120xf32>) -> tensor<2x120x1x1xf32> {
  %0 = cnn.conv2d %x, %w, %b : (tensor<2x16x5x5xf32>, tensor<120x16x5x5xf32>, tensor<120xf32>) -> tensor<2x120x1x1xf32>
  %1 = cnn.tanh %0 : (tensor<2x120x1x1xf32>) -> tensor<2x120x1x1xf32>
  cnn.return %1 : tensor<2x120x1x1xf32>
}

// Padding, groups, a smaller window and an open batch stay convolutions; dropout stays for the training step.
// CHECK-LABEL: @others
// CHECK-COUNT-4: cnn.conv2d
// CHECK: cnn.dropout
// CHECK-NOT: cnn.dense
cnn.network @others(%x: tensor<1x4x3x3xf32>, %w: tensor<4x4x3x3xf32>, %g: tensor<4x2x3x3xf32>, %s: tensor<4x4x2x2xf32>,
                    %o: tensor<?x4x3x3xf32>)
    -> (tensor<1x4x3x3xf32>, tensor<1x4x1x1xf32>, tensor<1x4x2x2xf32>, tensor<?x4x1x1xf32>) {
  %0 = cnn.conv2d %x, %w pads = [1, 1, 1, 1] : (tensor<1x4x3x3xf32>, tensor<4x4x3x3xf32>) -> tensor<1x4x3x3xf32>
  %1 = cnn.conv2d %x, %g groups = 2 : (tensor<1x4x3x3xf32>, tensor<4x2x3x3xf32>) -> tensor<1x4x1x1xf32>
  %2 = cnn.conv2d %x, %s : (tensor<1x4x3x3xf32>, tensor<4x4x2x2xf32>) -> tensor<1x4x2x2xf32>
  %3 = cnn.conv2d %o, %w : (tensor<?x4x3x3xf32>, tensor<4x4x3x3xf32>) -> tensor<?x4x1x1xf32>
  %4 = cnn.dropout %0 rate = 0.5 : (tensor<1x4x3x3xf32>) -> tensor<1x4x3x3xf32>
  cnn.return %4, %1, %2, %3 : tensor<1x4x3x3xf32>, tensor<1x4x1x1xf32>, tensor<1x4x2x2xf32>, tensor<?x4x1x1xf32>
}
