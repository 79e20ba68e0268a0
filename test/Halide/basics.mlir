// Every operation of the halide dialect, printed and read again.
// RUN: cnn-opt %s | cnn-opt | FileCheck %s
// RUN: cnn-opt %s --mlir-print-op-generic | cnn-opt | FileCheck %s

cnn.parameter @weight : tensor<8x4x3x3xf32, #cnn.layout<[2, 3, 1, 0]>> = #cnn.constant<0.0>

// CHECK-LABEL: halide.kernel @relu(%{{.*}}: tensor<1x64x8x8xf32>) -> tensor<1x64x8x8xf32> algorithm {
// CHECK-NEXT: cnn.relu
// CHECK-NEXT: halide.yield %{{.*}} : tensor<1x64x8x8xf32>
// CHECK-NEXT: }
// CHECK-NOT: schedule
halide.kernel @relu(%x: tensor<1x64x8x8xf32>) -> tensor<1x64x8x8xf32> algorithm {
  %y = cnn.relu %x : (tensor<1x64x8x8xf32>) -> tensor<1x64x8x8xf32>
  halide.yield %y : tensor<1x64x8x8xf32>
}

// CHECK-LABEL: halide.kernel @conv2d
// CHECK: } schedule {
halide.kernel @conv2d(%x: tensor<1x4x8x8xf32>, %w: tensor<8x4x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>)
    -> tensor<1x8x8x8xf32> attributes {note = "padded"} algorithm {
  %y = cnn.conv2d %x, %w pads = [1, 1, 1, 1]
    : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>) -> tensor<1x8x8x8xf32>
  halide.yield %y : tensor<1x8x8x8xf32>
} schedule {
  // CHECK-NEXT: %[[CONV:.*]] = halide.stage "conv2d"
  %conv = halide.stage "conv2d"
  // CHECK-NEXT: %[[PAD:.*]] = halide.stage "conv2d.pad"
  %pad = halide.stage "conv2d.pad"
  // CHECK-NEXT: %[[WRAP:.*]] = halide.wrap %[[CONV]]
  %wrapper = halide.wrap %conv
  // CHECK-NEXT: %[[N:.*]] = halide.loop %[[CONV]] "n"
  %n = halide.loop %conv "n"
  // CHECK-NEXT: %[[C:.*]] = halide.loop %[[CONV]] "c"
  %c = halide.loop %conv "c"
  // CHECK-NEXT: %[[Y:.*]] = halide.loop %[[CONV]] "y"
  %y = halide.loop %conv "y"
  // CHECK-NEXT: %[[X:.*]] = halide.loop %[[CONV]] "x"
  %x = halide.loop %conv "x"
  // CHECK-NEXT: halide.align_bounds %[[X]] by 4
  halide.align_bounds %x by 4
  // CHECK-NEXT: halide.bound_extent %[[C]] to 32
  halide.bound_extent %c to 32
  // CHECK-NEXT: halide.align_storage %[[Y]] by 3
  halide.align_storage %y by 3
  // CHECK-NEXT: %[[XO:.*]], %[[XI:.*]] = halide.split %[[X]] by 4{{$}}
  %xo, %xi = halide.split %x by 4
  // CHECK-NEXT: %[[CO:.*]], %[[CI:.*]] = halide.split %[[C]] by 8 tail = guard
  %co, %ci = halide.split %c by 8 tail = guard
  // CHECK-NEXT: halide.reorder %[[CI]], %[[XI]], %[[XO]]
  halide.reorder %ci, %xi, %xo
  // CHECK-NEXT: %[[NY:.*]] = halide.fuse %[[N]], %[[Y]]
  %ny = halide.fuse %n, %y
  // CHECK-NEXT: halide.parallel %[[NY]]
  halide.parallel %ny
  // CHECK-NEXT: halide.vectorize %[[CI]]
  halide.vectorize %ci
  // CHECK-NEXT: halide.unroll %[[XI]]
  halide.unroll %xi
  // CHECK-NEXT: %[[SUM:.*]] = halide.update %[[CONV]]
  %sum = halide.update %conv
  // CHECK-NEXT: %[[RC:.*]] = halide.loop %[[SUM]] "rc"
  %rc = halide.loop %sum "rc"
  // CHECK-NEXT: %[[PARTIAL:.*]], %[[U:.*]] = halide.rfactor %[[SUM]], %[[RC]]
  %partial, %u = halide.rfactor %sum, %rc
  // CHECK-NEXT: halide.compute_root %[[PAD]]
  halide.compute_root %pad
  // CHECK-NEXT: halide.compute_at %[[PARTIAL]] at %[[XO]]
  halide.compute_at %partial at %xo
  // CHECK-NEXT: halide.store_at %[[PARTIAL]] at %[[NY]]
  halide.store_at %partial at %ny
  // CHECK-NEXT: halide.gpu_blocks %[[XO]], %[[CO]]
  halide.gpu_blocks %xo, %co
  // CHECK-NEXT: halide.gpu_threads %[[U]]
  halide.gpu_threads %u
}

