// Layers run part by part of a batch that does not fit the cache.
// RUN: cnn-opt %s --halide-fuse --halide-block-batch=cache=16384 | FileCheck %s
// RUN: cnn-opt %s --halide-fuse --halide-block-batch=cache=16384 --halide-plan-memory --halide-verify-memory | FileCheck %s --check-prefix=PLANNED

// Images of 4 KiB, with a layer's result of 8: two of them fit half of the cache with the layer's result only one by one.
// The sum over whole images ends it; what it reads is kept for all images.
// CHECK-LABEL: cnn.network @infer
// CHECK: %[[A:.*]] = halide.launch @conv2d_relu(%{{.*}}, %{{.*}}) parts = 4 : (tensor<4x4x16x16xf32>, tensor<4x4x3x3xf32>) -> tensor<4x4x16x16xf32>
// CHECK: %[[B:.*]] = halide.launch @conv2d_relu(%[[A]], %{{.*}}) parts = 4
// CHECK: %[[C:.*]] = halide.launch @conv2d_add(%[[B]], %{{.*}}, %[[A]]) parts = 4
// CHECK: halide.launch @mean(%[[C]]) : (tensor<4x4x16x16xf32>) -> tensor<4x4xf32>

// Two images between layers instead of eight, and the last layer's four.
// PLANNED-LABEL: halide.program @infer attributes {arena_bytes = 24576 : i64
// PLANNED-DAG: %[[A:.*]] = halide.slice {{.*}} : memref<1x4x16x16xf32>
// PLANNED-DAG: %[[B:.*]] = halide.slice {{.*}} : memref<1x4x16x16xf32>
// PLANNED-DAG: %[[C:.*]] = halide.slice {{.*}} : memref<4x4x16x16xf32>
// PLANNED: halide.repeat 4 {
// PLANNED: %[[X:.*]] = halide.part %arg0 : memref<4x4x16x16xf32> -> memref<1x4x16x16xf32>
// PLANNED: halide.call @conv2d_relu ins(%[[X]], %{{.*}}) outs(%{{.*}} : memref<1x4x16x16xf32>) {bytes = 35072 : i64
// PLANNED: halide.call @conv2d_relu
// PLANNED: %[[PART:.*]] = halide.part %[[C]]
// PLANNED: halide.call @conv2d_add {{.*}} outs(%[[PART]]
// PLANNED: }
// PLANNED: halide.call @mean ins(%[[C]]

cnn.parameter @w : tensor<4x4x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.network @infer(%x: tensor<4x4x16x16xf32>) -> tensor<4x4xf32> attributes {entry = #cnn.entry<infer>} {
  %w = cnn.read @w : tensor<4x4x3x3xf32>
  %0 = cnn.conv2d %x, %w pads = [1, 1, 1, 1] : (tensor<4x4x16x16xf32>, tensor<4x4x3x3xf32>) -> tensor<4x4x16x16xf32>
  %1 = cnn.relu %0 : (tensor<4x4x16x16xf32>) -> tensor<4x4x16x16xf32>
  %2 = cnn.conv2d %1, %w pads = [1, 1, 1, 1] : (tensor<4x4x16x16xf32>, tensor<4x4x3x3xf32>) -> tensor<4x4x16x16xf32>
  %3 = cnn.relu %2 : (tensor<4x4x16x16xf32>) -> tensor<4x4x16x16xf32>
  %4 = cnn.conv2d %3, %w pads = [1, 1, 1, 1] : (tensor<4x4x16x16xf32>, tensor<4x4x3x3xf32>) -> tensor<4x4x16x16xf32>
  %5 = cnn.add %4, %1 : (tensor<4x4x16x16xf32>, tensor<4x4x16x16xf32>) -> tensor<4x4x16x16xf32>
  %6 = cnn.mean %5 axes = [2, 3] : (tensor<4x4x16x16xf32>) -> tensor<4x4xf32>
  cnn.return %6 : tensor<4x4xf32>
}

