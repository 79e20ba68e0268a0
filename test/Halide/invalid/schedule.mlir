// What the verifiers say of a kernel's schedule.
// RUN: cnn-opt %s --verify-diagnostics --split-input-file

halide.kernel @k(%x: tensor<4xf32>) -> tensor<4xf32> algorithm {
  %y = cnn.relu %x : (tensor<4xf32>) -> tensor<4xf32>
  halide.yield %y : tensor<4xf32>
} schedule {
  // expected-error@+1 {{'cnn.fill' op expects to be a directive of the halide dialect inside a schedule}}
  %zero = cnn.fill 0.0 : tensor<4xf32>
}

// -----

halide.kernel @k(%x: tensor<1x4x8x8xf32>, %w: tensor<8x4x3x3xf32>) -> tensor<1x8x8x8xf32> algorithm {
  %y = cnn.conv2d %x, %w pads = [1, 1, 1, 1] : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x8x8xf32>
  %z = cnn.relu %y : (tensor<1x8x8x8xf32>) -> tensor<1x8x8x8xf32>
  halide.yield %z : tensor<1x8x8x8xf32>
} schedule {
  // expected-error@+1 {{'halide.stage' op expects a stage of the kernel (conv2d.pad, conv2d.weight, conv2d, relu), found 'conv1'}}
  %conv = halide.stage "conv1"
}

// -----

halide.kernel @k(%x: tensor<4xf32>) -> tensor<4xf32> algorithm {
  %y = cnn.relu %x : (tensor<4xf32>) -> tensor<4xf32>
  halide.yield %y : tensor<4xf32>
} schedule {
  %relu = halide.stage "relu"
  // expected-error@+1 {{'halide.update' op expects a stage with a reduction}}
  %update = halide.update %relu
}

// -----

halide.kernel @k(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) -> tensor<2x8xf32> algorithm {
  %y = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  halide.yield %y : tensor<2x8xf32>
} schedule {
  %dense = halide.stage "dense"
  // expected-error@+1 {{'halide.loop' op expects a loop of stage 'dense' (n, c), found 'rc'}}
  %loop = halide.loop %dense "rc"
}

// -----

halide.kernel @k(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) -> tensor<2x8xf32> algorithm {
  %y = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  halide.yield %y : tensor<2x8xf32>
} schedule {
  %dense = halide.stage "dense"
  %update = halide.update %dense
  // expected-error@+1 {{'halide.loop' op expects a loop of stage 'dense' (n, c, rc), found 'x'}}
  %loop = halide.loop %update "x"
}

// -----

halide.kernel @k(%x: tensor<4xf32>) -> tensor<4xf32> algorithm {
  %y = cnn.relu %x : (tensor<4xf32>) -> tensor<4xf32>
  halide.yield %y : tensor<4xf32>
} schedule {
  // expected-error@+1 {{'halide.slice' op expects to be a directive of the halide dialect inside a schedule}}
  %slice = halide.slice 0 : memref<4xf32>
}

// -----

// expected-error@+1 {{'halide.kernel' op expects a schedule of one block without arguments}}
halide.kernel @k(%x: tensor<4xf32>) -> tensor<4xf32> algorithm {
  %y = cnn.relu %x : (tensor<4xf32>) -> tensor<4xf32>
  halide.yield %y : tensor<4xf32>
} schedule {
^bb0(%loop: !halide.loop):
  halide.vectorize %loop
}

// -----

// A copy has no reduction.
halide.kernel @k(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) -> tensor<2x8xf32> algorithm {
  %d = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  %y = cnn.relu %d : (tensor<2x8xf32>) -> tensor<2x8xf32>
  halide.yield %y : tensor<2x8xf32>
} schedule {
  %dense = halide.stage "dense"
  %copy = halide.wrap %dense
  // expected-error@+1 {{'halide.update' op expects a stage with a reduction}}
  %update = halide.update %copy
}

// -----

halide.kernel @k(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) -> tensor<2x8xf32> algorithm {
  %d = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  %y = cnn.relu %d : (tensor<2x8xf32>) -> tensor<2x8xf32>
  halide.yield %y : tensor<2x8xf32>
} schedule {
  %relu = halide.stage "relu"
  %c = halide.loop %relu "c"
  // expected-error@+1 {{'halide.split' op expects a factor from 1 to 2147483647, found 0}}
  %co, %ci = halide.split %c by 0
}

// -----

halide.kernel @k(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) -> tensor<2x8xf32> algorithm {
  %d = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  %y = cnn.relu %d : (tensor<2x8xf32>) -> tensor<2x8xf32>
  halide.yield %y : tensor<2x8xf32>
} schedule {
  %relu = halide.stage "relu"
  %c = halide.loop %relu "c"
  // expected-error@+1 {{'halide.split' op expects a factor from 1 to 2147483647, found 4294967296}}
  %co, %ci = halide.split %c by 4294967296
}

// -----

