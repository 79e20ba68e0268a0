// RUN: cnn-opt %s --split-input-file --halide-plan-memory --verify-diagnostics

cnn.network @n(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{'cnn.relu' op expects to be inside a kernel before memory is planned (--halide-fuse)}}
  %y = cnn.relu %x : (tensor<4xf32>) -> tensor<4xf32>
  cnn.return %y : tensor<4xf32>
}

// -----

// expected-error@+1 {{'cnn.network' op expects arguments and results of fixed shape in row-major order, found 'tensor<?xf32>'}}
cnn.network @n(%x: tensor<?xf32>) {
  cnn.return
}

// -----

cnn.parameter @p : tensor<2x3xf32, #cnn.layout<[1, 0]>> = #cnn.constant<0.0>
cnn.network @n() {
  // expected-error@+1 {{'cnn.read' op expects 'tensor<2x3xf32, #cnn.layout<[1, 0]>>', the stored form of @p, found 'tensor<2x3xf32>'}}
  %p = cnn.read @p : tensor<2x3xf32>
  cnn.return
}
