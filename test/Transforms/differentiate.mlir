// RUN: cnn-opt %s --cnn-differentiate --split-input-file | FileCheck %s

// Only parameters and marked inputs are leaves; the image's gradient is not computed.
cnn.parameter @w : tensor<2x1x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @b : tensor<2xf32> = #cnn.constant<0.0>
// CHECK-LABEL: @convolution
// CHECK-SAME: (%[[X:.*]]: tensor<4x1x5x5xf32>, %[[T:.*]]: tensor<4x2x3x3xf32>)
// CHECK-SAME: -> (tensor<f32> {cnn.loss}, tensor<2x1x3x3xf32> {cnn.gradient_of = @w, cnn.name = "w.gradient"}, tensor<2xf32> {cnn.gradient_of = @b, cnn.name = "b.gradient"})
// CHECK: %[[CONV:.*]] = cnn.conv2d
// CHECK-NEXT: %[[Y:.*]] = cnn.relu %[[CONV]]
// CHECK-NEXT: %[[LOSS:.*]] = cnn.mean_squared_error
// CHECK-NEXT: %[[ONE:.*]] = cnn.fill 1.000000e+00 : tensor<f32>
// CHECK-NEXT: %[[DY:.*]] = cnn.mean_squared_error_gradient %[[ONE]], %[[Y]], %[[T]]
// CHECK-NEXT: %[[DCONV:.*]] = cnn.relu_gradient %[[DY]], %[[Y]]
// CHECK-NEXT: %[[DW:.*]] = cnn.conv2d_weight_gradient %[[X]], %[[DCONV]]
// CHECK-NEXT: %[[DB:.*]] = cnn.sum %[[DCONV]] axes = [0, 2, 3]
// CHECK-NEXT: cnn.return %[[LOSS]], %[[DW]], %[[DB]]
cnn.network @convolution(%x: tensor<4x1x5x5xf32>, %t: tensor<4x2x3x3xf32>) -> (tensor<f32> {cnn.loss}) {
  %w = cnn.read @w : tensor<2x1x3x3xf32>
  %b = cnn.read @b : tensor<2xf32>
  %0 = cnn.conv2d %x, %w, %b : (tensor<4x1x5x5xf32>, tensor<2x1x3x3xf32>, tensor<2xf32>) -> tensor<4x2x3x3xf32>
  %1 = cnn.relu %0 : (tensor<4x2x3x3xf32>) -> tensor<4x2x3x3xf32>
  %2 = cnn.mean_squared_error %1, %t : (tensor<4x2x3x3xf32>, tensor<4x2x3x3xf32>) -> tensor<f32>
  cnn.return %2 : tensor<f32>
}

// -----

// Where paths meet, gradients are added; what the loss does not depend on gets none.
// CHECK-LABEL: @paths
// CHECK-SAME: (%[[X:.*]]: tensor<2x3xf32> {cnn.leaf}, %{{.*}}: tensor<2x3xf32>)
// CHECK-SAME: -> (tensor<f32> {cnn.loss}, tensor<2x3xf32> {cnn.name = "input.gradient"})
// CHECK: %[[DY:.*]] = cnn.mean_squared_error_gradient
// CHECK-NEXT: %[[DTANH:.*]] = cnn.tanh_gradient %[[DY]]
// CHECK-NEXT: %[[SUM:.*]] = cnn.add %[[DY]], %[[DTANH]]
// CHECK-NEXT: cnn.return %{{.*}}, %[[SUM]]
cnn.network @paths(%x: tensor<2x3xf32> {cnn.leaf}, %t: tensor<2x3xf32>) -> (tensor<f32> {cnn.loss}) {
  %0 = cnn.tanh %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = cnn.add %x, %0 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %unused = cnn.sigmoid %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = cnn.mean_squared_error %1, %t : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<f32>
  cnn.return %2 : tensor<f32>
}

// -----

// Two reads of a parameter are one leaf, and a repeated operand's gradient is a sum.
cnn.parameter @row : tensor<3xf32> = #cnn.constant<1.0>
// CHECK-LABEL: @broadcasting
// CHECK: %[[DY:.*]] = cnn.mean_squared_error_gradient
// CHECK: %[[ADDEND:.*]] = cnn.sum %[[DY]] axes = [0] keep_dims : (tensor<2x3xf32>) -> tensor<1x3xf32>
// CHECK: %[[DADDEND:.*]] = cnn.reshape %[[ADDEND]] : (tensor<1x3xf32>) -> tensor<3xf32>
// CHECK: %[[PRODUCT:.*]] = cnn.multiply %[[DY]], %{{.*}} : (tensor<2x3xf32>, tensor<2x3xf32>)
// CHECK: cnn.sum %[[PRODUCT]] axes = [0] keep_dims
// CHECK: %[[DFACTOR:.*]] = cnn.reshape
// CHECK: cnn.add %[[DFACTOR]], %[[DADDEND]] : (tensor<3xf32>, tensor<3xf32>)
cnn.network @broadcasting(%x: tensor<2x3xf32>, %t: tensor<2x3xf32>) -> (tensor<f32> {cnn.loss}) {
  %a = cnn.read @row : tensor<3xf32>
  %b = cnn.read @row : tensor<3xf32>
  %0 = cnn.multiply %x, %a : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  %1 = cnn.add %0, %b : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  %2 = cnn.mean_squared_error %1, %t : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<f32>
  cnn.return %2 : tensor<f32>
}

