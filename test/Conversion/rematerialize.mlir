// Values that memory has no room for are computed again, as late as they can be and by the same kernels.
// RUN: cnn-opt %s --split-input-file --halide-fuse --halide-rematerialize="limit=4096" | FileCheck %s
// RUN: cnn-opt %s --split-input-file --halide-fuse --halide-rematerialize="limit=4096 remarks" -o %t 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: cnn-opt %s --split-input-file --halide-fuse --halide-rematerialize="limit=4096" --halide-plan-memory --halide-verify-memory | FileCheck %s --check-prefix=PLAN
// RUN: cnn-opt %s --split-input-file --halide-fuse --halide-rematerialize="limit=4608" | FileCheck %s --check-prefix=KEPT
// RUN: not cnn-opt %s --split-input-file --halide-fuse --halide-rematerialize="limit=4095" -o %t 2>&1 | FileCheck %s --check-prefix=ERROR

// %a waits for the last layer while two values of 2048 bytes are alive.
// CHECK-LABEL: cnn.network @waits
// CHECK:      %[[A:.*]] = halide.launch @softmax(%{{.*}})
// CHECK-NEXT: halide.launch @dense(%[[A]],
// CHECK-NEXT: halide.launch @dense_1
// CHECK-NEXT: halide.launch @dense_2
// CHECK-NEXT: %[[E:.*]] = halide.launch @softmax(
// CHECK-NEXT: %[[AGAIN:.*]] = halide.launch @softmax(%{{.*}})
// CHECK-NEXT: halide.launch @dense_multiply(%[[E]], %{{.*}}, %[[AGAIN]])
// CHECK-NEXT: cnn.return
// CHECK-COUNT-5: halide.kernel
// CHECK-NOT: halide.kernel
// REMARK: rematerialize.mlir:[[@LINE+16]]:8: remark: runs 2 times to save memory
// PLAN-LABEL: halide.program @waits attributes {arena_bytes = 4096
// KEPT-LABEL: cnn.network @waits
// KEPT:      halide.launch @softmax
// KEPT:      halide.launch @softmax
// KEPT-NEXT: halide.launch @dense_multiply
// ERROR: rematerialize.mlir:[[@LINE+5]]:1: error: 'cnn.network' op expects a memory limit of at least 4096 bytes for infer, found 4095
cnn.parameter @w : tensor<32x8xf32> = #cnn.constant<0.5>
cnn.parameter @v : tensor<32x32xf32> = #cnn.constant<0.5>
cnn.parameter @u : tensor<8x32xf32> = #cnn.constant<0.5>
cnn.parameter @t : tensor<8x8xf32> = #cnn.constant<0.5>
cnn.network @waits(%x: tensor<16x8xf32>) -> tensor<16x8xf32> {
  %w = cnn.read @w : tensor<32x8xf32>
  %v = cnn.read @v : tensor<32x32xf32>
  %u = cnn.read @u : tensor<8x32xf32>
  %t = cnn.read @t : tensor<8x8xf32>
  %a = cnn.softmax %x : (tensor<16x8xf32>) -> tensor<16x8xf32>
  %b = cnn.dense %a, %w : (tensor<16x8xf32>, tensor<32x8xf32>) -> tensor<16x32xf32>
  %c = cnn.dense %b, %v : (tensor<16x32xf32>, tensor<32x32xf32>) -> tensor<16x32xf32>
  %d = cnn.dense %c, %u : (tensor<16x32xf32>, tensor<8x32xf32>) -> tensor<16x8xf32>
  %e = cnn.softmax %d : (tensor<16x8xf32>) -> tensor<16x8xf32>
  %f = cnn.dense %e, %t : (tensor<16x8xf32>, tensor<8x8xf32>) -> tensor<16x8xf32>
  %g = cnn.multiply %f, %a : (tensor<16x8xf32>, tensor<16x8xf32>) -> tensor<16x8xf32>
  cnn.return %g : tensor<16x8xf32>
}

