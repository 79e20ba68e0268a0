// RUN: cnn-opt %s --cnn-add-optimizer --split-input-file --verify-diagnostics | FileCheck %s

// CHECK: cnn.parameter @w : tensor<3xf32>
// CHECK-NEXT: cnn.parameter state @w.first_moment : tensor<3xf32> = #cnn.constant<0.000000e+00>
// CHECK-NEXT: cnn.parameter state @w.second_moment : tensor<3xf32> = #cnn.constant<0.000000e+00>
// CHECK-NEXT: cnn.parameter state @training.learning_rate : tensor<f32> = #cnn.constant<2.500000e-01>
// CHECK-NEXT: cnn.parameter state @training.step : tensor<i32> = #cnn.constant<0.000000e+00>
// CHECK: @adam(%[[G:.*]]: tensor<3xf32>, %[[LOSS:.*]]: tensor<f32>) -> (tensor<f32> {cnn.loss})
// CHECK-NEXT: %[[W:.*]] = cnn.read @w
// CHECK-NEXT: %[[RATE:.*]] = cnn.read @training.learning_rate
// CHECK-NEXT: %[[STEP:.*]] = cnn.read @training.step
// CHECK-DAG: %[[FIRST:.*]] = cnn.read @w.first_moment
// CHECK-DAG: %[[SECOND:.*]] = cnn.read @w.second_moment
// CHECK: %[[P:.*]], %[[M:.*]], %[[V:.*]] = cnn.adam %[[W]], %[[G]], %[[RATE]], %[[FIRST]], %[[SECOND]], %[[STEP]] beta1 = 5.000000e-01 :
// CHECK-NEXT: cnn.write @w, %[[P]]
// CHECK-NEXT: cnn.write @w.first_moment, %[[M]]
// CHECK-NEXT: cnn.write @w.second_moment, %[[V]]
// CHECK-NEXT: %[[NEXT:.*]] = cnn.increment %[[STEP]]
// CHECK-NEXT: cnn.write @training.step, %[[NEXT]]
// CHECK-NEXT: cnn.return %[[LOSS]]
cnn.parameter @w : tensor<3xf32> = #cnn.constant<1.0>
cnn.network @adam(%g: tensor<3xf32>, %loss: tensor<f32>) -> (tensor<f32> {cnn.loss}, tensor<3xf32> {cnn.gradient_of = @w})
    attributes {entry = #cnn.entry<train_step>, optimizer = #cnn.adam<learning_rate = 0.25, beta1 = 0.5>} {
  %w = cnn.read @w : tensor<3xf32>
  cnn.return %loss, %g : tensor<f32>, tensor<3xf32>
}

// -----

// CHECK: cnn.parameter state @w.velocity : tensor<3xf32>
// CHECK: @nesterov
// CHECK: %[[V:.*]] = cnn.read @w.velocity
// CHECK: %[[P:.*]], %[[NEW:.*]] = cnn.sgd %{{.*}}, %{{.*}}, %{{.*}}, %[[V]] momentum = 5.000000e-01 weight_decay = 2.500000e-01 nesterov
// CHECK-NEXT: cnn.write @w, %[[P]]
// CHECK-NEXT: cnn.write @w.velocity, %[[NEW]]
cnn.parameter @w : tensor<3xf32> = #cnn.constant<1.0>
cnn.network @nesterov(%g: tensor<3xf32>) -> (tensor<3xf32> {cnn.gradient_of = @w})
    attributes {optimizer = #cnn.sgd<learning_rate = 0.25, momentum = 0.5, nesterov = true, weight_decay = 0.25>} {
  cnn.return %g : tensor<3xf32>
}

// -----

// Without momentum there is no velocity.
// CHECK: @plain
// CHECK-NOT: velocity
// CHECK: cnn.sgd %{{.*}} : (tensor<3xf32>, tensor<3xf32>, tensor<f32>) -> tensor<3xf32>
// CHECK: cnn.return{{$}}
cnn.parameter @w : tensor<3xf32> = #cnn.constant<1.0>
cnn.network @plain(%g: tensor<3xf32>) -> (tensor<3xf32> {cnn.gradient_of = @w})
    attributes {optimizer = #cnn.sgd<learning_rate = 0.25>} {
  cnn.return %g : tensor<3xf32>
}

// -----

cnn.parameter @w : tensor<3xf32> = #cnn.constant<1.0>
// expected-error@+1 {{'cnn.network' op expects an optimizer to train with (optimizer = #cnn.sgd<...> or #cnn.adam<...>, or --optimizer)}}
cnn.network @none(%g: tensor<3xf32>) -> (tensor<3xf32> {cnn.gradient_of = @w}) {
  cnn.return %g : tensor<3xf32>
}
