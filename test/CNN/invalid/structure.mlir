// The full text of every message of a verifier or of shape inference.
// RUN: cnn-opt %s --verify-diagnostics --split-input-file

// expected-error@+1 {{'cnn.parameter' op expects an initialiser such as #cnn.he_normal<seed = 1> or dense<...>, found "zeros"}}
cnn.parameter @p : tensor<2xf32> = "zeros"

// -----

// expected-error@+1 {{'cnn.parameter' op expects initial values of type 'tensor<2xf32>', found 'tensor<3xf32>'}}
cnn.parameter @p : tensor<2xf32> = dense<1.0> : tensor<3xf32>

// -----

cnn.network @n() {
  // expected-error@+1 {{'cnn.read' op expects the name of a cnn.parameter, found @missing}}
  %0 = cnn.read @missing : tensor<2xf32>
  cnn.return
}

// -----

cnn.parameter @p : tensor<2xf32> = #cnn.constant<0.0>
cnn.network @n() {
  // expected-error@+1 {{'cnn.read' op expects 'tensor<2xf32>', the type of parameter @p, found 'tensor<3xf32>'}}
  %0 = cnn.read @p : tensor<3xf32>
  cnn.return
}

// -----

// expected-error@+1 {{'cnn.network' op expects no arguments or results of entry prepare, found '(tensor<2xf32>) -> ()'}}
cnn.network @n(%x: tensor<2xf32>) attributes {entry = #cnn.entry<prepare>} {
  cnn.return
}

// -----

cnn.parameter @p : tensor<2xf32> = #cnn.constant<0.0>
cnn.network @n(%x: tensor<2xi32>) {
  // expected-error@+1 {{'cnn.write' op expects 'tensor<2xf32>', the type of parameter @p, found 'tensor<2xi32>'}}
  cnn.write @p, %x : tensor<2xi32>
  cnn.return
}

// -----

// expected-error@+1 {{'cnn.network' op expects loss and optimizer as attributes, found 'optimiser'}}
cnn.network @n() attributes {optimiser = #cnn.sgd<learning_rate = 0.1>} {
  cnn.return
}

// -----

cnn.parameter @p : tensor<2xf32> = #cnn.constant<0.0>
cnn.network @n(%x: tensor<2xf32>) {
  cnn.write @p, %x : tensor<2xf32>
  // expected-error@+1 {{'cnn.write' op expects each parameter to be written once, found a second write of @p}}
  cnn.write @p, %x : tensor<2xf32>
  cnn.return
}

// -----

cnn.network @n(%x: tensor<2xf32>) -> tensor<3xf32> {
  // expected-error@+1 {{'cnn.return' op expects ('tensor<3xf32>'), the results of @n, found ('tensor<2xf32>')}}
  cnn.return %x : tensor<2xf32>
}

// -----

// expected-error@+1 {{'cnn.network' op expects positive extents, found 'tensor<0x2xf32>'}}
cnn.network @n(%x: tensor<0x2xf32>) {
  cnn.return
}

// -----

// expected-error@+1 {{'cnn.parameter' op expects positive extents, found 'tensor<2x0xf32>'}}
cnn.parameter @p : tensor<2x0xf32> = #cnn.constant<0.0>

// -----

// expected-error@+1 {{'cnn.network' op has an unknown attribute 'cnn.nam'; expects cnn.name or cnn.leaf}}
cnn.network @n(%x: tensor<1x4xf32> {cnn.nam = "x"}) {
  cnn.return
}

// -----

// expected-error@+1 {{'cnn.network' op has an unknown attribute 'cnn.title'; expects cnn.name or cnn.loss or cnn.gradient_of}}
cnn.network @n(%x: tensor<1x4xf32>) -> (tensor<1x4xf32> {cnn.title = "x"}) {
  cnn.return %x : tensor<1x4xf32>
}

// -----

// expected-error@+1 {{'cnn.network' op has an unknown attribute 'cnn.loss'}}
cnn.network @n(%x: tensor<1x4xf32>) attributes {cnn.loss = #cnn.loss<cross_entropy>} {
  cnn.return
}
