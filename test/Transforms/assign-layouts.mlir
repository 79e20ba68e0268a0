// RUN: cnn-opt %s --cnn-assign-layouts | FileCheck %s

// Of weights that training writes: a convolution's, its gradient and its moments alike; a dense layer's; vectors as
// they are.
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
  %dw = cnn.read @dense.weight : tensor<10x288xf32>
  cnn.write @dense.weight, %dw : tensor<10x288xf32>
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

// A weight that no network writes is repacked for its layer: in blocks of 32 output channels, of 16, or all
// together, and transformed for Winograd's algorithm. One of several groups stays, and one whose transform would not
// lie in whole vectors.
// CHECK-LABEL: cnn.network @prepared
cnn.network @prepared(%x: tensor<1x64x8x8xf32>, %z: tensor<1x100xf32>) {
  // CHECK: %[[W:.*]] = cnn.read @blocks : tensor<64x64x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>
  %w = cnn.read @blocks : tensor<64x64x3x3xf32>
  // CHECK: %[[BLOCKS:.*]] = cnn.repack %[[W]] : {{.*}} -> tensor<64x64x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 32>>
  // CHECK: cnn.conv2d %{{.*}}, %[[BLOCKS]] strides
  %0 = cnn.conv2d %x, %w strides = [2, 2] : (tensor<1x64x8x8xf32>, tensor<64x64x3x3xf32>) -> tensor<1x64x3x3xf32>
  // CHECK: %[[TRANSFORM:.*]] = cnn.repack %[[W]] : {{.*}} -> tensor<64x64x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 32, algorithm = winograd>>
  // CHECK: cnn.conv2d %{{.*}}, %[[TRANSFORM]] algorithm
  %1 = cnn.conv2d %x, %w algorithm = winograd : (tensor<1x64x8x8xf32>, tensor<64x64x3x3xf32>) -> tensor<1x64x6x6xf32>
  %v = cnn.read @halves : tensor<48x64x3x3xf32>
  // CHECK: cnn.repack {{.*}} -> tensor<48x64x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 16>>
  %2 = cnn.conv2d %x, %v : (tensor<1x64x8x8xf32>, tensor<48x64x3x3xf32>) -> tensor<1x48x6x6xf32>
  %u = cnn.read @odd : tensor<10x64x3x3xf32>
  // CHECK: cnn.repack {{.*}} -> tensor<10x64x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 10>>
  %3 = cnn.conv2d %x, %u : (tensor<1x64x8x8xf32>, tensor<10x64x3x3xf32>) -> tensor<1x10x6x6xf32>
  // CHECK: %[[G:.*]] = cnn.read @groups : tensor<64x1x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>
  // CHECK-NEXT: cnn.conv2d %{{.*}}, %[[G]] groups
  %g = cnn.read @groups : tensor<64x1x3x3xf32>
  %4 = cnn.conv2d %x, %g groups = 64 : (tensor<1x64x8x8xf32>, tensor<64x1x3x3xf32>) -> tensor<1x64x6x6xf32>
  // CHECK: %[[N:.*]] = cnn.read @narrow : tensor<24x64x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>
  // CHECK-NEXT: cnn.repack %{{.*}} -> tensor<1x64x8x8xf32, #cnn.layout<[0, 2, 3, 1]>>
  // CHECK-NEXT: cnn.conv2d %{{.*}}, %[[N]] algorithm = winograd
  %n = cnn.read @narrow : tensor<24x64x3x3xf32>
  %6 = cnn.conv2d %x, %n algorithm = winograd : (tensor<1x64x8x8xf32>, tensor<24x64x3x3xf32>) -> tensor<1x24x6x6xf32>
  %d = cnn.read @rows : tensor<96x100xf32>
  // CHECK: cnn.repack {{.*}} : (tensor<96x100xf32, #cnn.layout<[1, 0]>>) -> tensor<96x100xf32, #cnn.layout<[0, 1, 0], block = 32>>
  %5 = cnn.dense %z, %d : (tensor<1x100xf32>, tensor<96x100xf32>) -> tensor<1x96xf32>
  // Up to 15 narrower vectors a block where no 16 channels divide, of a convolution over the whole image too.
  %k = cnn.read @classes : tensor<1000x100xf32>
  // CHECK: cnn.repack {{.*}} -> tensor<1000x100xf32, #cnn.layout<[0, 1, 0], block = 40>>
  %7 = cnn.dense %z, %k : (tensor<1x100xf32>, tensor<1000x100xf32>) -> tensor<1x1000xf32>
  %h = cnn.read @whole : tensor<120x4x5x5xf32>
  // CHECK: %[[MATRIX:.*]] = cnn.reshape
  // CHECK: cnn.repack %[[MATRIX]] : {{.*}} -> tensor<120x100xf32, #cnn.layout<[0, 1, 0], block = 120>>
  %m = cnn.reshape %h : (tensor<120x4x5x5xf32>) -> tensor<120x100xf32>
  %8 = cnn.dense %z, %m : (tensor<1x100xf32>, tensor<120x100xf32>) -> tensor<1x120xf32>
  cnn.return
}
cnn.parameter @classes : tensor<1000x100xf32> = #cnn.he_normal
cnn.parameter @whole : tensor<120x4x5x5xf32> = #cnn.he_normal
cnn.parameter @blocks : tensor<64x64x3x3xf32> = #cnn.he_normal
cnn.parameter @halves : tensor<48x64x3x3xf32> = #cnn.he_normal
cnn.parameter @odd : tensor<10x64x3x3xf32> = #cnn.he_normal
cnn.parameter @groups : tensor<64x1x3x3xf32> = #cnn.he_normal
cnn.parameter @rows : tensor<96x100xf32> = #cnn.he_normal
cnn.parameter @narrow : tensor<24x64x3x3xf32> = #cnn.he_normal

