// Groups and their remarks. Locations name the layers.
// RUN: cnn-opt %s --split-input-file --halide-fuse=remarks=true --verify-diagnostics | FileCheck %s

// Convolution, activation and pooling; two equal layers share a kernel.
// CHECK-LABEL: cnn.network @chain
// CHECK: %[[A:.*]] = halide.launch @conv2d_relu_max_pool(%{{.*}}, %{{.*}})
// CHECK: %[[B:.*]] = halide.launch @conv2d_relu_max_pool(%{{.*}}, %{{.*}})
// CHECK: %[[SUM:.*]] = halide.launch @add(%[[A]], %[[B]])
// CHECK: cnn.return %[[SUM]]
// CHECK: halide.kernel @conv2d_relu_max_pool(
// CHECK: cnn.conv2d
// CHECK: cnn.relu
// CHECK: cnn.max_pool
// CHECK: halide.yield
// CHECK: halide.kernel @add(
// CHECK-NOT: halide.kernel
cnn.network @chain(%x: tensor<1x4x8x8xf32>, %w: tensor<4x4x3x3xf32>, %v: tensor<4x4x3x3xf32>) -> tensor<1x4x3x3xf32> {
  %0 = cnn.conv2d %x, %w : (tensor<1x4x8x8xf32>, tensor<4x4x3x3xf32>) -> tensor<1x4x6x6xf32>
  %1 = cnn.relu %0 : (tensor<1x4x6x6xf32>) -> tensor<1x4x6x6xf32>
  // expected-remark@+1 {{fused conv2d, relu, max_pool into @conv2d_relu_max_pool}}
  %2 = cnn.max_pool %1 kernel = [2, 2] strides = [2, 2] : (tensor<1x4x6x6xf32>) -> tensor<1x4x3x3xf32>
  %3 = cnn.conv2d %x, %v : (tensor<1x4x8x8xf32>, tensor<4x4x3x3xf32>) -> tensor<1x4x6x6xf32>
  %4 = cnn.relu %3 : (tensor<1x4x6x6xf32>) -> tensor<1x4x6x6xf32>
  // expected-remark@+1 {{fused conv2d, relu, max_pool into @conv2d_relu_max_pool}}
  %5 = cnn.max_pool %4 kernel = [2, 2] strides = [2, 2] : (tensor<1x4x6x6xf32>) -> tensor<1x4x3x3xf32>
  // expected-remark@+1 {{add is not fused with max_pool: max_pool ends a kernel}}
  %6 = cnn.add %2, %5 : (tensor<1x4x3x3xf32>, tensor<1x4x3x3xf32>) -> tensor<1x4x3x3xf32>
  cnn.return %6 : tensor<1x4x3x3xf32>
}

// -----

// Overlapping windows would compute the convolution several times.
// CHECK-LABEL: cnn.network @overlap
// CHECK: halide.launch @conv2d(
// CHECK: halide.launch @max_pool(
cnn.network @overlap(%x: tensor<1x4x9x9xf32>, %w: tensor<4x4x3x3xf32>) -> tensor<1x4x3x3xf32> {
  %0 = cnn.conv2d %x, %w : (tensor<1x4x9x9xf32>, tensor<4x4x3x3xf32>) -> tensor<1x4x7x7xf32> loc("stem")
  // expected-remark@+1 {{max_pool is not fused with stem (conv2d): the windows of max_pool overlap}}
  %1 = cnn.max_pool %0 kernel = [3, 3] strides = [2, 2] : (tensor<1x4x7x7xf32>) -> tensor<1x4x3x3xf32>
  cnn.return %1 : tensor<1x4x3x3xf32>
}

// -----

