// An image that one convolution on matrix tiles computes and others read is stored split for them, and the kernel that
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
  // An addition reads it too, by a copy in floats.
  // CHECK: %[[E:.*]] = cnn.relu
  // CHECK: %[[SPLIT:.*]] = cnn.repack %[[E]] : {{.*}}halo
  // CHECK: %[[F:.*]] = cnn.conv2d %[[SPLIT]],
  // CHECK: %[[JOINED:.*]] = cnn.repack %[[SPLIT]] : {{.*}} -> tensor<2x40x14x14xf32, #cnn.layout<[0, 2, 3, 1]>>
  // CHECK: cnn.add %[[F]], %[[JOINED]]
  %e = cnn.relu %d : (!small) -> !small
  %f = cnn.conv2d %e, %w pads = [1, 1, 1, 1] algorithm = bf16_x3 : (!small, !weight) -> !small
  %g = cnn.add %f, %e : (!small, !small) -> !small
  cnn.return %g : !small
}

// Convolutions that read it in different layouts, an addition of floats in three parts, which are more bytes, and others
// that read it keep it whole. Several convolutions in one layout do not.
// CHECK-LABEL: @readers
cnn.parameter @v : tensor<40x40x1x1xf32> = #cnn.he_normal<seed = 2>
cnn.network @readers(%x: !small) -> (!small, !small) {
  %w = cnn.read @w : !weight
  %v = cnn.read @v : tensor<40x40x1x1xf32>
  // CHECK: %[[A:.*]] = cnn.conv2d
  %a = cnn.conv2d %x, %v algorithm = bf16 : (!small, tensor<40x40x1x1xf32>) -> !small
  // CHECK: %[[SPLIT:.*]] = cnn.repack %[[A]] : {{.*}}halo
  // CHECK: %[[B:.*]] = cnn.conv2d %[[SPLIT]],
  %b = cnn.conv2d %a, %v algorithm = bf16 : (!small, tensor<40x40x1x1xf32>) -> !small
  // CHECK: cnn.conv2d %[[SPLIT]], {{.*}}
  %c = cnn.conv2d %a, %v algorithm = bf16 : (!small, tensor<40x40x1x1xf32>) -> !small
  // CHECK-NOT: halo
  %d = cnn.conv2d %b, %v algorithm = bf16 : (!small, tensor<40x40x1x1xf32>) -> !small
  %e = cnn.conv2d %b, %w auto_pad = same_upper algorithm = bf16 : (!small, !weight) -> !small
  %f = cnn.conv2d %c, %v algorithm = bf16_x6 : (!small, tensor<40x40x1x1xf32>) -> !small
  %g = cnn.add %f, %c : (!small, !small) -> !small
  %h = cnn.conv2d %g, %v algorithm = bf16 : (!small, tensor<40x40x1x1xf32>) -> !small
  %i = cnn.softmax %g axis = 1 : (!small) -> !small
  %j = cnn.add %d, %e : (!small, !small) -> !small
  %k = cnn.add %h, %i : (!small, !small) -> !small
  cnn.return %j, %k : !small, !small
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
