// What the verifiers say of kernels and their launches.
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

halide.kernel @k(%x: tensor<4xf32>) -> tensor<4xf32> algorithm {
  %y = cnn.relu %x : (tensor<4xf32>) -> tensor<4xf32>
  halide.yield %y : tensor<4xf32>
}
cnn.network @n(%x: tensor<12xf32>) -> tensor<8xf32> {
  // expected-error@+1 {{'halide.launch' op expects '(tensor<4xf32>) -> tensor<4xf32>', the type of @k, for each part, found '(tensor<12xf32>) -> tensor<8xf32>'}}
  %y = halide.launch @k(%x) parts = 3 : (tensor<12xf32>) -> tensor<8xf32>
  cnn.return %y : tensor<8xf32>
}

// -----

halide.kernel @k(%x: tensor<f32>) -> tensor<f32> algorithm {
  %y = cnn.relu %x : (tensor<f32>) -> tensor<f32>
  halide.yield %y : tensor<f32>
}
cnn.network @n(%x: tensor<f32>) -> tensor<f32> {
  // expected-error@+1 {{'halide.launch' op expects '(tensor<f32>) -> tensor<f32>', the type of @k, for each part, found}}
  %y = halide.launch @k(%x) parts = 2 : (tensor<f32>) -> tensor<f32>
  cnn.return %y : tensor<f32>
}

// -----

// expected-error@+1 {{a kernel expects tensors of fixed shape with less than 2^31 elements, found 'tensor<?x4xf32>'}}
halide.kernel @k(%x: tensor<?x4xf32>) -> tensor<?x4xf32> algorithm {
  %y = cnn.relu %x : (tensor<?x4xf32>) -> tensor<?x4xf32>
  halide.yield %y : tensor<?x4xf32>
}

// -----

// 2^31 elements in the middle.
halide.kernel @k(%x: tensor<1x65536xf32>) -> tensor<1x65536xf32> algorithm {
  // expected-error@+1 {{a kernel expects tensors of fixed shape with less than 2^31 elements, found 'tensor<32768x65536xf32>'}}
  %y = cnn.broadcast %x : (tensor<1x65536xf32>) -> tensor<32768x65536xf32>
  %z = cnn.sum %y axes = [0] keep_dims : (tensor<32768x65536xf32>) -> tensor<1x65536xf32>
  halide.yield %z : tensor<1x65536xf32>
}
