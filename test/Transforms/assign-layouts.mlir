// RUN: cnn-opt %s --cnn-assign-layouts | FileCheck %s

// A convolution's weight, its gradient and its moments alike; a dense layer's; vectors as they are.
// CHECK: cnn.parameter @conv.weight : tensor<8x3x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>
cnn.parameter @conv.weight : tensor<8x3x3x3xf32> = #cnn.he_normal<seed = 1>
// CHECK: cnn.parameter state @conv.velocity : tensor<8x3x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>
cnn.parameter state @conv.velocity : tensor<8x3x3x3xf32> = #cnn.constant<0.0>
// CHECK: cnn.parameter @dense.weight : tensor<10x288xf32, #cnn.layout<[1, 0]>>
cnn.parameter @dense.weight : tensor<10x288xf32> = #cnn.he_normal<seed = 2>
// CHECK: cnn.parameter @dense.bias : tensor<10xf32> =
cnn.parameter @dense.bias : tensor<10xf32> = #cnn.constant<0.0>
// CHECK: cnn.parameter @rate : tensor<f32> =
cnn.parameter @rate : tensor<f32> = #cnn.constant<0.1>

// The caller's tensors are row-major, images inside have channels innermost.
// CHECK-LABEL: cnn.network @infer(%{{.*}}: tensor<1x3x8x8xf32>) -> (tensor<1x8x6x6xf32>, tensor<1x10xf32>)
cnn.network @infer(%x: tensor<1x3x8x8xf32>) -> (tensor<1x8x6x6xf32>, tensor<1x10xf32>) {
  // CHECK: cnn.read @conv.weight : tensor<8x3x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>
  %w = cnn.read @conv.weight : tensor<8x3x3x3xf32>
  %dw = cnn.read @dense.weight : tensor<10x288xf32>
  %db = cnn.read @dense.bias : tensor<10xf32>
  // CHECK: cnn.conv2d {{.*}} -> tensor<1x8x6x6xf32, #cnn.layout<[0, 2, 3, 1]>>
  %y = cnn.conv2d %x, %w : (tensor<1x3x8x8xf32>, tensor<8x3x3x3xf32>) -> tensor<1x8x6x6xf32>
  // CHECK: cnn.relu {{.*}} -> tensor<1x8x6x6xf32>{{$}}
  %z = cnn.relu %y : (tensor<1x8x6x6xf32>) -> tensor<1x8x6x6xf32>
  %f = cnn.flatten %z : (tensor<1x8x6x6xf32>) -> tensor<1x288xf32>
  // CHECK: cnn.dense {{.*}} -> tensor<1x10xf32>{{$}}
  %o = cnn.dense %f, %dw, %db : (tensor<1x288xf32>, tensor<10x288xf32>, tensor<10xf32>) -> tensor<1x10xf32>
  // CHECK-NOT: cnn.repack
  cnn.return %z, %o : tensor<1x8x6x6xf32>, tensor<1x10xf32>
}

// CHECK-LABEL: cnn.network @step
cnn.network @step(%x: tensor<1x3x8x8xf32>, %dy: tensor<1x8x6x6xf32>) {
  %w = cnn.read @conv.weight : tensor<8x3x3x3xf32>
  %v = cnn.read @conv.velocity : tensor<8x3x3x3xf32>
  %rate = cnn.read @rate : tensor<f32>
  // CHECK: cnn.conv2d_weight_gradient {{.*}} -> tensor<8x3x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>
  %g = cnn.conv2d_weight_gradient %x, %dy : (tensor<1x3x8x8xf32>, tensor<1x8x6x6xf32>) -> tensor<8x3x3x3xf32>
  // CHECK: cnn.sgd {{.*}} -> (tensor<8x3x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>, tensor<8x3x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>)
  %nw, %nv = cnn.sgd %w, %g, %rate, %v momentum = 0.9
    : (tensor<8x3x3x3xf32>, tensor<8x3x3x3xf32>, tensor<f32>, tensor<8x3x3x3xf32>) -> (tensor<8x3x3x3xf32>, tensor<8x3x3x3xf32>)
  // CHECK-NOT: cnn.repack
  cnn.write @conv.weight, %nw : tensor<8x3x3x3xf32>
  cnn.write @conv.velocity, %nv : tensor<8x3x3x3xf32>
  cnn.return
}

// A value that must lie in two ways is repacked: a returned parameter, an argument that a parameter takes.
// CHECK-LABEL: cnn.network @swap
cnn.network @swap(%new: tensor<8x3x3x3xf32>) -> tensor<8x3x3x3xf32> {
  // CHECK: %[[OLD:.*]] = cnn.read @conv.weight
  %old = cnn.read @conv.weight : tensor<8x3x3x3xf32>
  // CHECK: %[[NEW:.*]] = cnn.repack %{{.*}} : (tensor<8x3x3x3xf32>) -> tensor<8x3x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>
  // CHECK: cnn.write @conv.weight, %[[NEW]]
  cnn.write @conv.weight, %new : tensor<8x3x3x3xf32>
  // CHECK: %[[RESULT:.*]] = cnn.repack %[[OLD]] : (tensor<8x3x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>) -> tensor<8x3x3x3xf32>
  // CHECK: cnn.return %[[RESULT]]
  cnn.return %old : tensor<8x3x3x3xf32>
}
