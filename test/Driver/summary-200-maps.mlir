// The lectures' layer of 200 maps of 150x100: each of the 3,000,000 outputs is a weighted sum of
// 5 * 5 * 3 = 75 inputs, 225 million multiplications; the maps take 12,000,000 bytes, 11.4 MiB. For a
// batch of 100 images that is more than 1 GiB.
// RUN: cnnc %s --summary --target=x86-64-v4 | FileCheck %s
// RUN: cnnc %s --summary --target=x86-64-v4 --batch=100 | FileCheck %s --check-prefix=BATCH

// CHECK: maps {{ *}}conv2d {{ *}}direct {{ *}}1x200x150x100 {{ *}}3000000 {{ *}}15200 {{ *}}225000000 {{ *}}11.4 MiB
// CHECK: multiply-adds: 225000000
// CHECK: activations: {{ *}}12000000 bytes, 11.4 MiB
// BATCH: maps {{ *}}conv2d {{ *}}direct {{ *}}100x200x150x100 {{ *}}300000000 {{ *}}15200 {{ *}}22500000000 {{ *}}1.1 GiB

cnn.parameter @maps.weight : tensor<200x3x5x5xf32> = #cnn.he_normal<seed = 1>
cnn.parameter @maps.bias : tensor<200xf32> = #cnn.constant<0.0>

cnn.network @maps(%image: tensor<?x3x150x100xf32>) -> tensor<?x200x150x100xf32> {
  %weight = cnn.read @maps.weight : tensor<200x3x5x5xf32>
  %bias = cnn.read @maps.bias : tensor<200xf32>
  %maps = cnn.conv2d %image, %weight, %bias auto_pad = same_upper
      : (tensor<?x3x150x100xf32>, tensor<200x3x5x5xf32>, tensor<200xf32>) -> tensor<?x200x150x100xf32>
  cnn.return %maps : tensor<?x200x150x100xf32>
}
