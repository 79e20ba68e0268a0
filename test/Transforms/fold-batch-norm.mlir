// RUN: cnn-opt %s --cnn-fold-batch-norm --cnn-remove-unused-parameters --split-input-file | FileCheck %s

// s = scale / sqrt(variance + epsilon) = (2 / 2, 3 / 1); weight' = weight * s, bias' = (bias - mean) * s + offset.
// CHECK-NOT: @mean
// CHECK: cnn.parameter @w.folded : tensor<2x1xf32> = dense<{{\[}}[1.000000e+00], [6.000000e+00]]>
// CHECK: cnn.parameter @b.folded : tensor<2xf32> = dense<[8.000000e+00, 2.500000e+01]>
// CHECK-LABEL: @dense
// CHECK: cnn.dense
// CHECK-NEXT: cnn.return
cnn.parameter @w : tensor<2x1xf32> = dense<[[1.0], [2.0]]> : tensor<2x1xf32>
cnn.parameter @b : tensor<2xf32> = dense<[1.0, 5.0]> : tensor<2xf32>
cnn.parameter @scale : tensor<2xf32> = dense<[2.0, 3.0]> : tensor<2xf32>
cnn.parameter @offset : tensor<2xf32> = dense<10.0> : tensor<2xf32>
cnn.parameter state @mean : tensor<2xf32> = dense<[3.0, 0.0]> : tensor<2xf32>
cnn.parameter state @variance : tensor<2xf32> = dense<[3.0, 0.0]> : tensor<2xf32>
cnn.network @dense(%x: tensor<?x1xf32>) -> tensor<?x2xf32> {
  %w = cnn.read @w : tensor<2x1xf32>
  %b = cnn.read @b : tensor<2xf32>
  %s = cnn.read @scale : tensor<2xf32>
  %o = cnn.read @offset : tensor<2xf32>
  %m = cnn.read @mean : tensor<2xf32>
  %v = cnn.read @variance : tensor<2xf32>
  %0 = cnn.dense %x, %w, %b : (tensor<?x1xf32>, tensor<2x1xf32>, tensor<2xf32>) -> tensor<?x2xf32>
  %1 = cnn.batch_norm %0, %s, %o, %m, %v epsilon = 1.0 : (tensor<?x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<?x2xf32>
  cnn.return %1 : tensor<?x2xf32>
}

// -----

// A convolution without a bias gets one.
// CHECK: cnn.parameter @w.folded : tensor<1x1x1x2xf32> = dense<{{\[\[\[\[}}2.000000e+00, 4.000000e+00]]]]>
// CHECK: cnn.parameter @w.bias.folded : tensor<1xf32> = dense<-2.000000e+00>
// CHECK: cnn.conv2d %{{.*}}, %{{.*}}, %{{.*}} :
// CHECK-NEXT: cnn.return
cnn.parameter @w : tensor<1x1x1x2xf32> = dense<[[[[1.0, 2.0]]]]> : tensor<1x1x1x2xf32>
cnn.parameter @one : tensor<1xf32> = dense<1.0> : tensor<1xf32>
cnn.parameter @two : tensor<1xf32> = dense<2.0> : tensor<1xf32>
cnn.parameter @zero : tensor<1xf32> = dense<0.0> : tensor<1xf32>
cnn.network @convolution(%x: tensor<?x1x4x4xf32>) -> tensor<?x1x4x3xf32> {
  %w = cnn.read @w : tensor<1x1x1x2xf32>
  %1 = cnn.read @one : tensor<1xf32>
  %2 = cnn.read @two : tensor<1xf32>
  %0 = cnn.read @zero : tensor<1xf32>
  %y = cnn.conv2d %x, %w : (tensor<?x1x4x4xf32>, tensor<1x1x1x2xf32>) -> tensor<?x1x4x3xf32>
  %z = cnn.batch_norm %y, %2, %0, %1, %1 epsilon = 0.0 : (tensor<?x1x4x3xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<?x1x4x3xf32>
  cnn.return %z : tensor<?x1x4x3xf32>
}

// -----

// Values that are not known yet, or a result that is used twice, forbid it.
cnn.parameter @random : tensor<1x1xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @known : tensor<1x1xf32> = dense<1.0> : tensor<1x1xf32>
cnn.parameter @one : tensor<1xf32> = dense<1.0> : tensor<1xf32>
// CHECK-LABEL: @unknown
// CHECK: cnn.batch_norm
cnn.network @unknown(%x: tensor<?x1xf32>) -> tensor<?x1xf32> {
  %w = cnn.read @random : tensor<1x1xf32>
  %1 = cnn.read @one : tensor<1xf32>
  %0 = cnn.dense %x, %w : (tensor<?x1xf32>, tensor<1x1xf32>) -> tensor<?x1xf32>
  %y = cnn.batch_norm %0, %1, %1, %1, %1 : (tensor<?x1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<?x1xf32>
  cnn.return %y : tensor<?x1xf32>
}
// CHECK-LABEL: @used_twice
// CHECK: cnn.batch_norm
cnn.network @used_twice(%x: tensor<?x1xf32>) -> (tensor<?x1xf32>, tensor<?x1xf32>) {
  %w = cnn.read @known : tensor<1x1xf32>
  %1 = cnn.read @one : tensor<1xf32>
  %0 = cnn.dense %x, %w : (tensor<?x1xf32>, tensor<1x1xf32>) -> tensor<?x1xf32>
  %y = cnn.batch_norm %0, %1, %1, %1, %1 : (tensor<?x1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<?x1xf32>
  cnn.return %0, %y : tensor<?x1xf32>, tensor<?x1xf32>
}

// -----

// The same network for two batches folds once.
// CHECK: cnn.parameter @w.folded
// CHECK: cnn.parameter @scale.folded
// CHECK-NOT: cnn.parameter
// CHECK-LABEL: @single
// CHECK: cnn.dense
// CHECK-NEXT: cnn.return
// CHECK-LABEL: @eight
// CHECK: cnn.dense
// CHECK-NEXT: cnn.return
cnn.parameter @w : tensor<2x1xf32> = dense<[[1.0], [2.0]]> : tensor<2x1xf32>
cnn.parameter @scale : tensor<2xf32> = dense<[2.0, 3.0]> : tensor<2xf32>
cnn.network @single(%x: tensor<1x1xf32>) -> tensor<1x2xf32> {
  %w = cnn.read @w : tensor<2x1xf32>
  %s = cnn.read @scale : tensor<2xf32>
  %0 = cnn.dense %x, %w, %s : (tensor<1x1xf32>, tensor<2x1xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  %1 = cnn.batch_norm %0, %s, %s, %s, %s epsilon = 1.0 : (tensor<1x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  cnn.return %1 : tensor<1x2xf32>
}
cnn.network @eight(%x: tensor<8x1xf32>) -> tensor<8x2xf32> {
  %w = cnn.read @w : tensor<2x1xf32>
  %s = cnn.read @scale : tensor<2xf32>
  %0 = cnn.dense %x, %w, %s : (tensor<8x1xf32>, tensor<2x1xf32>, tensor<2xf32>) -> tensor<8x2xf32>
  %1 = cnn.batch_norm %0, %s, %s, %s, %s epsilon = 1.0 : (tensor<8x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<8x2xf32>
  cnn.return %1 : tensor<8x2xf32>
}
