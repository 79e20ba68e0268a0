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
  // Channels that fill blocks badly are more bytes so: not for an addition.
  // CHECK-NOT: halo
  // CHECK: cnn.return
  %e = cnn.relu %d : (!small) -> !small
  %f = cnn.conv2d %e, %w pads = [1, 1, 1, 1] algorithm = bf16_x3 : (!small, !weight) -> !small
  %g = cnn.add %f, %e : (!small, !small) -> !small
  cnn.return %g : !small
}

// An addition reads it too, by a copy in floats.
// CHECK-LABEL: @residual
!wide = tensor<2x64x14x14xf32>
cnn.parameter @u : tensor<64x64x1x1xf32> = #cnn.he_normal<seed = 3>
cnn.network @residual(%x: !wide) -> !wide {
  %u = cnn.read @u : tensor<64x64x1x1xf32>
  // CHECK: %[[B:.*]] = cnn.relu
  // CHECK: %[[SPLIT:.*]] = cnn.repack %[[B]] : {{.*}}halo
  // CHECK: %[[C:.*]] = cnn.conv2d %[[SPLIT]],
  // CHECK: %[[JOINED:.*]] = cnn.repack %[[SPLIT]] : {{.*}} -> tensor<2x64x14x14xf32, #cnn.layout<[0, 2, 3, 1]>>
  // CHECK: cnn.add %[[C]], %[[JOINED]]
  %a = cnn.conv2d %x, %u algorithm = bf16_x3 : (!wide, tensor<64x64x1x1xf32>) -> !wide
  %b = cnn.relu %a : (!wide) -> !wide
  %c = cnn.conv2d %b, %u algorithm = bf16_x3 : (!wide, tensor<64x64x1x1xf32>) -> !wide
  %d = cnn.add %c, %b : (!wide, !wide) -> !wide
  cnn.return %d : !wide
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

// Nor is it split for two additions, nor for one where many more bytes than floats would be stored.
// CHECK-LABEL: @additions
// CHECK-NOT: halo
// CHECK: cnn.return
!map = tensor<2x40x7x7xf32>
cnn.network @additions(%x: !small, %y: !map) -> (!small, !map) {
  %w = cnn.read @w : !weight
  %v = cnn.read @v : tensor<40x40x1x1xf32>
  %a = cnn.conv2d %x, %v algorithm = bf16 : (!small, tensor<40x40x1x1xf32>) -> !small
  %b = cnn.conv2d %a, %v algorithm = bf16 : (!small, tensor<40x40x1x1xf32>) -> !small
  %c = cnn.add %b, %a : (!small, !small) -> !small
  %d = cnn.add %c, %a : (!small, !small) -> !small
  %e = cnn.conv2d %y, %w pads = [1, 1, 1, 1] algorithm = bf16_x3 : (!map, !weight) -> !map
  %f = cnn.conv2d %e, %w pads = [1, 1, 1, 1] algorithm = bf16_x3 : (!map, !weight) -> !map
  %g = cnn.add %f, %e : (!map, !map) -> !map
  cnn.return %d, %g : !small, !map
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
