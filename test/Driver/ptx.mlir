// REQUIRES: ptxas
// The GPU code of a whole training step is one module that the assembler takes.
// RUN: cnnc %examples/residual.mlir --train --batch=8 --target=cuda --emit=ptx -o %t.ptx
// RUN: FileCheck %s < %t.ptx
// RUN: %ptxas -arch=sm_90 %t.ptx -o %t.cubin

// CHECK: .target sm_
// CHECK-NOT: .target
// CHECK-DAG: .entry {{.*}}conv2d
// CHECK-DAG: .entry {{.*}}conv2d_weight_gradient
// CHECK-DAG: .entry {{.*}}conv2d_input_gradient
// CHECK-DAG: .entry {{.*}}batch_norm_gradient
// CHECK-DAG: .entry {{.*}}sgd
