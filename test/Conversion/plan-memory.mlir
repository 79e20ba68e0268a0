// Places of values: the caller's buffers, parameters in place, the arena.
// RUN: cnn-opt %s --split-input-file --halide-fuse --halide-plan-memory --halide-verify-memory | FileCheck %s

// A chain needs two buffers at a time; results go to the caller at once.
// CHECK-LABEL: halide.program @chain attributes
// CHECK-SAME: arena_bytes = 384 : i64, entry = #cnn.entry<infer>, input_names = ["image"], output_names = ["output", "last"]
// CHECK: ^bb0(%[[X:.*]]: memref<2x8xf32>, %[[A:.*]]: memref<2x8xf32>, %[[B:.*]]: memref<2x8xf32>):
// CHECK-DAG: %[[W:.*]] = halide.parameter @w : memref<8x8xf32>
// CHECK-DAG: %[[S0:.*]] = halide.slice 0 : memref<2x8xf32>
// CHECK-DAG: %[[S1:.*]] = halide.slice 128 : memref<2x8xf32>
// CHECK-DAG: %[[S2:.*]] = halide.slice 256 : memref<2x8xf32>
// CHECK: halide.call @dense ins(%[[X]], %[[W]] : {{.*}}) outs(%[[A]] : memref<2x8xf32>) {bytes = 384 : i64, operations = 256 : i64}
// CHECK: halide.call @dense ins(%[[A]], %[[W]]
// CHECK: halide.call @dense
// CHECK: halide.call @dense
// CHECK: outs(%[[B]] : memref<2x8xf32>)
// CHECK-NOT: cnn.network
cnn.parameter @w : tensor<8x8xf32> = #cnn.constant<0.5>
cnn.network @chain(%x: tensor<2x8xf32> {cnn.name = "image"}) -> (tensor<2x8xf32>, tensor<2x8xf32> {cnn.name = "last"}) {
  %w = cnn.read @w : tensor<8x8xf32>
  %0 = cnn.dense %x, %w : (tensor<2x8xf32>, tensor<8x8xf32>) -> tensor<2x8xf32>
  %1 = cnn.dense %0, %w : (tensor<2x8xf32>, tensor<8x8xf32>) -> tensor<2x8xf32>
  %2 = cnn.dense %1, %w : (tensor<2x8xf32>, tensor<8x8xf32>) -> tensor<2x8xf32>
  %3 = cnn.dense %2, %w : (tensor<2x8xf32>, tensor<8x8xf32>) -> tensor<2x8xf32>
  %4 = cnn.add %3, %1 : (tensor<2x8xf32>, tensor<2x8xf32>) -> tensor<2x8xf32>
  %5 = cnn.softmax %4 : (tensor<2x8xf32>) -> tensor<2x8xf32>
  cnn.return %0, %5 : tensor<2x8xf32>, tensor<2x8xf32>
}

// -----

// The update overwrites its parameters, after the last reader of the old weight; the counter too.
// CHECK-LABEL: halide.program @step
// CHECK: %[[W:.*]] = halide.parameter @w
// CHECK: %[[RATE:.*]] = halide.parameter @rate
// CHECK: %[[N:.*]] = halide.parameter @n
// CHECK: halide.call @matmul
// CHECK: halide.call @dense ins(%{{.*}}, %[[W]]
// CHECK: halide.call @sgd ins(%[[W]], %{{.*}}, %[[RATE]] : {{.*}}) outs(%[[W]] :
// CHECK: halide.call @dense
// CHECK-NOT: @repack
cnn.parameter @w : tensor<8x8xf32> = #cnn.constant<0.5>
cnn.parameter @rate : tensor<f32> = #cnn.constant<0.1>
cnn.parameter state @n : tensor<i32> = #cnn.constant<0.0>
cnn.network @step(%x: tensor<2x8xf32>, %v: tensor<8x8xf32>) -> tensor<2x8xf32> attributes {entry = #cnn.entry<train_step>} {
  %w = cnn.read @w : tensor<8x8xf32>
  %rate = cnn.read @rate : tensor<f32>
  %n = cnn.read @n : tensor<i32>
  %g = cnn.matmul %x, %x transpose_a : (tensor<2x8xf32>, tensor<2x8xf32>) -> tensor<8x8xf32>
  %nw = cnn.sgd %w, %g, %rate : (tensor<8x8xf32>, tensor<8x8xf32>, tensor<f32>) -> tensor<8x8xf32>
  %0 = cnn.dense %x, %w : (tensor<2x8xf32>, tensor<8x8xf32>) -> tensor<2x8xf32>
  %1 = cnn.dense %0, %v : (tensor<2x8xf32>, tensor<8x8xf32>) -> tensor<2x8xf32>
  %next = cnn.increment %n : (tensor<i32>) -> tensor<i32>
  cnn.write @w, %nw : tensor<8x8xf32>
  cnn.write @n, %next : tensor<i32>
  cnn.return %1 : tensor<2x8xf32>
}

// -----

