// An image that one convolution on matrix tiles computes and another reads is stored split for it, and the kernel that
// computes it splits it.
// RUN: cnn-opt %s --cnn-assign-layouts | FileCheck %s
// RUN: cnn-opt %s --cnn-assign-layouts --halide-fuse | FileCheck %s --check-prefix=FUSED
// RUN: cnn-opt %s --cnn-assign-layouts --halide-fuse --halide-schedule=target=x86-64-v4+amx | FileCheck %s --check-prefix=SCHEDULED

cnn.parameter @w : tensor<40x40x3x3xf32> = #cnn.he_normal<seed = 1>
!image = tensor<2x40x28x28xf32>
!small = tensor<2x40x14x14xf32>
!weight = tensor<40x40x3x3xf32>
// CHECK-LABEL: @net
cnn.network @net(%x: !image) -> !small {
  %w = cnn.read @w : !weight
  // The caller's tensor is not, but the layer has a copy of it, channels innermost.
  // CHECK: cnn.conv2d %{{.*}} : (tensor<2x40x28x28xf32, #cnn.layout<[0, 2, 3, 1]>>,
  %a = cnn.conv2d %x, %w auto_pad = same_upper algorithm = bf16_x3 : (!image, !weight) -> !image
  %b = cnn.relu %a : (!image) -> !image
  %c = cnn.max_pool %b kernel = [2, 2] strides = [2, 2] : (!image) -> !small
  // CHECK: %[[SPLIT:.*]] = cnn.repack %{{.*}} -> tensor<2x40x14x14xf32, #cnn.layout<[0, 1, 2, 3, 1], block = 32, algorithm = bf16_x3, halo = [1, 1, 1, 1]>>
  // CHECK: cnn.conv2d %[[SPLIT]], {{.*}}
  %d = cnn.conv2d %c, %w pads = [1, 1, 1, 1] algorithm = bf16_x3 : (!small, !weight) -> !small
  // One that others read too is not.
  // CHECK-NOT: halo
  %e = cnn.relu %d : (!small) -> !small
  %f = cnn.conv2d %e, %w pads = [1, 1, 1, 1] algorithm = bf16_x3 : (!small, !weight) -> !small
  %g = cnn.add %f, %e : (!small, !small) -> !small
  cnn.return %g : !small
}
// FUSED: halide.kernel @[[FIRST:.*]](
// FUSED: cnn.conv2d
// FUSED: cnn.relu
// FUSED: cnn.max_pool
// FUSED: cnn.repack
// FUSED-NEXT: halide.yield

// SCHEDULED: %[[OUT:.*]] = halide.stage "repack"
// SCHEDULED: halide.loop %[[OUT]] "b"
// SCHEDULED: halide.reorder
// SCHEDULED: halide.unroll
// SCHEDULED: %[[PRODUCTS:.*]] = halide.stage "conv2d.products"
// SCHEDULED: halide.compute_at %[[PRODUCTS]]
