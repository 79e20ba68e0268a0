// RUN: cnn-opt %s --cnn-prepare-parameters --split-input-file | FileCheck %s
// What is prepared stays so, and nothing is prepared a second time.
// RUN: cnn-opt %s --cnn-prepare-parameters --split-input-file -o %t
// RUN: cnn-opt %t --cnn-prepare-parameters --split-input-file | diff %t -

// A weight is stored as its only reader repacks it, whatever its initial values.
// CHECK: cnn.parameter @w : tensor<16x3x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 16>> = #cnn.he_normal<seed = 1>
cnn.parameter @w : tensor<16x3x3x3xf32, #cnn.layout<[2, 3, 1, 0]>> = #cnn.he_normal<seed = 1>
// CHECK-LABEL: cnn.network @absorbed
cnn.network @absorbed(%x: tensor<1x3x8x8xf32>) -> tensor<1x16x6x6xf32> {
  // CHECK-NEXT: %[[W:.*]] = cnn.read @w : tensor<16x3x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 16>>
  %w = cnn.read @w : tensor<16x3x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>
  %r = cnn.repack %w : (tensor<16x3x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>) -> tensor<16x3x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 16>>
  // CHECK-NEXT: cnn.conv2d %{{.*}}, %[[W]]
  %y = cnn.conv2d %x, %r : (tensor<1x3x8x8xf32>, tensor<16x3x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 16>>) -> tensor<1x16x6x6xf32>
  cnn.return %y : tensor<1x16x6x6xf32>
}
// The same network for another batch agrees.
// CHECK-LABEL: cnn.network @absorbed_4
cnn.network @absorbed_4(%x: tensor<4x3x8x8xf32>) -> tensor<4x16x6x6xf32> {
  // CHECK-NEXT: cnn.read @w : tensor<16x3x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 16>>
  %w = cnn.read @w : tensor<16x3x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>
  %r = cnn.repack %w : (tensor<16x3x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>) -> tensor<16x3x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 16>>
  // CHECK-NEXT: cnn.conv2d
  %y = cnn.conv2d %x, %r : (tensor<4x3x8x8xf32>, tensor<16x3x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 16>>) -> tensor<4x16x6x6xf32>
  cnn.return %y : tensor<4x16x6x6xf32>
}
// CHECK-NOT: cnn.network

// -----

