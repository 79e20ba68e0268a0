// What matrix tiles find by its place has a fixed one.
// RUN: cnn-opt %s --verify-diagnostics

!image = tensor<1x3x28x28xf32>
!weight = tensor<32x3x7x7xf32>
!result = tensor<1x32x22x22xf32>
halide.kernel @k(%x: !image, %w: !weight) -> !result algorithm {
  %y = cnn.conv2d %x, %w algorithm = bf16_x3 : (!image, !weight) -> !result
  halide.yield %y : !result
} schedule {
  %split = halide.stage "conv2d.split"
  %c = halide.loop %split "c"
  // expected-error@+1 {{'halide.align_storage' op expects a stage that matrix tiles neither read nor write}}
  halide.align_storage %c by 16
}
