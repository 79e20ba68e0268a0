// What is characteristic of each family, on a machine with 16 floats in a vector.
// RUN: cnn-opt %s --halide-schedule=target=x86-64-v4 | FileCheck %s
// RUN: cnn-opt %s --halide-schedule=target=cuda | FileCheck %s --check-prefix=GPU

// Ten rows of 16 outputs fill registers; the weight is dense along the outputs and is not packed.
// CHECK-LABEL: halide.kernel @dense
// CHECK: %dense = halide.stage "dense"
// CHECK: halide.split %c by 16{{$}}
// CHECK: halide.compute_at %dense at
// CHECK: %dense_update = halide.update %dense
// CHECK: halide.unroll
// GPU-LABEL: halide.kernel @dense
// GPU: halide.gpu_blocks
// GPU: halide.gpu_threads
halide.kernel @dense(%x: tensor<10x32xf32>, %w: tensor<16x32xf32, #cnn.layout<[1, 0]>>) -> tensor<10x16xf32> algorithm {
  %y = cnn.dense %x, %w : (tensor<10x32xf32>, tensor<16x32xf32, #cnn.layout<[1, 0]>>) -> tensor<10x16xf32>
  halide.yield %y : tensor<10x16xf32>
}

// A sum over images alone keeps maps: its result's innermost dimensions are not the channels of its input.
// CHECK-LABEL: halide.kernel @sum
// CHECK: %sum_update = halide.update %sum
// CHECK: %[[C:.*]] = halide.loop %sum_update "c"
// CHECK: halide.split %[[C]] by 16 tail = guard
halide.kernel @sum(%x: tensor<32x8x40x24xf32>) -> tensor<8x40x24xf32> algorithm {
  %y = cnn.sum %x axes = [0] : (tensor<32x8x40x24xf32>) -> tensor<8x40x24xf32>
  halide.yield %y : tensor<8x40x24xf32>
}

// What the step alone decides is computed once, not for each element; a GPU's host does it.
// CHECK-LABEL: halide.kernel @adam
// CHECK: %adam_correction = halide.stage "adam.correction"
// CHECK-NEXT: halide.compute_root %adam_correction
// GPU-LABEL: halide.kernel @adam
// GPU: %adam_correction = halide.stage "adam.correction"
// GPU-NEXT: halide.compute_root %adam_correction
// GPU-NEXT: %adam = halide.stage "adam"
halide.kernel @adam(%w: tensor<64xf32>, %g: tensor<64xf32>, %rate: tensor<f32>, %m: tensor<64xf32>, %v: tensor<64xf32>,
                    %t: tensor<i32>) -> (tensor<64xf32>, tensor<64xf32>, tensor<64xf32>) algorithm {
  %r:3 = cnn.adam %w, %g, %rate, %m, %v, %t
    : (tensor<64xf32>, tensor<64xf32>, tensor<f32>, tensor<64xf32>, tensor<64xf32>, tensor<i32>)
    -> (tensor<64xf32>, tensor<64xf32>, tensor<64xf32>)
  halide.yield %r#0, %r#1, %r#2 : tensor<64xf32>, tensor<64xf32>, tensor<64xf32>
}

// Six channels leave lanes of channels idle: vectors lie along the rows, all channels of four images of one row in
// registers, and the kernel's rows outside of the image are left out.
// CHECK-LABEL: halide.kernel @few_channels(
// CHECK: %[[IMAGES:.*]], %{{.*}} = halide.split %n{{[_0-9]*}} by 4 tail = shift_inwards
// CHECK: %[[TILES:.*]], %{{.*}} = halide.split %x{{.*}} by 16 tail = guard
// CHECK: halide.compute_at %conv2d at %[[TILES]]
// CHECK: halide.parallel %[[IMAGES]]
// CHECK: halide.compute_at %conv2d_pad at %[[IMAGES]]
// GPU-LABEL: halide.kernel @few_channels(
// GPU: %conv2d_pad_update = halide.update %conv2d_pad
// GPU: halide.gpu_threads
halide.kernel @few_channels(%x: tensor<64x1x28x28xf32>, %w: tensor<6x1x5x5xf32>) -> tensor<64x6x28x28xf32> algorithm {
  %y = cnn.conv2d %x, %w pads = [2, 2, 2, 2] : (tensor<64x1x28x28xf32>, tensor<6x1x5x5xf32>) -> tensor<64x6x28x28xf32>
  halide.yield %y : tensor<64x6x28x28xf32>
}

// Threads share the images of its weight gradient, whose lanes are columns.
// CHECK-LABEL: halide.kernel @few_channels_weight_gradient
// CHECK: %conv2d_weight_gradient_lanes = halide.stage "conv2d_weight_gradient.lanes"
// CHECK: halide.rfactor
// CHECK: %[[CHUNKS:.*]] = halide.loop %{{.*}} "u"
// CHECK: halide.parallel %[[CHUNKS]]
halide.kernel @few_channels_weight_gradient(%x: tensor<64x1x28x28xf32>, %dy: tensor<64x6x28x28xf32>) -> tensor<6x1x5x5xf32> algorithm {
  %dw = cnn.conv2d_weight_gradient %x, %dy pads = [2, 2, 2, 2] : (tensor<64x1x28x28xf32>, tensor<64x6x28x28xf32>) -> tensor<6x1x5x5xf32>
  halide.yield %dw : tensor<6x1x5x5xf32>
}

// Images that lie innermost fill the vectors, four of them with all six channels a register tile; nothing is padded.
// CHECK-LABEL: halide.kernel @narrow(
// CHECK: halide.split %n{{[_0-9]*}} by 64
// CHECK: halide.split %c{{[_0-9]*}} by 6
// CHECK-NOT: conv2d_pad
// CHECK: halide.compute_at %conv2d at %x
// CHECK: halide.parallel
// GPU-LABEL: halide.kernel @narrow(
halide.kernel @narrow(%x: tensor<64x1x28x28xf32, #cnn.layout<[1, 2, 3, 0]>>, %w: tensor<6x1x5x5xf32>) -> tensor<64x6x28x28xf32, #cnn.layout<[1, 2, 3, 0]>> algorithm {
  %y = cnn.conv2d %x, %w pads = [2, 2, 2, 2] : (tensor<64x1x28x28xf32, #cnn.layout<[1, 2, 3, 0]>>, tensor<6x1x5x5xf32>) -> tensor<64x6x28x28xf32, #cnn.layout<[1, 2, 3, 0]>>
  halide.yield %y : tensor<64x6x28x28xf32, #cnn.layout<[1, 2, 3, 0]>>
}

// Threads share the tiles of their weight gradient, whose lanes are images.
// CHECK-LABEL: halide.kernel @narrow_weight_gradient(
// CHECK: %conv2d_weight_gradient_lanes = halide.stage "conv2d_weight_gradient.lanes"
// CHECK-NOT: halide.rfactor
// CHECK: %[[TILES:.*]] = halide.fuse
// CHECK: halide.parallel %[[TILES]]
halide.kernel @narrow_weight_gradient(%x: tensor<64x1x32x32xf32, #cnn.layout<[1, 2, 3, 0]>>, %dy: tensor<64x6x28x28xf32, #cnn.layout<[1, 2, 3, 0]>>) -> tensor<6x1x5x5xf32> algorithm {
  %dw = cnn.conv2d_weight_gradient %x, %dy : (tensor<64x1x32x32xf32, #cnn.layout<[1, 2, 3, 0]>>, tensor<64x6x28x28xf32, #cnn.layout<[1, 2, 3, 0]>>) -> tensor<6x1x5x5xf32>
  halide.yield %dw : tensor<6x1x5x5xf32>
}

// Squares are copied by way of a block that is read in the input's order.
// CHECK-LABEL: halide.kernel @repack(
// CHECK: %repack_block = halide.stage "repack.block"
// CHECK: halide.compute_at %repack_block at
halide.kernel @repack(%x: tensor<64x1x32x32xf32>) -> tensor<64x1x32x32xf32, #cnn.layout<[1, 2, 3, 0]>> algorithm {
  %y = cnn.repack %x : (tensor<64x1x32x32xf32>) -> tensor<64x1x32x32xf32, #cnn.layout<[1, 2, 3, 0]>>
  halide.yield %y : tensor<64x1x32x32xf32, #cnn.layout<[1, 2, 3, 0]>>
}

// A depthwise layer is padded piece by piece.
// CHECK-LABEL: halide.kernel @depthwise
// CHECK: %[[TASK:.*]] = halide.fuse
// CHECK: halide.parallel %[[TASK]]
// CHECK: halide.compute_at %conv2d_pad at %[[TASK]]
halide.kernel @depthwise(%x: tensor<1x96x56x56xf32, #cnn.layout<[0, 2, 3, 1]>>, %w: tensor<96x1x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>) -> tensor<1x96x56x56xf32, #cnn.layout<[0, 2, 3, 1]>> algorithm {
  %y = cnn.conv2d %x, %w pads = [1, 1, 1, 1] groups = 96 : (tensor<1x96x56x56xf32, #cnn.layout<[0, 2, 3, 1]>>, tensor<96x1x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>) -> tensor<1x96x56x56xf32, #cnn.layout<[0, 2, 3, 1]>>
  halide.yield %y : tensor<1x96x56x56xf32, #cnn.layout<[0, 2, 3, 1]>>
}

// A depthwise layer whose image is computed in the kernel keeps the rows under its window in a ring. 144 channels are
// three blocks of three vectors, and two threads share three blocks evenly in halves.
// CHECK-LABEL: halide.kernel @pair
// CHECK: %[[BLOCKS:.*]], %{{.*}} = halide.split %c by 48
// CHECK: %[[PIECES:.*]], %[[ROWS:.*]] = halide.split %y by 28 tail = guard
// CHECK: %[[TASK:.*]] = halide.fuse %n
// CHECK: halide.store_at %conv2d_1_pad at %[[TASK]]
// CHECK: halide.compute_at %conv2d_1_pad at %[[ROWS]]
// CHECK: %[[TILES:.*]], %{{.*}} = halide.split %rx{{.*}} by 7
// CHECK: halide.compute_at %conv2d at %[[TILES]]
!input = tensor<1x24x56x56xf32, #cnn.layout<[0, 2, 3, 1]>>
!image = tensor<1x144x56x56xf32, #cnn.layout<[0, 2, 3, 1]>>
!pointwise = tensor<144x24x1x1xf32, #cnn.layout<[2, 3, 1, 0]>>
!depthwise = tensor<144x1x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>
halide.kernel @pair(%x: !input, %w: !pointwise, %v: !depthwise) -> !image algorithm {
  %0 = cnn.conv2d %x, %w : (!input, !pointwise) -> !image
  %1 = cnn.conv2d %0, %v pads = [1, 1, 1, 1] groups = 144 : (!image, !depthwise) -> !image
  halide.yield %1 : !image
}

// The same on matrix tiles: a task computes the rows of a group of channels that it reads, of the whole image here.
// CHECK-LABEL: halide.kernel @pair_on_tiles
// CHECK: %[[GROUP:.*]], %{{.*}} = halide.split %c by 192
// CHECK: %[[PIECE:.*]], %{{.*}} = halide.split %y by 14 tail = guard
// CHECK: halide.fuse %[[GROUP]], %[[PIECE]]
// CHECK: halide.parallel %[[TASK:.*]]
// CHECK: halide.compute_at %conv2d_1_pad at %[[TASK]]
// CHECK: halide.compute_at %conv2d_products at %[[TASK]]
// CHECK: halide.compute_at %conv2d_split at %[[TASK]]
!narrow = tensor<1x64x14x14xf32, #cnn.layout<[0, 2, 3, 1]>>
!wide = tensor<1x384x14x14xf32, #cnn.layout<[0, 2, 3, 1]>>
!expansion = tensor<384x64x1x1xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 32, algorithm = bf16_x3>>
!spatial = tensor<384x1x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>
halide.kernel @pair_on_tiles(%x: !narrow, %w: !expansion, %v: !spatial) -> !wide algorithm {
  %0 = cnn.conv2d %x, %w algorithm = bf16_x3 : (!narrow, !expansion) -> !wide
  %1 = cnn.conv2d %0, %v pads = [1, 1, 1, 1] groups = 384 : (!wide, !spatial) -> !wide
  halide.yield %1 : !wide
}

// On matrix tiles: the products are an external stage of some rows, for which the input is split.
// CHECK-LABEL: halide.kernel @tiles
// CHECK: halide.reorder {{.*}}, %[[TASK:[a-z_0-9]+]]{{$}}
// CHECK: halide.parallel %[[TASK]]
// CHECK: %conv2d_products = halide.stage "conv2d.products"
// CHECK-NEXT: halide.compute_at %conv2d_products at %[[TASK]]
// CHECK: %conv2d_split = halide.stage "conv2d.split"
// CHECK: halide.compute_at %conv2d_split at %[[TASK]]
!channels = tensor<1x64x28x28xf32, #cnn.layout<[0, 2, 3, 1]>>
!words = tensor<64x64x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 32, algorithm = bf16_x3>>
halide.kernel @tiles(%x: !channels, %w: !words) -> !channels algorithm {
  %0 = cnn.conv2d %x, %w auto_pad = same_upper algorithm = bf16_x3 : (!channels, !words) -> !channels
  %1 = cnn.relu %0 : (!channels) -> !channels
  halide.yield %1 : !channels
}

// A large weight: threads share its output channels, one block a task, after the input is split.
// CHECK-LABEL: halide.kernel @tiles_of_small_images
// CHECK: %[[GROUP:[a-z_0-9]+]], %{{.*}} = halide.split %c by 32 tail = guard
// CHECK: %[[TASK:.*]] = halide.fuse %[[GROUP]], %n_y
// CHECK: halide.parallel %[[TASK]]
// CHECK: %conv2d_products = halide.stage "conv2d.products"
// CHECK-NEXT: halide.compute_at %conv2d_products at %[[TASK]]
// CHECK: halide.compute_root %conv2d_split
!small = tensor<1x512x7x7xf32, #cnn.layout<[0, 2, 3, 1]>>
!large_words = tensor<512x512x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 32, algorithm = bf16_x3>>
halide.kernel @tiles_of_small_images(%x: !small, %w: !large_words) -> !small algorithm {
  %0 = cnn.conv2d %x, %w auto_pad = same_upper algorithm = bf16_x3 : (!small, !large_words) -> !small
  halide.yield %0 : !small
}

// A weight gradient on tiles: the image's rows are transposed one by one.
// CHECK-LABEL: halide.kernel @tile_weight_gradient
// CHECK: %[[ROWS:.*]] = halide.fuse %n, %y
// CHECK: halide.compute_at %conv2d_weight_gradient_transposed at %[[ROWS]]
// CHECK: halide.compute_at %conv2d_weight_gradient_words at %[[ROWS]]
// CHECK: halide.parallel %[[ROWS]]
!many = tensor<8x64x28x28xf32, #cnn.layout<[0, 2, 3, 1]>>
halide.kernel @tile_weight_gradient(%x: !many, %d: !many) -> tensor<64x64x3x3xf32, #cnn.layout<[2, 3, 1, 0]>> algorithm {
  %0 = cnn.conv2d_weight_gradient %x, %d pads = [1, 1, 1, 1] algorithm = bf16_x3 : (!many, !many) -> tensor<64x64x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>
  halide.yield %0 : tensor<64x64x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>
}

// An input gradient on tiles: its weight's words lie along the output channels, and are transposed tap by tap.
// CHECK-LABEL: halide.kernel @tile_input_gradient
// CHECK: %conv2d_input_gradient_weight = halide.stage "conv2d_input_gradient.weight"
// CHECK: %[[TAP:.*]] = halide.loop %conv2d_input_gradient_weight "x"
// CHECK: %[[BLOCK:.*]] = halide.loop %conv2d_input_gradient_weight "b"
// CHECK: halide.compute_at %conv2d_input_gradient_weight_transposed at %[[TAP]]
// CHECK: halide.compute_at %conv2d_input_gradient_weight_words at %[[TAP]]
// CHECK: halide.parallel %[[BLOCK]]
!few = tensor<8x512x4x4xf32, #cnn.layout<[0, 2, 3, 1]>>
!taps = tensor<512x512x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>
halide.kernel @tile_input_gradient(%d: !few, %w: !taps) -> !few algorithm {
  %0 = cnn.conv2d_input_gradient %d, %w pads = [1, 1, 1, 1] algorithm = bf16_x3 : (!few, !taps) -> !few
  halide.yield %0 : !few
}

// A matrix product on tiles: threads share groups of columns, and each packs its group's of the second factor.
// CHECK-LABEL: halide.kernel @tile_product
// CHECK: %[[GROUP:[a-z_0-9]+]], %{{.*}} = halide.split %c by 64 tail = guard
// CHECK: halide.parallel %[[GROUP]]
// CHECK: halide.compute_at %matmul_products at %[[GROUP]]
// CHECK: halide.compute_root %matmul_split
// CHECK: halide.compute_at %matmul_weight at %[[GROUP]]
halide.kernel @tile_product(%x: tensor<64x256xf32>, %w: tensor<256x512xf32>) -> tensor<64x512xf32> algorithm {
  %0 = cnn.matmul %x, %w algorithm = bf16_x3 : (tensor<64x256xf32>, tensor<256x512xf32>) -> tensor<64x512xf32>
  halide.yield %0 : tensor<64x512xf32>
}

// Where something that is no image is computed from it, sum and padded image are whole.
// CHECK-LABEL: halide.kernel @few_channels_flattened
// CHECK: halide.compute_root %conv2d_pad
// CHECK: halide.compute_root %conv2d{{$}}
halide.kernel @few_channels_flattened(%x: tensor<3x3x9x12xf32>, %w: tensor<5x3x3x3xf32>) -> tensor<3x540xf32> algorithm {
  %y = cnn.conv2d %x, %w pads = [1, 1, 1, 1] : (tensor<3x3x9x12xf32>, tensor<5x3x3x3xf32>) -> tensor<3x5x9x12xf32>
  %f = cnn.flatten %y : (tensor<3x5x9x12xf32>) -> tensor<3x540xf32>
  halide.yield %f : tensor<3x540xf32>
}

// Results of tiles whose channels do not lie side by side are written by a loop over rows, not all at once.
// CHECK-LABEL: halide.kernel @winograd_planar
// CHECK: %[[Y:[a-z_0-9]+]], %[[ROW:[a-z_0-9]+]] = halide.split %y by 4 tail = guard
// CHECK: %[[X:[a-z_0-9]+]], %[[COLUMN:[a-z_0-9]+]] = halide.split %x by 4 tail = guard
// CHECK-NOT: halide.unroll %[[ROW]]
// CHECK: halide.unroll %[[COLUMN]]
// CHECK-NOT: halide.unroll %[[ROW]]
// CHECK: %conv2d_output_rows = halide.stage
!pixels = tensor<4x16x14x14xf32, #cnn.layout<[0, 2, 3, 1]>>
!winograd = tensor<16x16x3x3xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 16, algorithm = winograd>>
halide.kernel @winograd_planar(%x: !pixels, %w: !winograd) -> tensor<4x16x14x14xf32> algorithm {
  %0 = cnn.conv2d %x, %w pads = [1, 1, 1, 1] algorithm = winograd : (!pixels, !winograd) -> tensor<4x16x14x14xf32>
  halide.yield %0 : tensor<4x16x14x14xf32>
}
