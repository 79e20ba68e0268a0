// The full text of every message of a verifier.
// RUN: cnn-opt %s --verify-diagnostics --split-input-file

// expected-error@+1 {{'halide.kernel' op expects its algorithm to end with halide.yield}}
halide.kernel @k(%x: tensor<4xf32>) -> tensor<4xf32> algorithm {
  %y = cnn.relu %x : (tensor<4xf32>) -> tensor<4xf32>
}

// -----

// expected-error@+1 {{'halide.kernel' op expects the algorithm's arguments to be the kernel's inputs}}
"halide.kernel"() <{sym_name = "k", function_type = (tensor<4xf32>) -> tensor<5xf32>}> ({
^bb0(%x: tensor<5xf32>):
  halide.yield %x : tensor<5xf32>
}, {
}) : () -> ()

// -----

halide.kernel @k(%x: tensor<4xf32>) -> tensor<5xf32> algorithm {
  // expected-error@+1 {{'halide.yield' op expects ('tensor<5xf32>'), the results of @k, found ('tensor<4xf32>')}}
  halide.yield %x : tensor<4xf32>
}

// -----

halide.kernel @k(%x: tensor<4xf32>) -> tensor<4xf32> algorithm {
  // expected-error@+1 {{'halide.launch' op expects to be an operation of the cnn dialect inside an algorithm}}
  %y = halide.launch @k(%x) : (tensor<4xf32>) -> tensor<4xf32>
  halide.yield %y : tensor<4xf32>
}

// -----

halide.kernel @k(%x: tensor<4xf32>) -> tensor<4xf32> algorithm {
  %y = cnn.relu %x : (tensor<4xf32>) -> tensor<4xf32>
  halide.yield %y : tensor<4xf32>
} schedule {
  // expected-error@+1 {{'cnn.fill' op expects to be a directive of the halide dialect inside a schedule}}
  %zero = cnn.fill {value = 0.0} : tensor<4xf32>
}

// -----

cnn.network @n(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{'halide.launch' op expects the name of a halide.kernel, found @n}}
  %y = halide.launch @n(%x) : (tensor<4xf32>) -> tensor<4xf32>
  cnn.return %y : tensor<4xf32>
}

// -----

halide.kernel @k(%x: tensor<4xf32>) -> tensor<4xf32> algorithm {
  %y = cnn.relu %x : (tensor<4xf32>) -> tensor<4xf32>
  halide.yield %y : tensor<4xf32>
}
cnn.network @n(%x: tensor<5xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{'halide.launch' op expects '(tensor<4xf32>) -> tensor<4xf32>', the type of @k, found '(tensor<5xf32>) -> tensor<4xf32>'}}
  %y = halide.launch @k(%x) : (tensor<5xf32>) -> tensor<4xf32>
  cnn.return %y : tensor<4xf32>
}

// -----

halide.kernel @k(%x: tensor<1x4x8x8xf32>, %w: tensor<8x4x3x3xf32>) -> tensor<1x8x8x8xf32> algorithm {
  %y = cnn.conv2d %x, %w {pads = array<i64: 1, 1, 1, 1>} : (tensor<1x4x8x8xf32>, tensor<8x4x3x3xf32>) -> tensor<1x8x8x8xf32>
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