// -----

// The three gradients of batch normalisation are one operation; state has none.
cnn.parameter @scale : tensor<3xf32> = #cnn.constant<1.0>
cnn.parameter @offset : tensor<3xf32> = #cnn.constant<0.0>
cnn.parameter state @running : tensor<3xf32> = #cnn.constant<1.0>
// CHECK-LABEL: @normalisation
// CHECK: %{{.*}}, %[[DSCALE:.*]], %[[DOFFSET:.*]] = cnn.batch_norm_gradient
// CHECK-NEXT: cnn.return %{{.*}}, %[[DSCALE]], %[[DOFFSET]]
cnn.network @normalisation(%x: tensor<4x3xf32>, %t: tensor<4x3xf32>) -> (tensor<f32> {cnn.loss}) {
  %s = cnn.read @scale : tensor<3xf32>
  %o = cnn.read @offset : tensor<3xf32>
  %r = cnn.read @running : tensor<3xf32>
  %0, %m, %d, %mean, %variance = cnn.batch_norm_training %x, %s, %o, %r, %r : (tensor<4x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> (tensor<4x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
  %1 = cnn.mean_squared_error %0, %t : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<f32>
  cnn.return %1 : tensor<f32>
}

// -----

// Every other rule, on one path.
// CHECK-LABEL: @rules
// CHECK: cnn.cross_entropy_gradient
// CHECK: cnn.softmax_gradient
// CHECK: cnn.matmul %{{.*}} : (tensor<2x4xf32>, tensor<4x5xf32>) -> tensor<2x5xf32>
// CHECK: cnn.slice %{{.*}} axis = 1 begin = 2 size = 3
// CHECK: cnn.pad %{{.*}} axis = 1 before = 6 after = 0
// CHECK: cnn.reshape %{{.*}} -> tensor<2x3x1x3xf32>
// CHECK: cnn.transpose %{{.*}} permutation = [0, 2, 3, 1]
// CHECK: cnn.average_pool_gradient
// CHECK: cnn.max_pool_gradient
// CHECK: cnn.clamp_gradient
// CHECK: cnn.leaky_relu_gradient
// CHECK: cnn.sigmoid_gradient
// CHECK: cnn.return
cnn.network @rules(%x: tensor<2x1x4x4xf32> {cnn.leaf}, %w: tensor<4x5xf32>, %z: tensor<2x2xf32>, %labels: tensor<2xi32>) -> (tensor<f32> {cnn.loss}) {
  %0 = cnn.sigmoid %x : (tensor<2x1x4x4xf32>) -> tensor<2x1x4x4xf32>
  %1 = cnn.leaky_relu %0 : (tensor<2x1x4x4xf32>) -> tensor<2x1x4x4xf32>
  %2 = cnn.clamp %1 min = 0.0 max = 1.0 : (tensor<2x1x4x4xf32>) -> tensor<2x1x4x4xf32>
  %3, %argmax = cnn.max_pool_argmax %2 kernel = [2, 2] pads = [0, 0, 1, 1] : (tensor<2x1x4x4xf32>) -> (tensor<2x1x4x4xf32>, tensor<2x1x4x4xi8>)
  %4 = cnn.average_pool %3 kernel = [2, 2] : (tensor<2x1x4x4xf32>) -> tensor<2x1x3x3xf32>
  %5 = cnn.transpose %4 permutation = [0, 3, 1, 2] : (tensor<2x1x3x3xf32>) -> tensor<2x3x1x3xf32>
  %6 = cnn.flatten %5 : (tensor<2x3x1x3xf32>) -> tensor<2x9xf32>
  %7 = cnn.slice %6 axis = 1 begin = 6 size = 3 : (tensor<2x9xf32>) -> tensor<2x3xf32>
  %8 = cnn.concat %z, %7 axis = 1 : (tensor<2x2xf32>, tensor<2x3xf32>) -> tensor<2x5xf32>
  %9 = cnn.matmul %8, %w transpose_b : (tensor<2x5xf32>, tensor<4x5xf32>) -> tensor<2x4xf32>
  %10 = cnn.softmax %9 : (tensor<2x4xf32>) -> tensor<2x4xf32>
  %11 = cnn.cross_entropy %10, %labels : (tensor<2x4xf32>, tensor<2xi32>) -> tensor<f32>
  cnn.return %11 : tensor<f32>
}

// -----

// A network without a loss is not touched.
// CHECK-LABEL: @inference
// CHECK-NEXT: cnn.relu
// CHECK-NEXT: cnn.return
cnn.network @inference(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = cnn.relu %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  cnn.return %0 : tensor<2x3xf32>
}
