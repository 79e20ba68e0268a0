// Of 7x7 images matrix tiles take all rows for one.
cnn.network @net(%x: tensor<1x64x7x7xf32>, %w: tensor<64x64x3x3xf32>) -> tensor<1x64x7x7xf32> {
  %y = cnn.conv2d %x, %w auto_pad = same_upper algorithm = bf16_x3 : (tensor<1x64x7x7xf32>, tensor<64x64x3x3xf32>) -> tensor<1x64x7x7xf32>
  cnn.return %y : tensor<1x64x7x7xf32>
}