// One layer alone gains nothing; a parameter for each image has no parts.
// CHECK-LABEL: cnn.network @alone
// CHECK-NOT: parts
// CHECK: cnn.return
cnn.parameter @images : tensor<4x4x16x16xf32> = #cnn.he_normal<seed = 2>
cnn.network @alone(%x: tensor<4x4x16x16xf32>) -> tensor<4x4x16x16xf32> attributes {entry = #cnn.entry<infer>} {
  %w = cnn.read @w : tensor<4x4x3x3xf32>
  %images = cnn.read @images : tensor<4x4x16x16xf32>
  %0 = cnn.conv2d %x, %w pads = [1, 1, 1, 1] : (tensor<4x4x16x16xf32>, tensor<4x4x3x3xf32>) -> tensor<4x4x16x16xf32>
  %1 = cnn.conv2d %0, %w pads = [1, 1, 1, 1] : (tensor<4x4x16x16xf32>, tensor<4x4x3x3xf32>) -> tensor<4x4x16x16xf32>
  %2 = cnn.multiply %1, %images : (tensor<4x4x16x16xf32>, tensor<4x4x16x16xf32>) -> tensor<4x4x16x16xf32>
  %3 = cnn.conv2d %2, %w pads = [1, 1, 1, 1] : (tensor<4x4x16x16xf32>, tensor<4x4x3x3xf32>) -> tensor<4x4x16x16xf32>
  cnn.return %3 : tensor<4x4x16x16xf32>
}

