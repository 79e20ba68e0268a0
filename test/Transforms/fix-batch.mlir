// RUN: cnn-opt %s --cnn-fix-batch=batch=8 --split-input-file | FileCheck %s
// RUN: cnn-opt %s '--cnn-fix-batch=batch=8 variants=1,4' --split-input-file | FileCheck %s --check-prefix=VARIANTS
// RUN: not cnn-opt %s --cnn-fix-batch=batch=0 --split-input-file 2>&1 | FileCheck %s --check-prefix=ZERO

// ZERO: error: expects a batch of at least 1, found 0

// Variants lie behind their network; one that is not open has none.
// VARIANTS-LABEL: cnn.network @image(%{{.*}}: tensor<8x1x4x4xf32>) -> (tensor<8x16xf32>, tensor<4xf32>)
// VARIANTS:       cnn.network private @image_1(%{{.*}}: tensor<1x1x4x4xf32>) -> (tensor<1x16xf32>, tensor<4xf32>)
// VARIANTS:         cnn.reshape {{.*}} -> tensor<1x4x4xf32>
// VARIANTS:       cnn.network private @image_4(%{{.*}}: tensor<4x1x4x4xf32>)
// VARIANTS-LABEL: cnn.network @fixed
// VARIANTS-NOT:   cnn.network

// CHECK-LABEL: @image
// CHECK-SAME: (%[[X:.*]]: tensor<8x1x4x4xf32>) -> (tensor<8x16xf32>, tensor<4xf32>)
// CHECK-NEXT: cnn.relu %[[X]] : (tensor<8x1x4x4xf32>) -> tensor<8x1x4x4xf32>
// CHECK-NEXT: cnn.flatten {{.*}} -> tensor<8x16xf32>
// CHECK-NEXT: cnn.reshape {{.*}} -> tensor<8x4x4xf32>
// CHECK-NEXT: cnn.sum {{.*}} : (tensor<8x4x4xf32>) -> tensor<4xf32>
cnn.network @image(%x: tensor<?x1x4x4xf32>) -> (tensor<?x16xf32>, tensor<4xf32>) {
  %0 = cnn.relu %x : (tensor<?x1x4x4xf32>) -> tensor<?x1x4x4xf32>
  %1 = cnn.flatten %0 : (tensor<?x1x4x4xf32>) -> tensor<?x16xf32>
  %2 = cnn.reshape %1 : (tensor<?x16xf32>) -> tensor<?x4x4xf32>
  %3 = cnn.sum %2 axes = [0, 1] : (tensor<?x4x4xf32>) -> tensor<4xf32>
  cnn.return %1, %3 : tensor<?x16xf32>, tensor<4xf32>
}

// -----

// A batch that the author fixed stays.
// CHECK-LABEL: @fixed
// CHECK-SAME: (%{{.*}}: tensor<2x3xf32>) -> tensor<2x3xf32>
cnn.network @fixed(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = cnn.relu %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  cnn.return %0 : tensor<2x3xf32>
}