// A transform is computed once by entry prepare, behind its weight and under the next free name, for all networks
// that read it; the weight stays as its author knows it.
#winograd = #cnn.layout<[0, 2, 3, 1, 0], block = 16, algorithm = winograd>
// CHECK: cnn.parameter @w : tensor<16x3x3x3xf32> = #cnn.he_normal
// CHECK-NEXT: cnn.parameter state @[[DERIVED:w.prepared[_0-9]+]] : tensor<16x3x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 16, algorithm = winograd>> = #cnn.derived
// CHECK-NEXT: cnn.parameter @w.prepared : tensor<16xf32>
cnn.parameter @w : tensor<16x3x3x3xf32> = #cnn.he_normal
cnn.parameter @w.prepared : tensor<16xf32> = #cnn.constant<0.0>
// CHECK-LABEL: cnn.network @hoisted
cnn.network @hoisted(%x: tensor<1x3x8x8xf32>) -> tensor<1x16x6x6xf32> {
  // CHECK-NOT: cnn.repack
  // CHECK: %[[W:.*]] = cnn.read @[[DERIVED]]
  // CHECK: cnn.conv2d %{{.*}}, %[[W]], %{{.*}} algorithm = winograd
  %w = cnn.read @w : tensor<16x3x3x3xf32>
  %b = cnn.read @w.prepared : tensor<16xf32>
  %r = cnn.repack %w : (tensor<16x3x3x3xf32>) -> tensor<16x3x3x3xf32, #winograd>
  %y = cnn.conv2d %x, %r, %b algorithm = winograd : (tensor<1x3x8x8xf32>, tensor<16x3x3x3xf32, #winograd>, tensor<16xf32>) -> tensor<1x16x6x6xf32>
  cnn.return %y : tensor<1x16x6x6xf32>
}
// CHECK-LABEL: cnn.network @hoisted_4
cnn.network @hoisted_4(%x: tensor<4x3x8x8xf32>) -> tensor<4x16x6x6xf32> {
  // CHECK-NOT: cnn.repack
  // CHECK: cnn.read @[[DERIVED]]
  %w = cnn.read @w : tensor<16x3x3x3xf32>
  %r = cnn.repack %w : (tensor<16x3x3x3xf32>) -> tensor<16x3x3x3xf32, #winograd>
  %y = cnn.conv2d %x, %r algorithm = winograd : (tensor<4x3x8x8xf32>, tensor<16x3x3x3xf32, #winograd>) -> tensor<4x16x6x6xf32>
  cnn.return %y : tensor<4x16x6x6xf32>
}
// CHECK-LABEL: cnn.network @hoisted_prepare() attributes {entry = #cnn.entry<prepare>}
// CHECK-NEXT: %[[W:.*]] = cnn.read @w
// CHECK-NEXT: %[[R:.*]] = cnn.repack %[[W]]
// CHECK-NEXT: cnn.write @[[DERIVED]], %[[R]]
// CHECK-NOT: cnn.{{read|repack|write}}

// -----

// Two convolutions read one weight in two ways: it stays, and both are prepared.
#winograd = #cnn.layout<[0, 2, 3, 1, 0], block = 16, algorithm = winograd>
#blocks = #cnn.layout<[0, 2, 3, 1, 0], block = 16>
// CHECK: cnn.parameter @w : tensor<16x3x3x3xf32> =
// CHECK-DAG: cnn.parameter state @[[BLOCKS:w.prepared[_0-9]*]] : tensor<16x3x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 16>> = #cnn.derived
// CHECK-DAG: cnn.parameter state @[[WINOGRAD:w.prepared[_0-9]*]] : tensor<16x3x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 16, algorithm = winograd>> = #cnn.derived
cnn.parameter @w : tensor<16x3x3x3xf32> = #cnn.he_normal
// CHECK-LABEL: cnn.network @two_ways
cnn.network @two_ways(%x: tensor<1x3x8x8xf32>) -> (tensor<1x16x6x6xf32>, tensor<1x16x3x3xf32>) {
  // CHECK-DAG: cnn.read @[[BLOCKS]]
  // CHECK-DAG: cnn.read @[[WINOGRAD]]
  %w = cnn.read @w : tensor<16x3x3x3xf32>
  %r = cnn.repack %w : (tensor<16x3x3x3xf32>) -> tensor<16x3x3x3xf32, #winograd>
  %y = cnn.conv2d %x, %r algorithm = winograd : (tensor<1x3x8x8xf32>, tensor<16x3x3x3xf32, #winograd>) -> tensor<1x16x6x6xf32>
  %s = cnn.repack %w : (tensor<16x3x3x3xf32>) -> tensor<16x3x3x3xf32, #blocks>
  %z = cnn.conv2d %x, %s strides = [2, 2] : (tensor<1x3x8x8xf32>, tensor<16x3x3x3xf32, #blocks>) -> tensor<1x16x3x3xf32>
  cnn.return %y, %z : tensor<1x16x6x6xf32>, tensor<1x16x3x3xf32>
}
// CHECK-LABEL: cnn.network @two_ways_prepare
// CHECK-NEXT: %[[W:.*]] = cnn.read @w
// CHECK-DAG: cnn.repack %[[W]] : {{.*}}winograd
// CHECK-DAG: cnn.repack %[[W]] : {{.*}}block = 16>>{{$}}

// -----

// What training writes is read as it lies.
#blocks = #cnn.layout<[0, 2, 3, 1, 0], block = 16>
// CHECK: cnn.parameter @w : tensor<16x3x3x3xf32> =
// CHECK-NOT: derived
cnn.parameter @w : tensor<16x3x3x3xf32> = #cnn.he_normal
// CHECK-LABEL: cnn.network @trained
cnn.network @trained(%x: tensor<1x3x8x8xf32>) -> tensor<1x16x6x6xf32> {
  // CHECK: %[[W:.*]] = cnn.read @w : tensor<16x3x3x3xf32>{{$}}
  // CHECK: %[[R:.*]] = cnn.repack %[[W]]
  // CHECK: cnn.conv2d %{{.*}}, %[[R]]
  %w = cnn.read @w : tensor<16x3x3x3xf32>
  %r = cnn.repack %w : (tensor<16x3x3x3xf32>) -> tensor<16x3x3x3xf32, #blocks>
  %y = cnn.conv2d %x, %r : (tensor<1x3x8x8xf32>, tensor<16x3x3x3xf32, #blocks>) -> tensor<1x16x6x6xf32>
  cnn.return %y : tensor<1x16x6x6xf32>
}
cnn.network @step(%w: tensor<16x3x3x3xf32>) attributes {entry = #cnn.entry<train_step>} {
  cnn.write @w, %w : tensor<16x3x3x3xf32>
  cnn.return
}
// CHECK-NOT: prepare

// -----

// A chain on parameters moves as a whole; only what the rest reads is kept. The first parameter names it.
// CHECK: cnn.parameter @a : tensor<4xf32> =
// CHECK-NEXT: cnn.parameter state @a.prepared : tensor<4xf32> = #cnn.derived
cnn.parameter @a : tensor<4xf32> = #cnn.constant<1.0>
cnn.parameter @b : tensor<4xf32> = #cnn.constant<2.0>
// CHECK-LABEL: cnn.network @chain
cnn.network @chain(%x: tensor<1x4xf32>) -> tensor<1x4xf32> {
  // CHECK-NEXT: %[[S:.*]] = cnn.read @a.prepared : tensor<4xf32>
  // CHECK-NEXT: %[[Y:.*]] = cnn.add %{{.*}}, %[[S]]
  // CHECK-NEXT: cnn.return %[[Y]]
  %a = cnn.read @a : tensor<4xf32>
  %b = cnn.read @b : tensor<4xf32>
  %m = cnn.multiply %a, %b : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %s = cnn.relu %m : (tensor<4xf32>) -> tensor<4xf32>
  %y = cnn.add %x, %s : (tensor<1x4xf32>, tensor<4xf32>) -> tensor<1x4xf32>
  cnn.return %y : tensor<1x4xf32>
}
// CHECK-LABEL: cnn.network @chain_prepare
// CHECK-NEXT: %[[A:.*]] = cnn.read @a :
// CHECK-NEXT: %[[B:.*]] = cnn.read @b :
// CHECK-NEXT: %[[M:.*]] = cnn.multiply %[[A]], %[[B]]
// CHECK-NEXT: %[[S:.*]] = cnn.relu %[[M]]
// CHECK-NEXT: cnn.write @a.prepared, %[[S]]

// -----

// One derived value follows from another, which the network reads too.
// CHECK-LABEL: cnn.network @derived_from_derived
// CHECK: %[[R:.*]] = cnn.read @a.prepared :
// CHECK: %[[S:.*]] = cnn.read @a.prepared_0 :
cnn.parameter @a : tensor<4xf32> = #cnn.constant<2.0>
cnn.network @derived_from_derived(%x: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %a = cnn.read @a : tensor<4xf32>
  %r = cnn.relu %a : (tensor<4xf32>) -> tensor<4xf32>
  %s = cnn.sigmoid %r : (tensor<4xf32>) -> tensor<4xf32>
  %y = cnn.add %x, %r : (tensor<1x4xf32>, tensor<4xf32>) -> tensor<1x4xf32>
  %z = cnn.multiply %y, %s : (tensor<1x4xf32>, tensor<4xf32>) -> tensor<1x4xf32>
  cnn.return %z : tensor<1x4xf32>
}
// CHECK-LABEL: cnn.network @derived_from_derived_prepare
// CHECK-NEXT: %[[A:.*]] = cnn.read @a :
// CHECK-NEXT: %[[R:.*]] = cnn.relu %[[A]]
// CHECK-NEXT: cnn.write @a.prepared, %[[R]]
// CHECK-NEXT: %[[S:.*]] = cnn.sigmoid %[[R]]
// CHECK-NEXT: cnn.write @a.prepared_0, %[[S]]

// -----

// Nothing to prepare: no entry for it.
// CHECK-LABEL: cnn.network @plain
// CHECK-NOT: prepare
cnn.parameter @b : tensor<4xf32> = #cnn.constant<2.0>
cnn.network @plain(%x: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %b = cnn.read @b : tensor<4xf32>
  %y = cnn.add %x, %b : (tensor<1x4xf32>, tensor<4xf32>) -> tensor<1x4xf32>
  cnn.return %y : tensor<1x4xf32>
}