// A batch fills vectors where no layer's channels do: images lie side by side, from the caller's on to the result. The
// weight of a convolution over the whole image, here a dense layer's, has its output channels innermost as that wants.
// CHECK: cnn.parameter @whole.weight : tensor<10x8x6x6xf32, #cnn.layout<[1, 2, 3, 0]>>
cnn.parameter @whole.weight : tensor<10x8x6x6xf32> = #cnn.he_normal<seed = 4>
// CHECK-LABEL: cnn.network @side_by_side
cnn.network @side_by_side(%x: tensor<32x3x8x8xf32>) -> tensor<32x10xf32> {
  %w = cnn.read @conv.weight : tensor<8x3x3x3xf32>
  %v = cnn.read @whole.weight : tensor<10x8x6x6xf32>
  // CHECK: %[[X:.*]] = cnn.repack %{{.*}} : (tensor<32x3x8x8xf32>) -> tensor<32x3x8x8xf32, #cnn.layout<[1, 2, 3, 0]>>
  // CHECK: cnn.conv2d %[[X]], {{.*}} -> tensor<32x8x6x6xf32, #cnn.layout<[1, 2, 3, 0]>>
  %y = cnn.conv2d %x, %w : (tensor<32x3x8x8xf32>, tensor<8x3x3x3xf32>) -> tensor<32x8x6x6xf32>
  // CHECK: cnn.flatten {{.*}} -> tensor<32x288xf32, #cnn.layout<[1, 0]>>
  %f = cnn.flatten %y : (tensor<32x8x6x6xf32>) -> tensor<32x288xf32>
  // CHECK: cnn.reshape {{.*}} -> tensor<10x288xf32, #cnn.layout<[1, 0]>>
  %m = cnn.reshape %v : (tensor<10x8x6x6xf32>) -> tensor<10x288xf32>
  // CHECK: cnn.dense {{.*}} -> tensor<32x10xf32, #cnn.layout<[1, 0]>>
  %d = cnn.dense %f, %m : (tensor<32x288xf32>, tensor<10x288xf32>) -> tensor<32x10xf32>
  // CHECK: cnn.tanh {{.*}} -> tensor<32x10xf32>{{$}}
  %t = cnn.tanh %d : (tensor<32x10xf32>) -> tensor<32x10xf32>
  cnn.return %t : tensor<32x10xf32>
}

// An argument that is read as a weight stays as the caller has it, and so does one that nobody reads.
// CHECK-LABEL: cnn.network @weight_of_the_caller
// CHECK-NOT: cnn.repack
// CHECK: cnn.return
cnn.network @weight_of_the_caller(%x: tensor<16x20xf32>, %w: tensor<16x20xf32>, %u: tensor<16x4xf32>) -> tensor<16x16xf32> {
  %y = cnn.dense %x, %w : (tensor<16x20xf32>, tensor<16x20xf32>) -> tensor<16x16xf32>
  cnn.return %y : tensor<16x16xf32>
}
