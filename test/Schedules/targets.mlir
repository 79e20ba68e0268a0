// Vectors are as wide as the target's registers.
// RUN: cnn-opt %s --halide-schedule=target=x86-64-v2 | FileCheck %s -DVECTOR=4
// RUN: cnn-opt %s --halide-schedule=target=aarch64 | FileCheck %s -DVECTOR=4
// RUN: cnn-opt %s --halide-schedule=target=x86-64-v3 | FileCheck %s -DVECTOR=8
// RUN: cnn-opt %s --halide-schedule=target=x86-64-v4 | FileCheck %s -DVECTOR=16

#last = #cnn.layout<[0, 2, 3, 1]>

// CHECK: %[[CHANNELS:.*]] = halide.loop %{{.*}} "c"
// CHECK: %{{.*}}, %[[LANES:.*]] = halide.split %[[CHANNELS]] by [[VECTOR]]
// CHECK: halide.vectorize %[[LANES]]
halide.kernel @relu(%x: tensor<2x64x8x8xf32, #last>) -> tensor<2x64x8x8xf32, #last> algorithm {
  %y = cnn.relu %x : (tensor<2x64x8x8xf32, #last>) -> tensor<2x64x8x8xf32, #last>
  halide.yield %y : tensor<2x64x8x8xf32, #last>
}