// Operands of matrix tiles, which a kernel splits behind its sums, do not end it.
// CHECK-LABEL: cnn.network @tiles
// CHECK: %[[A:.*]] = halide.launch @conv2d_repack(%{{.*}}, %{{.*}}) parts = 4 : {{.*}} -> tensor<4x32x8x8xf32, #cnn.layout<[0, 1, 2, 3, 1], block = 32, algorithm = bf16_x3, halo = [0, 0, 0, 0]>>
// CHECK: halide.launch @conv2d{{.*}}(%[[A]], %{{.*}}) parts = 4
cnn.parameter @tiles.w : tensor<32x32x1x1xf32> = #cnn.he_normal<seed = 3>
cnn.network @tiles(%x: tensor<4x32x8x8xf32>) -> tensor<4x32xf32> attributes {entry = #cnn.entry<infer>} {
  %w = cnn.read @tiles.w : tensor<32x32x1x1xf32>
  %0 = cnn.conv2d %x, %w algorithm = bf16_x3 : (tensor<4x32x8x8xf32>, tensor<32x32x1x1xf32>) -> tensor<4x32x8x8xf32>
  %1 = cnn.repack %0 : (tensor<4x32x8x8xf32>) -> tensor<4x32x8x8xf32, #cnn.layout<[0, 1, 2, 3, 1], block = 32, algorithm = bf16_x3, halo = [0, 0, 0, 0]>>
  %2 = cnn.conv2d %1, %w algorithm = bf16_x3 : (tensor<4x32x8x8xf32, #cnn.layout<[0, 1, 2, 3, 1], block = 32, algorithm = bf16_x3, halo = [0, 0, 0, 0]>>, tensor<32x32x1x1xf32>) -> tensor<4x32x8x8xf32>
  %3 = cnn.mean %2 axes = [2, 3] : (tensor<4x32x8x8xf32>) -> tensor<4x32xf32>
  cnn.return %3 : tensor<4x32xf32>
}

// A launch whose batch fits the cache runs in parts between two whose do not, and not behind them.
// CHECK-LABEL: cnn.network @bottleneck
// CHECK: %[[A:.*]] = halide.launch @{{.*}} parts = 4 : {{.*}} -> tensor<4x1x16x16xf32>
// CHECK: %[[B:.*]] = halide.launch @{{.*}}(%[[A]], %{{.*}}) parts = 4
// CHECK: %[[C:.*]] = halide.launch @{{.*}}(%[[B]], %{{.*}}) parts = 4
// CHECK: %[[D:.*]] = halide.launch @{{.*}}(%[[C]], %{{.*}}) parts = 4
// CHECK: halide.launch @{{.*}}(%[[D]], %{{.*}}) :
cnn.parameter @narrow : tensor<1x4x3x3xf32> = #cnn.he_normal<seed = 4>
cnn.parameter @same : tensor<1x1x3x3xf32> = #cnn.he_normal<seed = 5>
cnn.parameter @last : tensor<1x1x3x3xf32> = #cnn.he_normal<seed = 9>
cnn.parameter @wide : tensor<4x1x3x3xf32> = #cnn.he_normal<seed = 6>
cnn.network @bottleneck(%x: tensor<4x4x16x16xf32>) -> tensor<4x1x16x16xf32> attributes {entry = #cnn.entry<infer>} {
  %narrow = cnn.read @narrow : tensor<1x4x3x3xf32>
  %same = cnn.read @same : tensor<1x1x3x3xf32>
  %wide = cnn.read @wide : tensor<4x1x3x3xf32>
  %0 = cnn.conv2d %x, %narrow pads = [1, 1, 1, 1] : (tensor<4x4x16x16xf32>, tensor<1x4x3x3xf32>) -> tensor<4x1x16x16xf32>
  %1 = cnn.conv2d %0, %same pads = [1, 1, 1, 1] : (tensor<4x1x16x16xf32>, tensor<1x1x3x3xf32>) -> tensor<4x1x16x16xf32>
  %2 = cnn.conv2d %1, %wide pads = [1, 1, 1, 1] : (tensor<4x1x16x16xf32>, tensor<4x1x3x3xf32>) -> tensor<4x4x16x16xf32>
  %3 = cnn.conv2d %2, %narrow pads = [1, 1, 1, 1] : (tensor<4x4x16x16xf32>, tensor<1x4x3x3xf32>) -> tensor<4x1x16x16xf32>
  %last = cnn.read @last : tensor<1x1x3x3xf32>
  %4 = cnn.conv2d %3, %last pads = [1, 1, 1, 1] : (tensor<4x1x16x16xf32>, tensor<1x1x3x3xf32>) -> tensor<4x1x16x16xf32>
  cnn.return %4 : tensor<4x1x16x16xf32>
}

// Weights that half of the cache does not keep would come from memory for each part: 51 KB here, where two batches
// between layers are 37.
// CHECK-LABEL: cnn.network @weights
// CHECK-NOT: parts
// CHECK: cnn.return
cnn.parameter @first : tensor<8x8x5x5xf32> = #cnn.he_normal<seed = 7>
cnn.parameter @second : tensor<8x8x5x5xf32> = #cnn.he_normal<seed = 8>
cnn.network @weights(%x: tensor<4x8x12x12xf32>) -> tensor<4x8x12x12xf32> attributes {entry = #cnn.entry<infer>} {
  %first = cnn.read @first : tensor<8x8x5x5xf32>
  %second = cnn.read @second : tensor<8x8x5x5xf32>
  %0 = cnn.conv2d %x, %first pads = [2, 2, 2, 2] : (tensor<4x8x12x12xf32>, tensor<8x8x5x5xf32>) -> tensor<4x8x12x12xf32>
  %1 = cnn.conv2d %0, %second pads = [2, 2, 2, 2] : (tensor<4x8x12x12xf32>, tensor<8x8x5x5xf32>) -> tensor<4x8x12x12xf32>
  cnn.return %1 : tensor<4x8x12x12xf32>
}

// The kernels are those for one image alone.
// CHECK: halide.kernel @conv2d_relu(%{{.*}}: tensor<1x4x16x16xf32>, %{{.*}}: tensor<4x4x3x3xf32>) -> tensor<1x4x16x16xf32>
// CHECK-NOT: halide.kernel @conv2d_relu
