// A convolution on matrix tiles is their instructions; other targets refuse it, where it stands.
// RUN: cnnc %s --target=x86-64-v4+amx --emit=asm -o - | FileCheck %s
// RUN: not cnnc %s --target=x86-64-v4 -o %t.so 2>&1 | FileCheck %s --check-prefix=REFUSED

// CHECK-DAG: ldtilecfg
// CHECK-DAG: tilezero
// CHECK-DAG: tileloadd
// CHECK-DAG: tdpbf16ps
// CHECK-DAG: tilestored
// CHECK-DAG: tilerelease
// REFUSED: tiles.mlir:[[@LINE+9]]:8: error: cannot be compiled: its algorithm wants a target with matrix tiles (--target=x86-64-v4+amx), found x86-64-v4{{$}}
cnn.parameter @w : tensor<64x64x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @v : tensor<64x3x1x1xf32> = #cnn.he_normal<seed = 2>
!image = tensor<1x64x14x14xf32>
!weight = tensor<64x64x3x3xf32>
cnn.network @net(%x: tensor<1x3x14x14xf32>) -> !image {
  %w = cnn.read @w : !weight
  %v = cnn.read @v : tensor<64x3x1x1xf32>
  %y = cnn.conv2d %x, %v : (tensor<1x3x14x14xf32>, tensor<64x3x1x1xf32>) -> !image
  %z = cnn.conv2d %y, %w auto_pad = same_upper algorithm = bf16_x3 : (!image, !weight) -> !image
  cnn.return %z : !image
}
