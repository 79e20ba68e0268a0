// The schedules of a file take the place of a module's own, or of none.
// RUN: cnn-opt %s --halide-schedule=target=x86-64-v4 > %t.mlir
// RUN: sed 's/by 16/by 32/' %t.mlir > %t.edited.mlir
// RUN: cnn-opt %s --halide-apply-schedules=file=%t.edited.mlir | FileCheck %s
// RUN: not cnn-opt %s --halide-apply-schedules=file=%t.missing.mlir 2>&1 | FileCheck %s --check-prefix=MISSING

// CHECK: } schedule {
// CHECK: %relu = halide.stage "relu"
// CHECK: halide.split %c by 32 tail = guard
// MISSING: missing.mlir{{.*}}: error: cannot open the schedules: No such file or directory
halide.kernel @relu(%x: tensor<64xf32>) -> tensor<64xf32> algorithm {
  %y = cnn.relu %x : (tensor<64xf32>) -> tensor<64xf32>
  halide.yield %y : tensor<64xf32>
}
