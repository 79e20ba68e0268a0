// What matrix tiles find by its place has a fixed one.
// RUN: cnn-opt %s --verify-diagnostics --split-input-file

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

// -----

!image = tensor<8x64x14x14xf32, #cnn.layout<[0, 2, 3, 1]>>
!weight = tensor<64x64x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>
halide.kernel @k(%x: !image, %d: !image) -> !weight algorithm {
  %g = cnn.conv2d_weight_gradient %x, %d pads = [1, 1, 1, 1] algorithm = bf16_x3 : (!image, !image) -> !weight
  %y = cnn.relu %g : (!weight) -> !weight
  halide.yield %y : !weight
} schedule {
  %sums = halide.stage "conv2d_weight_gradient"
  halide.compute_root %sums
  %c = halide.loop %sums "c"
  // expected-error@+1 {{'halide.split' op expects a tail inside of the sums on matrix tiles: shift_inwards, guard or predicate}}
  %co, %ci = halide.split %c by 48 tail = round_up
}