halide.kernel @k(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) -> tensor<2x8xf32> algorithm {
  %d = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  %y = cnn.relu %d : (tensor<2x8xf32>) -> tensor<2x8xf32>
  halide.yield %y : tensor<2x8xf32>
} schedule {
  // expected-note@+1 {{the first}}
  %relu = halide.stage "relu"
  // expected-error@+1 {{'halide.stage' op expects one handle for each stage, found a second}}
  %again = halide.stage "relu"
}

// -----

halide.kernel @k(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) -> tensor<2x8xf32> algorithm {
  %d = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  %y = cnn.relu %d : (tensor<2x8xf32>) -> tensor<2x8xf32>
  halide.yield %y : tensor<2x8xf32>
} schedule {
  %relu = halide.stage "relu"
  // expected-note@+1 {{the first}}
  %c = halide.loop %relu "c"
  // expected-error@+1 {{'halide.loop' op expects one handle for each loop, found a second}}
  %again = halide.loop %relu "c"
}

// -----

halide.kernel @k(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) -> tensor<2x8xf32> algorithm {
  %d = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  %y = cnn.relu %d : (tensor<2x8xf32>) -> tensor<2x8xf32>
  halide.yield %y : tensor<2x8xf32>
} schedule {
  %dense = halide.stage "dense"
  // expected-note@+1 {{the first}}
  %update = halide.update %dense
  // expected-error@+1 {{'halide.update' op expects one handle for each update, found a second}}
  %again = halide.update %dense
}

// -----

halide.kernel @k(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) -> tensor<2x8xf32> algorithm {
  %d = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  %y = cnn.relu %d : (tensor<2x8xf32>) -> tensor<2x8xf32>
  halide.yield %y : tensor<2x8xf32>
} schedule {
  %relu = halide.stage "relu"
  %c = halide.loop %relu "c"
  // expected-note@+1 {{this replaced one of them}}
  %co, %ci = halide.split %c by 4
  // expected-error@+1 {{'halide.vectorize' op expects loops that are still there}}
  halide.vectorize %c
}

// -----

halide.kernel @k(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) -> tensor<2x8xf32> algorithm {
  %d = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  %y = cnn.relu %d : (tensor<2x8xf32>) -> tensor<2x8xf32>
  halide.yield %y : tensor<2x8xf32>
} schedule {
  %relu = halide.stage "relu"
  %c = halide.loop %relu "c"
  %n = halide.loop %relu "n"
  // expected-note@+1 {{this replaced one of them}}
  %nc = halide.fuse %n, %c
  // expected-error@+1 {{'halide.reorder' op expects loops that are still there}}
  halide.reorder %n, %c
}

// -----

halide.kernel @k(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) -> tensor<2x8xf32> algorithm {
  %d = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  %y = cnn.relu %d : (tensor<2x8xf32>) -> tensor<2x8xf32>
  halide.yield %y : tensor<2x8xf32>
} schedule {
  %relu = halide.stage "relu"
  %dense = halide.stage "dense"
  %c = halide.loop %relu "c"
  %n = halide.loop %dense "n"
  // expected-error@+1 {{'halide.reorder' op expects loops of one definition}}
  halide.reorder %c, %n
}

// -----

halide.kernel @k(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) -> tensor<2x8xf32> algorithm {
  %d = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  %y = cnn.relu %d : (tensor<2x8xf32>) -> tensor<2x8xf32>
  halide.yield %y : tensor<2x8xf32>
} schedule {
  %relu = halide.stage "relu"
  %c = halide.loop %relu "c"
  // expected-error@+1 {{'halide.fuse' op expects each loop once}}
  %cc = halide.fuse %c, %c
}

// -----

halide.kernel @k(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) -> tensor<2x8xf32> algorithm {
  %d = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  %y = cnn.relu %d : (tensor<2x8xf32>) -> tensor<2x8xf32>
  halide.yield %y : tensor<2x8xf32>
} schedule {
  %relu = halide.stage "relu"
  %c = halide.loop %relu "c"
  // expected-note@+1 {{this mapped it}}
  halide.vectorize %c
  // expected-error@+1 {{'halide.vectorize' op expects a loop that is still serial}}
  halide.vectorize %c
}

// -----

halide.kernel @k(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) -> tensor<2x8xf32> algorithm {
  %d = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  %y = cnn.relu %d : (tensor<2x8xf32>) -> tensor<2x8xf32>
  halide.yield %y : tensor<2x8xf32>
} schedule {
  %relu = halide.stage "relu"
  %c = halide.loop %relu "c"
  // expected-note@+1 {{this mapped it}}
  halide.parallel %c
  // expected-error@+1 {{'halide.split' op expects a loop that is still serial}}
  %co, %ci = halide.split %c by 4
}

// -----

halide.kernel @k(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) -> tensor<2x8xf32> algorithm {
  %d = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  %y = cnn.relu %d : (tensor<2x8xf32>) -> tensor<2x8xf32>
  halide.yield %y : tensor<2x8xf32>
} schedule {
  %dense = halide.stage "dense"
  // expected-note@+1 {{this placed it}}
  halide.compute_root %dense
  %relu = halide.stage "relu"
  %n = halide.loop %relu "n"
  // expected-error@+1 {{'halide.compute_at' op expects a stage without a place}}
  halide.compute_at %dense at %n
}

