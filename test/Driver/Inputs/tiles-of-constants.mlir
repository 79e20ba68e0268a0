// A convolution of what is known: it is computed once, and on matrix tiles.
!image = tensor<1x64x28x28xf32>
cnn.parameter @constant : !image = dense<0.5> : !image
cnn.parameter @w : tensor<64x64x3x3xf32> = dense<0.01> : tensor<64x64x3x3xf32>
cnn.network @net(%x: !image) -> !image {
  %constant = cnn.read @constant : !image
  %w = cnn.read @w : tensor<64x64x3x3xf32>
  %a = cnn.relu %constant : (!image) -> !image
  %b = cnn.conv2d %a, %w auto_pad = same_upper algorithm = bf16_x3 : (!image, tensor<64x64x3x3xf32>) -> !image
  %y = cnn.add %x, %b : (!image, !image) -> !image
  cnn.return %y : !image
}
