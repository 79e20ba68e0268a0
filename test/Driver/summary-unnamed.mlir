// Layers without a name of their own have that of their operation; each has its own algorithm.
// RUN: cnnc %s --summary --target=x86-64-v4 | FileCheck %s

cnn.parameter @w1 : tensor<64x1x3x3xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @w2 : tensor<64x64x3x3xf32> = #cnn.he_normal<seed = 2>
cnn.parameter @w3 : tensor<64x64x1x1xf32> = #cnn.he_normal<seed = 3>
// CHECK: {{^}}layer {{ *}}operation {{ *}}algorithm {{ *}}output
// CHECK: conv2d {{ *}}conv2d {{ *}}direct {{ *}}1x64x28x28
// CHECK-NEXT: conv2d {{ *}}conv2d {{ *}}winograd {{ *}}1x64x28x28
// CHECK-NEXT: conv2d {{ *}}conv2d {{ *}}direct {{ *}}1x64x28x28
cnn.network @net(%x: tensor<1x1x28x28xf32>) -> tensor<1x64x28x28xf32> {
  %w1 = cnn.read @w1 : tensor<64x1x3x3xf32>
  %w2 = cnn.read @w2 : tensor<64x64x3x3xf32>
  %w3 = cnn.read @w3 : tensor<64x64x1x1xf32>
  %0 = cnn.conv2d %x, %w1 auto_pad = same_upper : (tensor<1x1x28x28xf32>, tensor<64x1x3x3xf32>) -> tensor<1x64x28x28xf32>
  %1 = cnn.conv2d %0, %w2 auto_pad = same_upper : (tensor<1x64x28x28xf32>, tensor<64x64x3x3xf32>) -> tensor<1x64x28x28xf32>
  %2 = cnn.conv2d %1, %w3 : (tensor<1x64x28x28xf32>, tensor<64x64x1x1xf32>) -> tensor<1x64x28x28xf32>
  cnn.return %2 : tensor<1x64x28x28xf32>
}