// -----

halide.kernel @k(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) -> tensor<2x8xf32> algorithm {
  %d = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  %y = cnn.relu %d : (tensor<2x8xf32>) -> tensor<2x8xf32>
  halide.yield %y : tensor<2x8xf32>
} schedule {
  %dense = halide.stage "dense"
  %relu = halide.stage "relu"
  %n = halide.loop %relu "n"
  %c = halide.loop %relu "c"
  halide.compute_at %dense at %c
  // expected-note@+1 {{this placed it}}
  halide.store_at %dense at %n
  // expected-error@+1 {{'halide.store_at' op expects a stage without a place}}
  halide.store_at %dense at %n
}

// -----

halide.kernel @k(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) -> tensor<2x8xf32> algorithm {
  %d = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  %y = cnn.relu %d : (tensor<2x8xf32>) -> tensor<2x8xf32>
  halide.yield %y : tensor<2x8xf32>
} schedule {
  %dense = halide.stage "dense"
  %update = halide.update %dense
  // expected-error@+1 {{'halide.compute_root' op expects a stage, found its update}}
  halide.compute_root %update
}

// -----

halide.kernel @k(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) -> tensor<2x8xf32> algorithm {
  %d = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  %y = cnn.relu %d : (tensor<2x8xf32>) -> tensor<2x8xf32>
  halide.yield %y : tensor<2x8xf32>
} schedule {
  %dense = halide.stage "dense"
  %update = halide.update %dense
  %n = halide.loop %update "n"
  // expected-error@+1 {{'halide.compute_at' op expects a loop of another stage}}
  halide.compute_at %dense at %n
}

// -----

halide.kernel @k(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) -> tensor<2x8xf32> algorithm {
  %d = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  %y = cnn.relu %d : (tensor<2x8xf32>) -> tensor<2x8xf32>
  halide.yield %y : tensor<2x8xf32>
} schedule {
  %dense = halide.stage "dense"
  %update = halide.update %dense
  %n = halide.loop %dense "n"
  // expected-error@+1 {{'halide.rfactor' op expects an update and a loop of it}}
  %partial, %u = halide.rfactor %update, %n
}

// -----

halide.kernel @k(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) -> tensor<2x8xf32> algorithm {
  %d = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  %y = cnn.relu %d : (tensor<2x8xf32>) -> tensor<2x8xf32>
  halide.yield %y : tensor<2x8xf32>
} schedule {
  %relu = halide.stage "relu"
  %c = halide.loop %relu "c"
  %co, %ci = halide.split %c by 257
  // expected-error@+1 {{'halide.unroll' op expects a loop of at most 256 iterations, found 257}}
  halide.unroll %ci
}

// -----

halide.kernel @k(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) -> tensor<2x8xf32> algorithm {
  %d = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  %y = cnn.relu %d : (tensor<2x8xf32>) -> tensor<2x8xf32>
  halide.yield %y : tensor<2x8xf32>
} schedule {
  %relu = halide.stage "relu"
  %c = halide.loop %relu "c"
  // expected-error@+1 {{'halide.split' op expects a tail inside of the result: shift_inwards, guard or predicate}}
  %co, %ci = halide.split %c by 3 tail = round_up
}

// -----

halide.kernel @k(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) -> tensor<2x8xf32> algorithm {
  %d = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  %y = cnn.relu %d : (tensor<2x8xf32>) -> tensor<2x8xf32>
  halide.yield %y : tensor<2x8xf32>
} schedule {
  %relu = halide.stage "relu"
  %c = halide.loop %relu "c"
  // expected-error@+1 {{'halide.align_bounds' op expects an extent from 1 to 2147483647, found 0}}
  halide.align_bounds %c by 0
}

// -----

halide.kernel @k(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) -> tensor<2x8xf32> algorithm {
  %d = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  %y = cnn.relu %d : (tensor<2x8xf32>) -> tensor<2x8xf32>
  halide.yield %y : tensor<2x8xf32>
} schedule {
  %relu = halide.stage "relu"
  %c = halide.loop %relu "c"
  %co, %ci = halide.split %c by 4
  // expected-error@+1 {{'halide.bound_extent' op expects a loop of a pure definition that is not split}}
  halide.bound_extent %ci to 4
}

// -----

halide.kernel @k(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) -> tensor<2x8xf32> algorithm {
  %d = cnn.dense %x, %w : (tensor<2x4xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  %y = cnn.relu %d : (tensor<2x8xf32>) -> tensor<2x8xf32>
  halide.yield %y : tensor<2x8xf32>
} schedule {
  %dense = halide.stage "dense"
  %sum = halide.update %dense
  %rc = halide.loop %sum "rc"
  // expected-error@+1 {{'halide.align_storage' op expects a loop of a pure definition that is not split}}
  halide.align_storage %rc by 5
}