// Words are read from memory, not from the kernel that makes them.
// CHECK-LABEL: cnn.network @split
// CHECK: halide.launch @relu_repack(
// CHECK: halide.launch @repack
#split = #cnn.layout<[0, 1, 2, 3, 1], block = 32, algorithm = bf16, halo = [0, 0, 0, 0]>
cnn.network @split(%x: tensor<1x32x4x4xf32>) -> tensor<1x32x4x4xf32> {
  %0 = cnn.relu %x : (tensor<1x32x4x4xf32>) -> tensor<1x32x4x4xf32>
  // expected-remark@+1 {{fused relu, repack into @relu_repack}}
  %1 = cnn.repack %0 : (tensor<1x32x4x4xf32>) -> tensor<1x32x4x4xf32, #split>
  // expected-remark@+1 {{repack is not fused with repack: repack gives a split image}}
  %2 = cnn.repack %1 : (tensor<1x32x4x4xf32, #split>) -> tensor<1x32x4x4xf32>
  cnn.return %2 : tensor<1x32x4x4xf32>
}

// -----

// A window that is not written out is a reduction of its own.
// CHECK-LABEL: cnn.network @large
// CHECK: halide.launch @conv2d(
// CHECK: halide.launch @average_pool(
cnn.network @large(%x: tensor<1x4x12x12xf32>, %w: tensor<4x4x3x3xf32>) -> tensor<1x4x2x2xf32> {
  %0 = cnn.conv2d %x, %w : (tensor<1x4x12x12xf32>, tensor<4x4x3x3xf32>) -> tensor<1x4x10x10xf32>
  // expected-remark@+1 {{average_pool is not fused with conv2d: the windows of average_pool are large}}
  %1 = cnn.average_pool %0 kernel = [5, 5] strides = [5, 5] : (tensor<1x4x10x10xf32>) -> tensor<1x4x2x2xf32>
  cnn.return %1 : tensor<1x4x2x2xf32>
}

// -----

// A depthwise layer computes its image in its own kernel, directly or on matrix tiles.
!image = tensor<1x32x8x8xf32, #cnn.layout<[0, 2, 3, 1]>>
!pointwise = tensor<32x32x1x1xf32>
!depthwise = tensor<32x1x3x3xf32>
// CHECK-LABEL: cnn.network @depthwise_on_tiles
// CHECK: halide.launch @conv2d_relu_conv2d(
cnn.network @depthwise_on_tiles(%x: !image, %w: !pointwise, %v: !depthwise) -> !image {
  %0 = cnn.conv2d %x, %w algorithm = bf16_x3 : (!image, !pointwise) -> !image loc("expand")
  %1 = cnn.relu %0 : (!image) -> !image
  // expected-remark@+1 {{fused expand (conv2d), relu, conv2d into @conv2d_relu_conv2d}}
  %2 = cnn.conv2d %1, %v pads = [1, 1, 1, 1] groups = 32 : (!image, !depthwise) -> !image
  cnn.return %2 : !image
}

// -----

// A pooling behind it is another kernel.
!image = tensor<1x16x8x8xf32, #cnn.layout<[0, 2, 3, 1]>>
!pooled = tensor<1x16x4x4xf32, #cnn.layout<[0, 2, 3, 1]>>
!pointwise = tensor<16x16x1x1xf32>
!depthwise = tensor<16x1x3x3xf32>
// CHECK-LABEL: cnn.network @depthwise
// CHECK: halide.launch @conv2d_relu_conv2d_relu(
// CHECK: halide.launch @max_pool(
// CHECK: halide.launch @conv2d(
cnn.network @depthwise(%x: !image, %w: !pointwise, %v: !depthwise) -> !pooled {
  %0 = cnn.conv2d %x, %w : (!image, !pointwise) -> !image loc("expand")
  %1 = cnn.relu %0 : (!image) -> !image
  %2 = cnn.conv2d %1, %v pads = [1, 1, 1, 1] groups = 16 : (!image, !depthwise) -> !image loc("spatial")
  // expected-remark@+1 {{fused expand (conv2d), relu, spatial (conv2d), relu into @conv2d_relu_conv2d_relu}}
  %3 = cnn.relu %2 : (!image) -> !image
  // expected-remark@+1 {{max_pool is not fused with relu: the kernel computes two of conv2d}}
  %4 = cnn.max_pool %3 kernel = [2, 2] strides = [2, 2] : (!image) -> !pooled
  // expected-remark@+1 {{conv2d is not fused with max_pool: conv2d starts a kernel}}
  %5 = cnn.conv2d %4, %w : (!pooled, !pointwise) -> !pooled
  cnn.return %5 : !pooled
}

// -----

// A dense layer takes the elements of one image from where they lie; those of several it would look for in every tile.
// CHECK-LABEL: cnn.network @flat
// CHECK-NEXT: halide.launch @flatten_dense(
// CHECK-NEXT: cnn.return
// CHECK-LABEL: cnn.network @flat_batch
// CHECK-NEXT: halide.launch @flatten(
// CHECK-NEXT: halide.launch @dense(
cnn.network @flat(%x: tensor<1x4x3x3xf32>, %w: tensor<8x36xf32>) -> tensor<1x8xf32> {
  %0 = cnn.flatten %x : (tensor<1x4x3x3xf32>) -> tensor<1x36xf32>
  // expected-remark@+1 {{fused flatten, dense into @flatten_dense}}
  %1 = cnn.dense %0, %w : (tensor<1x36xf32>, tensor<8x36xf32>) -> tensor<1x8xf32>
  cnn.return %1 : tensor<1x8xf32>
}
cnn.network @flat_batch(%x: tensor<2x4x3x3xf32>, %w: tensor<8x36xf32>) -> tensor<2x8xf32> {
  %0 = cnn.flatten %x : (tensor<2x4x3x3xf32>) -> tensor<2x36xf32>
  // expected-remark@+1 {{dense is not fused with flatten: dense starts a kernel}}
  %1 = cnn.dense %0, %w : (tensor<2x36xf32>, tensor<8x36xf32>) -> tensor<2x8xf32>
  cnn.return %1 : tensor<2x8xf32>
}

// -----

// A residual addition joins one convolution, the later one, and its element-wise operand.
// CHECK-LABEL: cnn.network @residual
// CHECK: %[[A:.*]] = halide.launch @conv2d(%arg0, %arg1)
// CHECK: halide.launch @conv2d_add_relu(%arg0, %arg2, %[[A]])
cnn.network @residual(%x: tensor<1x4x8x8xf32>, %v: tensor<4x4x1x1xf32>, %w: tensor<4x4x1x1xf32>) -> tensor<1x4x8x8xf32> {
  %0 = cnn.conv2d %x, %v : (tensor<1x4x8x8xf32>, tensor<4x4x1x1xf32>) -> tensor<1x4x8x8xf32>
  %1 = cnn.conv2d %x, %w : (tensor<1x4x8x8xf32>, tensor<4x4x1x1xf32>) -> tensor<1x4x8x8xf32>
  // expected-remark@+1 {{add is not fused with conv2d: a kernel computes one conv2d}}
  %2 = cnn.add %0, %1 : (tensor<1x4x8x8xf32>, tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  // expected-remark@+1 {{fused conv2d, add, relu into @conv2d_add_relu}}
  %3 = cnn.relu %2 : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  cnn.return %3 : tensor<1x4x8x8xf32>
}

// -----

// A value that is read twice is a result; masks are drawn where they are used, each time.
// CHECK-LABEL: cnn.network @mask
// CHECK: %[[Y:.*]] = halide.launch @dense_relu(
// CHECK: %[[A:.*]] = halide.launch @multiply(%[[Y]], %arg2, %arg3)
// CHECK: %[[B:.*]] = halide.launch @multiply_relu_gradient(%[[A]], %arg2, %arg3, %[[Y]])
// CHECK: halide.kernel @multiply(%{{.*}}: tensor<2x8xf32>, %{{.*}}: tensor<i32>, %{{.*}}: tensor<i32>)
// CHECK: cnn.dropout_mask
// CHECK: cnn.multiply
cnn.network @mask(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>, %seed: tensor<i32>, %step: tensor<i32>)
    -> (tensor<2x8xf32>, tensor<2x8xf32>) {
  %0 = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  // expected-remark@+1 {{fused dense, relu into @dense_relu}}
  %1 = cnn.relu %0 : (tensor<2x8xf32>) -> tensor<2x8xf32>
  %mask = cnn.dropout_mask %seed, %step rate = 0.5 stream = 1 : (tensor<i32>, tensor<i32>) -> tensor<2x8xf32>
  // expected-remark@+1 {{multiply is not fused with relu: its value has 2 users}}
  %2 = cnn.multiply %1, %mask : (tensor<2x8xf32>, tensor<2x8xf32>) -> tensor<2x8xf32>
  // expected-remark@+1 {{multiply is not fused with multiply: its value has 2 users}}
  %3 = cnn.multiply %2, %mask : (tensor<2x8xf32>, tensor<2x8xf32>) -> tensor<2x8xf32>
  // expected-remark@+2 {{relu_gradient is not fused with relu: its value has 2 users}}
  // expected-remark@+1 {{fused multiply, relu_gradient into @multiply_relu_gradient}}
  %4 = cnn.relu_gradient %3, %1 : (tensor<2x8xf32>, tensor<2x8xf32>) -> tensor<2x8xf32>
  cnn.return %2, %4 : tensor<2x8xf32>, tensor<2x8xf32>
}

// -----

// Loss, gradient and count share a kernel; so do a copy and the element-wise layers it leads to.
// CHECK-LABEL: cnn.network @loss
// CHECK: %[[L:.*]]:3 = halide.launch @cross_entropy_cross_entropy_gradient_count_correct(%arg0, %arg1)
// CHECK: halide.launch @reshape_relu_gradient_max_pool_gradient(%[[L]]#1,
cnn.network @loss(%logits: tensor<2x8xf32>, %labels: tensor<2xi32>, %y: tensor<2x2x2x2xf32>, %argmax: tensor<2x2x2x2xi8>)
    -> (tensor<f32>, tensor<i32>, tensor<2x2x4x4xf32>) {
  %one = cnn.fill 1.0 : tensor<f32>
  %0 = cnn.cross_entropy %logits, %labels : (tensor<2x8xf32>, tensor<2xi32>) -> tensor<f32>
  %1 = cnn.cross_entropy_gradient %one, %logits, %labels : (tensor<f32>, tensor<2x8xf32>, tensor<2xi32>) -> tensor<2x8xf32>
  // expected-remark@+1 {{reshape is not fused with cross_entropy_gradient: cross_entropy_gradient ends a kernel}}
  %2 = cnn.reshape %1 : (tensor<2x8xf32>) -> tensor<2x2x2x2xf32>
  %3 = cnn.relu_gradient %2, %y : (tensor<2x2x2x2xf32>, tensor<2x2x2x2xf32>) -> tensor<2x2x2x2xf32>
  // expected-remark@+1 {{fused reshape, relu_gradient, max_pool_gradient into @reshape_relu_gradient_max_pool_gradient}}
  %4 = cnn.max_pool_gradient %3, %argmax kernel = [2, 2] strides = [2, 2]
    : (tensor<2x2x2x2xf32>, tensor<2x2x2x2xi8>) -> tensor<2x2x4x4xf32>
  // expected-remark@+1 {{fused cross_entropy, cross_entropy_gradient, count_correct into @cross_entropy_cross_entropy_gradient_count_correct}}
  %5 = cnn.count_correct %logits, %labels : (tensor<2x8xf32>, tensor<2xi32>) -> tensor<i32>
  cnn.return %0, %5, %4 : tensor<f32>, tensor<i32>, tensor<2x2x4x4xf32>
}

// -----

// The gradient waits for a layer that waits for the loss: one kernel of both would wait for itself.
// CHECK-LABEL: cnn.network @cycle
// CHECK: halide.launch @cross_entropy(
// CHECK: halide.launch @sigmoid(
// CHECK: halide.launch @cross_entropy_gradient(
cnn.network @cycle(%logits: tensor<2x8xf32>, %labels: tensor<2xi32>) -> tensor<2x8xf32> {
  %0 = cnn.cross_entropy %logits, %labels : (tensor<2x8xf32>, tensor<2xi32>) -> tensor<f32>
  // expected-remark@+1 {{sigmoid is not fused with cross_entropy: cross_entropy ends a kernel}}
  %1 = cnn.sigmoid %0 : (tensor<f32>) -> tensor<f32>
  // expected-remark@+1 {{cross_entropy_gradient is not fused with sigmoid: its value has 2 users}}
  %2 = cnn.cross_entropy_gradient %1, %logits, %labels : (tensor<f32>, tensor<2x8xf32>, tensor<2xi32>) -> tensor<2x8xf32>
  // expected-remark@+2 {{multiply is not fused with cross_entropy_gradient: cross_entropy_gradient ends a kernel}}
  // expected-remark@+1 {{multiply is not fused with sigmoid: its value has 2 users}}
  %3 = cnn.multiply %2, %1 : (tensor<2x8xf32>, tensor<f32>) -> tensor<2x8xf32>
  cnn.return %3 : tensor<2x8xf32>
}

// -----

// The pass of batch normalisation over its input takes what follows; statistics are results of the same kernel.
// CHECK-LABEL: cnn.network @normalized
// CHECK: halide.launch @batch_norm_training_add_relu(
// CHECK-NOT: halide.launch
// CHECK: cnn.return
cnn.network @normalized(%x: tensor<2x4x8x8xf32>, %r: tensor<2x4x8x8xf32>, %v: tensor<4xf32>) -> (tensor<2x4x8x8xf32>, tensor<4xf32>) {
  %n:5 = cnn.batch_norm_training %x, %v, %v, %v, %v : (tensor<2x4x8x8xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<2x4x8x8xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  %a = cnn.add %n#0, %r : (tensor<2x4x8x8xf32>, tensor<2x4x8x8xf32>) -> tensor<2x4x8x8xf32>
  // expected-remark@+1 {{fused batch_norm_training, add, relu into @batch_norm_training_add_relu}}
  %y = cnn.relu %a : (tensor<2x4x8x8xf32>) -> tensor<2x4x8x8xf32>
  cnn.return %y, %n#1 : tensor<2x4x8x8xf32>, tensor<4xf32>
}
