// Every network of a model with a layer on tiles gets a copy without, and each form prepares its own parameters.
// RUN: cnn-opt %s --cnn-copy-without-tiles | FileCheck %s
// RUN: cnn-opt %s --cnn-copy-without-tiles --cnn-assign-layouts --cnn-prepare-parameters | FileCheck %s --check-prefix=PREPARED

cnn.parameter @w : tensor<64x64x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @v : tensor<64x64x3x3xf32> = #cnn.he_normal<seed = 2>
!image = tensor<1x64x14x14xf32>
// CHECK: cnn.network @net(
// CHECK: cnn.conv2d {{.*}} algorithm = bf16_x3 :
// CHECK: cnn.network private @net_without_tiles(
// CHECK-SAME: attributes {without_tiles}
// CHECK: cnn.conv2d %{{[^:]*}}same_upper :
// CHECK: cnn.conv2d %{{[^:]*}}same_upper :
cnn.network @net(%x: !image) -> !image {
  %w = cnn.read @w : tensor<64x64x3x3xf32>
  %v = cnn.read @v : tensor<64x64x3x3xf32>
  %y = cnn.conv2d %x, %w auto_pad = same_upper algorithm = bf16_x3 : (!image, tensor<64x64x3x3xf32>) -> !image
  %z = cnn.conv2d %y, %v auto_pad = same_upper : (!image, tensor<64x64x3x3xf32>) -> !image
  cnn.return %z : !image
}

// What both forms read in the same way is stored so; the tiles' words and the blocks in their place are prepared.
// PREPARED: cnn.parameter @w : tensor<64x64x3x3xf32{{.*}} = #cnn.he_normal
// PREPARED-DAG: cnn.parameter state @w.prepared{{.*}} : tensor<64x64x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 32>> = #cnn.derived
// PREPARED-DAG: cnn.parameter state @w.prepared{{.*}} : tensor<64x64x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 32, algorithm = bf16_x3>> = #cnn.derived
// PREPARED: cnn.parameter @v : tensor<64x64x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 32>> = #cnn.he_normal
// PREPARED: cnn.network @net(
// PREPARED: cnn.network private @net_without_tiles(
// PREPARED: cnn.network @net_prepare() attributes {entry = #cnn.entry<prepare>}
// PREPARED: cnn.network @net_without_tiles_prepare() attributes {entry = #cnn.entry<prepare>, without_tiles}
