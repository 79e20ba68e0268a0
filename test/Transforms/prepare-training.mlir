// RUN: cnn-opt %s --cnn-prepare-training --split-input-file | FileCheck %s

// The softmax gives way to the loss, the network itself stays.
// CHECK-LABEL: cnn.network @classifier(
// CHECK: cnn.softmax
// CHECK-LABEL: cnn.network @classifier_train_step(
// CHECK-SAME: %[[X:.*]]: tensor<4x10xf32>, %[[LABELS:.*]]: tensor<4xi32> {cnn.name = "labels"}
// CHECK-SAME: -> (tensor<f32> {cnn.loss, cnn.name = "loss"}, tensor<i32> {cnn.name = "correct"})
// CHECK-SAME: entry = #cnn.entry<train_step>
// CHECK-NEXT: %[[LOSS:.*]] = cnn.cross_entropy %[[X]], %[[LABELS]]
// CHECK-NEXT: %[[CORRECT:.*]] = cnn.count_correct %[[X]], %[[LABELS]]
// CHECK-NEXT: cnn.return %[[LOSS]], %[[CORRECT]]
cnn.network @classifier(%x: tensor<4x10xf32>) -> tensor<4x10xf32> attributes {loss = #cnn.loss<cross_entropy>} {
  %0 = cnn.softmax %x : (tensor<4x10xf32>) -> tensor<4x10xf32>
  cnn.return %0 : tensor<4x10xf32>
}

// -----

// A softmax over the only axis that is left may be followed by a change of shape.
// CHECK-LABEL: @pointwise_train_step
// CHECK-NEXT: %[[LOGITS:.*]] = cnn.flatten
// CHECK-NEXT: cnn.cross_entropy %[[LOGITS]]
cnn.network @pointwise(%x: tensor<4x10x1x1xf32>) -> tensor<4x10xf32> attributes {loss = #cnn.loss<cross_entropy>} {
  %0 = cnn.softmax %x : (tensor<4x10x1x1xf32>) -> tensor<4x10x1x1xf32>
  %1 = cnn.flatten %0 : (tensor<4x10x1x1xf32>) -> tensor<4x10xf32>
  cnn.return %1 : tensor<4x10xf32>
}

// -----

// CHECK-LABEL: @regression_train_step(
// CHECK-SAME: %[[X:.*]]: tensor<4x2xf32>, %[[TARGET:.*]]: tensor<4x2xf32> {cnn.name = "target"}) -> (tensor<f32> {cnn.loss, cnn.name = "loss"})
// CHECK-NEXT: %[[LOSS:.*]] = cnn.mean_squared_error %[[X]], %[[TARGET]]
// CHECK-NEXT: cnn.return %[[LOSS]] : tensor<f32>
cnn.network @regression(%x: tensor<4x2xf32>) -> tensor<4x2xf32> attributes {loss = #cnn.loss<mean_squared_error>} {
  cnn.return %x : tensor<4x2xf32>
}

// -----

// Each dropout layer draws its own masks.
// CHECK: cnn.parameter state @training.seed : tensor<i32>
// CHECK: cnn.parameter state @training.step : tensor<i32>
// CHECK-LABEL: @dropouts_train_step
// CHECK: %[[SEED:.*]] = cnn.read @training.seed
// CHECK-NEXT: %[[STEP:.*]] = cnn.read @training.step
// CHECK-NEXT: %[[MASK:.*]] = cnn.dropout_mask %[[SEED]], %[[STEP]] rate = 2.500000e-01 stream = 0 : (tensor<i32>, tensor<i32>) -> tensor<4x2xf32>
// CHECK-NEXT: cnn.multiply %{{.*}}, %[[MASK]]
// CHECK: cnn.dropout_mask %{{.*}} rate = 5.000000e-01 stream = 1
// CHECK-NOT: cnn.dropout %
cnn.network @dropouts(%x: tensor<4x2xf32>) -> tensor<4x2xf32> attributes {loss = #cnn.loss<mean_squared_error>} {
  %0 = cnn.dropout %x rate = 0.25 : (tensor<4x2xf32>) -> tensor<4x2xf32>
  %1 = cnn.dropout %0 : (tensor<4x2xf32>) -> tensor<4x2xf32>
  %2 = cnn.dropout %1 rate = 0.0 : (tensor<4x2xf32>) -> tensor<4x2xf32>
  cnn.return %2 : tensor<4x2xf32>
}

// -----

// Running statistics move; statistics that are no state stay as they are.
cnn.parameter @scale : tensor<2xf32> = #cnn.constant<1.0>
cnn.parameter state @mean : tensor<2xf32> = #cnn.constant<0.0>
cnn.parameter state @variance : tensor<2xf32> = #cnn.constant<1.0>
// CHECK-LABEL: @norm_train_step
// CHECK: %[[Y:.*]], %{{.*}}, %{{.*}}, %[[MEAN:.*]], %[[VARIANCE:.*]] = cnn.batch_norm_training %{{.*}} epsilon = 1.000000e-03 momentum = 2.000000e-01
// CHECK-NEXT: cnn.write @mean, %[[MEAN]]
// CHECK-NEXT: cnn.write @variance, %[[VARIANCE]]
// CHECK-NEXT: cnn.batch_norm %[[Y]]
cnn.network @norm(%x: tensor<4x2xf32>) -> tensor<4x2xf32> attributes {loss = #cnn.loss<mean_squared_error>} {
  %s = cnn.read @scale : tensor<2xf32>
  %m = cnn.read @mean : tensor<2xf32>
  %v = cnn.read @variance : tensor<2xf32>
  %0 = cnn.batch_norm %x, %s, %s, %m, %v epsilon = 1.0e-3 momentum = 0.2 : (tensor<4x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<4x2xf32>
  %1 = cnn.batch_norm %0, %s, %s, %s, %s : (tensor<4x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<4x2xf32>
  cnn.return %1 : tensor<4x2xf32>
}

// -----

// Only the pooling behind a parameter will be differentiated through.
cnn.parameter @w : tensor<1x1x1x1xf32> = #cnn.constant<1.0>
// CHECK-LABEL: @pools_train_step
// CHECK: cnn.max_pool %
// CHECK: cnn.conv2d
// CHECK-NEXT: cnn.max_pool_argmax %
cnn.network @pools(%x: tensor<1x1x8x8xf32>) -> tensor<1x1x2x2xf32> attributes {loss = #cnn.loss<mean_squared_error>} {
  %w = cnn.read @w : tensor<1x1x1x1xf32>
  %0 = cnn.max_pool %x kernel = [2, 2] strides = [2, 2] : (tensor<1x1x8x8xf32>) -> tensor<1x1x4x4xf32>
  %1 = cnn.conv2d %0, %w : (tensor<1x1x4x4xf32>, tensor<1x1x1x1xf32>) -> tensor<1x1x4x4xf32>
  %2 = cnn.max_pool %1 kernel = [2, 2] strides = [2, 2] : (tensor<1x1x4x4xf32>) -> tensor<1x1x2x2xf32>
  cnn.return %2 : tensor<1x1x2x2xf32>
}