// CHECK-LABEL: cnn.network @n
cnn.network @n(%x: tensor<1x64x8x8xf32>) -> tensor<1x64x8x8xf32> {
  // CHECK: halide.launch @relu(%{{.*}}) : (tensor<1x64x8x8xf32>) -> tensor<1x64x8x8xf32>
  %y = halide.launch @relu(%x) : (tensor<1x64x8x8xf32>) -> tensor<1x64x8x8xf32>
  cnn.return %y : tensor<1x64x8x8xf32>
}

// CHECK-LABEL: cnn.network @parts
cnn.network @parts(%x: tensor<3x64x8x8xf32>) -> tensor<3x64x8x8xf32> {
  // CHECK: halide.launch @relu(%{{.*}}) parts = 3 : (tensor<3x64x8x8xf32>) -> tensor<3x64x8x8xf32>
  %y = halide.launch @relu(%x) parts = 3 : (tensor<3x64x8x8xf32>) -> tensor<3x64x8x8xf32>
  cnn.return %y : tensor<3x64x8x8xf32>
}

// CHECK-LABEL: halide.program @repeat
halide.program @repeat attributes {arena_bytes = 0 : i64, entry = #cnn.entry<infer>, input_names = ["x"], output_names = ["y"]} {
^bb0(%x: memref<3x64x8x8xf32>, %y: memref<3x64x8x8xf32>):
  // CHECK: halide.repeat 3 {
  halide.repeat 3 {
    // CHECK: %[[FROM:.*]] = halide.part %{{.*}} : memref<3x64x8x8xf32> -> memref<1x64x8x8xf32>
    %from = halide.part %x : memref<3x64x8x8xf32> -> memref<1x64x8x8xf32>
    %to = halide.part %y : memref<3x64x8x8xf32> -> memref<1x64x8x8xf32>
    // CHECK: halide.call @relu ins(%[[FROM]]
    halide.call @relu ins(%from : memref<1x64x8x8xf32>) outs(%to : memref<1x64x8x8xf32>) {operations = 12288 : i64, bytes = 98304 : i64}
  }
}

// CHECK-LABEL: halide.program @p attributes
// CHECK-SAME: arena_bytes = 16384 : i64, entry = #cnn.entry<train_step>, input_names = ["x"], output_names = ["y"]
halide.program @p attributes {arena_bytes = 16384 : i64, entry = #cnn.entry<train_step>, input_names = ["x"],
                              output_names = ["y"]} {
^bb0(%x: memref<1x64x8x8xf32>, %y: memref<1x64x8x8xf32>):
  // CHECK: halide.parameter @weight : memref<3x3x4x8xf32>
  %weight = halide.parameter @weight : memref<3x3x4x8xf32>
  // CHECK: %[[SLICE:.*]] = halide.slice 128 : memref<1x64x8x8xf32>
  %slice = halide.slice 128 : memref<1x64x8x8xf32>
  // CHECK: halide.call @relu ins(%{{.*}} : memref<1x64x8x8xf32>) outs(%[[SLICE]] : memref<1x64x8x8xf32>) {bytes = 32768 : i64, operations = 4096 : i64}
  halide.call @relu ins(%x : memref<1x64x8x8xf32>) outs(%slice : memref<1x64x8x8xf32>) {bytes = 32768 : i64, operations = 4096 : i64}
  halide.call @relu ins(%slice : memref<1x64x8x8xf32>) outs(%y : memref<1x64x8x8xf32>) {bytes = 32768 : i64, operations = 4096 : i64}
}
