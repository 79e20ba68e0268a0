// What the folders of the dialect remove.
// RUN: cnn-opt %s --canonicalize --split-input-file | FileCheck %s

// Dropout is the identity in inference.
// CHECK-LABEL: @dropout
// CHECK-SAME: (%[[X:.*]]: tensor<?x4xf32>)
// CHECK-NEXT: cnn.return %[[X]]
cnn.network @dropout(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %0 = cnn.dropout %x rate = 0.5 : (tensor<?x4xf32>) -> tensor<?x4xf32>
  cnn.return %0 : tensor<?x4xf32>
}

// -----

// CHECK-LABEL: @same_shape
// CHECK-SAME: (%[[X:.*]]: tensor<?x4xf32>)
// CHECK-NEXT: cnn.return %[[X]], %[[X]], %[[X]]
cnn.network @same_shape(%x: tensor<?x4xf32>) -> (tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) {
  %0 = cnn.flatten %x : (tensor<?x4xf32>) -> tensor<?x4xf32>
  %1 = cnn.reshape %x : (tensor<?x4xf32>) -> tensor<?x4xf32>
  %2 = cnn.transpose %x permutation = [0, 1] : (tensor<?x4xf32>) -> tensor<?x4xf32>
  cnn.return %0, %1, %2 : tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>
}

// -----

// A square matrix transposed is another matrix of the same type.
// CHECK-LABEL: @transposed
// CHECK-NEXT: cnn.transpose
cnn.network @transposed(%x: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %0 = cnn.transpose %x permutation = [1, 0] : (tensor<4x4xf32>) -> tensor<4x4xf32>
  cnn.return %0 : tensor<4x4xf32>
}

// -----

// Repacking there and back is nothing; through a third layout it is one copy.
// CHECK-LABEL: @repack
// CHECK-SAME: (%[[X:.*]]: tensor<1x4x8x8xf32>)
// CHECK-NEXT: %[[Y:.*]] = cnn.repack %[[X]] : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32, #cnn.layout<[3, 2, 1, 0]>>
// CHECK-NEXT: cnn.return %[[X]], %[[Y]]
cnn.network @repack(%x: tensor<1x4x8x8xf32>) -> (tensor<1x4x8x8xf32>, tensor<1x4x8x8xf32, #cnn.layout<[3, 2, 1, 0]>>) {
  %0 = cnn.repack %x : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32, #cnn.layout<[0, 2, 3, 1]>>
  %1 = cnn.repack %0 : (tensor<1x4x8x8xf32, #cnn.layout<[0, 2, 3, 1]>>) -> tensor<1x4x8x8xf32>
  %2 = cnn.repack %0 : (tensor<1x4x8x8xf32, #cnn.layout<[0, 2, 3, 1]>>) -> tensor<1x4x8x8xf32, #cnn.layout<[3, 2, 1, 0]>>
  cnn.return %1, %2 : tensor<1x4x8x8xf32>, tensor<1x4x8x8xf32, #cnn.layout<[3, 2, 1, 0]>>
}

// -----

// What is split into bf16 has lost bits: it is not the image before.
// CHECK-LABEL: @split
// CHECK-SAME: (%[[X:.*]]: tensor<1x4x8x8xf32>)
// CHECK-NEXT: %[[Y:.*]] = cnn.repack %[[X]]
// CHECK-NEXT: %[[Z:.*]] = cnn.repack %[[Y]]
// CHECK-NEXT: cnn.return %[[Z]]
#split = #cnn.layout<[0, 1, 2, 3, 1], block = 32, algorithm = bf16, halo = [0, 0, 0, 0]>
cnn.network @split(%x: tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32> {
  %0 = cnn.repack %x : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32, #split>
  %1 = cnn.repack %0 : (tensor<1x4x8x8xf32, #split>) -> tensor<1x4x8x8xf32>
  cnn.return %1 : tensor<1x4x8x8xf32>
}

// Nor does it become another split image but by way of floats.
// CHECK-LABEL: @padded
// CHECK: cnn.repack
// CHECK-NEXT: cnn.repack
// CHECK-NEXT: cnn.repack
#padded = #cnn.layout<[0, 1, 2, 3, 1], block = 32, algorithm = bf16, halo = [1, 1, 1, 1]>
cnn.parameter @w : tensor<4x4x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.network @padded(%x: tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32> {
  %w = cnn.read @w : tensor<4x4x3x3xf32>
  %0 = cnn.repack %x : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32, #split>
  %1 = cnn.repack %0 : (tensor<1x4x8x8xf32, #split>) -> tensor<1x4x8x8xf32>
  %2 = cnn.repack %1 : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32, #padded>
  %3 = cnn.conv2d %2, %w pads = [1, 1, 1, 1] algorithm = bf16 : (tensor<1x4x8x8xf32, #padded>, tensor<4x4x3x3xf32>) -> tensor<1x4x8x8xf32>
  cnn.return %3 : tensor<1x4x8x8xf32>
}

// -----

// Writes stay; reads that nothing uses go.
// CHECK-LABEL: @effects
// CHECK-NEXT: cnn.write @p
// CHECK-NEXT: cnn.return
cnn.parameter @p : tensor<4xf32> = #cnn.constant<0.0>
cnn.network @effects(%x: tensor<4xf32>) {
  %0 = cnn.read @p : tensor<4xf32>
  cnn.write @p, %x : tensor<4xf32>
  cnn.return
}