// -----

// The running statistics are overwritten by the first run; the second reads the scale in their place and leaves its
// own behind.
// CHECK-LABEL: cnn.network @norm
// CHECK-DAG:  %[[SCALE:.*]] = cnn.read @scale
// CHECK-DAG:  %[[OFFSET:.*]] = cnn.read @offset
// CHECK-DAG:  %[[MEAN:.*]] = cnn.read @mean
// CHECK-DAG:  %[[VARIANCE:.*]] = cnn.read @variance
// CHECK:      %[[FIRST:.*]]:3 = halide.launch @batch_norm_training(%[[X:.*]], %[[SCALE]], %[[OFFSET]], %[[MEAN]], %[[VARIANCE]])
// CHECK:      %[[LAST:.*]] = halide.launch @softmax
// CHECK-NEXT: %[[AGAIN:.*]]:3 = halide.launch @batch_norm_training(%[[X]], %[[SCALE]], %[[OFFSET]], %[[SCALE]], %[[SCALE]])
// CHECK-NEXT: halide.launch @dense_multiply(%[[LAST]], %{{.*}}, %[[AGAIN]]#0)
// CHECK-NEXT: cnn.write @mean, %[[FIRST]]#1
// CHECK-NEXT: cnn.write @variance, %[[FIRST]]#2
// PLAN-LABEL: halide.program @norm attributes {arena_bytes = 4096
cnn.parameter @w : tensor<32x8xf32> = #cnn.constant<0.5>
cnn.parameter @v : tensor<32x32xf32> = #cnn.constant<0.5>
cnn.parameter @u : tensor<8x32xf32> = #cnn.constant<0.5>
cnn.parameter @t : tensor<8x8xf32> = #cnn.constant<0.5>
cnn.parameter @scale : tensor<8xf32> = #cnn.constant<1.0>
cnn.parameter @offset : tensor<8xf32> = #cnn.constant<0.0>
cnn.parameter state @mean : tensor<8xf32> = #cnn.constant<0.0>
cnn.parameter state @variance : tensor<8xf32> = #cnn.constant<1.0>
cnn.network @norm(%x: tensor<16x8xf32>) -> tensor<16x8xf32> {
  %w = cnn.read @w : tensor<32x8xf32>
  %v = cnn.read @v : tensor<32x32xf32>
  %u = cnn.read @u : tensor<8x32xf32>
  %t = cnn.read @t : tensor<8x8xf32>
  %scale = cnn.read @scale : tensor<8xf32>
  %offset = cnn.read @offset : tensor<8xf32>
  %mean = cnn.read @mean : tensor<8xf32>
  %variance = cnn.read @variance : tensor<8xf32>
  %a, %m, %r, %new_mean, %new_variance = cnn.batch_norm_training %x, %scale, %offset, %mean, %variance
      : (tensor<16x8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>)
      -> (tensor<16x8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>)
  cnn.write @mean, %new_mean : tensor<8xf32>
  cnn.write @variance, %new_variance : tensor<8xf32>
  %b = cnn.dense %a, %w : (tensor<16x8xf32>, tensor<32x8xf32>) -> tensor<16x32xf32>
  %c = cnn.dense %b, %v : (tensor<16x32xf32>, tensor<32x32xf32>) -> tensor<16x32xf32>
  %d = cnn.dense %c, %u : (tensor<16x32xf32>, tensor<8x32xf32>) -> tensor<16x8xf32>
  %e = cnn.softmax %d : (tensor<16x8xf32>) -> tensor<16x8xf32>
  %f = cnn.dense %e, %t : (tensor<16x8xf32>, tensor<8x8xf32>) -> tensor<16x8xf32>
  %g = cnn.multiply %f, %a : (tensor<16x8xf32>, tensor<16x8xf32>) -> tensor<16x8xf32>
  cnn.return %g : tensor<16x8xf32>
}