// Who needs both the old and the new value, or reads the old one at other places, works on a copy.
// CHECK-LABEL: halide.program @both
// CHECK: %[[W:.*]] = halide.parameter @w
// CHECK: %[[V:.*]] = halide.parameter @v
// CHECK: %[[NEW:.*]] = halide.slice {{[0-9]+}} : memref<8x8xf32>
// CHECK: %[[PRODUCT:.*]] = halide.slice {{[0-9]+}} : memref<8x8xf32>
// CHECK: halide.call @relu ins(%[[W]] : memref<8x8xf32>) outs(%[[NEW]] : memref<8x8xf32>)
// CHECK: halide.call @add ins(%[[NEW]], %[[W]] :
// CHECK: halide.call @repack ins(%[[NEW]] : memref<8x8xf32>) outs(%[[W]] : memref<8x8xf32>)
// CHECK: halide.call @matmul ins(%[[V]] : memref<8x8xf32>) outs(%[[PRODUCT]] : memref<8x8xf32>)
// CHECK: halide.call @repack ins(%[[PRODUCT]] : memref<8x8xf32>) outs(%[[V]] : memref<8x8xf32>)
cnn.parameter @w : tensor<8x8xf32> = #cnn.constant<0.5>
cnn.parameter @v : tensor<8x8xf32> = #cnn.constant<0.5>
cnn.network @both() -> tensor<8x8xf32> {
  %w = cnn.read @w : tensor<8x8xf32>
  %v = cnn.read @v : tensor<8x8xf32>
  %new = cnn.relu %w : (tensor<8x8xf32>) -> tensor<8x8xf32>
  %sum = cnn.add %new, %w : (tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<8x8xf32>
  %product = cnn.matmul %v, %v : (tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<8x8xf32>
  cnn.write @w, %new : tensor<8x8xf32>
  cnn.write @v, %product : tensor<8x8xf32>
  cnn.return %sum : tensor<8x8xf32>
}

// -----

// Values that no launch makes, or that have two places to go to, are copied.
// CHECK-LABEL: halide.program @copies
// CHECK: ^bb0(%[[X:.*]]: memref<8xf32>, %[[A:.*]]: memref<8xf32>, %[[B:.*]]: memref<8xf32>, %[[C:.*]]: memref<8xf32>, %[[D:.*]]: memref<8xf32>):
// CHECK: %[[W:.*]] = halide.parameter @w
// CHECK: halide.call @relu ins(%[[X]] : memref<8xf32>) outs(%[[C]] : memref<8xf32>)
// CHECK: halide.call @repack ins(%[[X]] : memref<8xf32>) outs(%[[A]] : memref<8xf32>)
// The parameter's old value is returned before the new one comes.
// CHECK: halide.call @repack ins(%[[W]] : memref<8xf32>) outs(%[[B]] : memref<8xf32>)
// CHECK: halide.call @repack ins(%[[C]] : memref<8xf32>) outs(%[[W]] : memref<8xf32>)
// CHECK: halide.call @repack ins(%[[C]] : memref<8xf32>) outs(%[[D]] : memref<8xf32>)
cnn.parameter @w : tensor<8xf32> = #cnn.constant<0.5>
cnn.network @copies(%x: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) {
  %w = cnn.read @w : tensor<8xf32>
  %0 = cnn.relu %x : (tensor<8xf32>) -> tensor<8xf32>
  cnn.write @w, %0 : tensor<8xf32>
  cnn.return %x, %w, %0, %0 : tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>
}

// -----

// Two parameters change places.
// CHECK-LABEL: halide.program @swap
// CHECK: %[[V:.*]] = halide.parameter @v
// CHECK: %[[W:.*]] = halide.parameter @w
// CHECK: %[[SLICE:.*]] = halide.slice 0
// CHECK: halide.call @repack ins(%[[V]] : memref<8xf32>) outs(%[[SLICE]] : memref<8xf32>)
// CHECK: halide.call @repack ins(%[[W]] : memref<8xf32>) outs(%[[V]] : memref<8xf32>)
// CHECK: halide.call @repack ins(%[[SLICE]] : memref<8xf32>) outs(%[[W]] : memref<8xf32>)
cnn.parameter @v : tensor<8xf32> = #cnn.constant<0.5>
cnn.parameter @w : tensor<8xf32> = #cnn.constant<0.5>
cnn.network @swap() {
  %v = cnn.read @v : tensor<8xf32>
  %w = cnn.read @w : tensor<8xf32>
  cnn.write @v, %w : tensor<8xf32>
  cnn.write @w, %v : tensor<8xf32>
  cnn.return
}

// -----

// Memory has the stored shape: extents in the order of the layout.
// CHECK-LABEL: halide.program @layout
// CHECK: halide.parameter @w : memref<3x3x4x8xf32>
// CHECK: halide.slice 0 : memref<1x6x6x8xf32>
cnn.parameter @w : tensor<8x4x3x3xf32, #cnn.layout<[2, 3, 1, 0]>> = #cnn.constant<0.5>
cnn.network @layout(%x: tensor<1x4x8x8xf32>) -> tensor<1x288xf32> {
  %w = cnn.read @w : tensor<8x4x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>
  %0 = cnn.conv2d %x, %w : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>)
    -> tensor<1x8x6x6xf32, #cnn.layout<[0, 2, 3, 1]>>
  %1 = cnn.flatten %0 : (tensor<1x8x6x6xf32, #cnn.layout<[0, 2, 3, 1]>>) -> tensor<1x288xf32>
  cnn.return %1 : tensor<1x288xf32>
}
