// RUN: cnn-opt %s --cnn-prepare-training --verify-diagnostics --split-input-file

// expected-error@+1 {{'cnn.network' op expects a loss to train for (loss = #cnn.loss<cross_entropy> or #cnn.loss<mean_squared_error>, or --loss)}}
cnn.network @n(%x: tensor<4x2xf32>) -> tensor<4x2xf32> {
  cnn.return %x : tensor<4x2xf32>
}

// -----

// expected-error@+1 {{'cnn.network' op expects one result to train, found 2}}
cnn.network @n(%x: tensor<4x2xf32>) -> (tensor<4x2xf32>, tensor<4x2xf32>) attributes {loss = #cnn.loss<cross_entropy>} {
  cnn.return %x, %x : tensor<4x2xf32>, tensor<4x2xf32>
}

// -----

cnn.parameter @n_train_step : tensor<f32> = #cnn.constant<0.0>
// expected-error@+1 {{'cnn.network' op expects the name @n_train_step to be free for its training step}}
cnn.network @n(%x: tensor<4x2xf32>) -> tensor<4x2xf32> attributes {loss = #cnn.loss<cross_entropy>} {
  cnn.return %x : tensor<4x2xf32>
}

// -----

// expected-error@+1 {{'cnn.network' op expects an output of shape (batch, classes) for a cross-entropy, found 'tensor<4x2x1xf32>'}}
cnn.network @n(%x: tensor<4x2x1xf32>) -> tensor<4x2x1xf32> attributes {loss = #cnn.loss<cross_entropy>} {
  cnn.return %x : tensor<4x2x1xf32>
}

// -----

cnn.network @n(%x: tensor<4x2xf32>) -> tensor<4x2xf32> attributes {loss = #cnn.loss<cross_entropy>} {
  // expected-error@+1 {{'cnn.sigmoid' op expects a cross-entropy to follow a softmax or the logits, found cnn.sigmoid; use the loss mean_squared_error or end in cnn.softmax}}
  %0 = cnn.sigmoid %x : (tensor<4x2xf32>) -> tensor<4x2xf32>
  cnn.return %0 : tensor<4x2xf32>
}

// -----

cnn.network @n(%x: tensor<4x2xf32>) -> tensor<4x2xf32> attributes {loss = #cnn.loss<cross_entropy>} {
  // expected-error@+1 {{'cnn.softmax' op expects the softmax before a cross-entropy to be over the classes, found axis 0 of 'tensor<4x2xf32>'}}
  %0 = cnn.softmax %x axis = 0 : (tensor<4x2xf32>) -> tensor<4x2xf32>
  cnn.return %0 : tensor<4x2xf32>
}

// -----

// expected-error@+1 {{'cnn.network' op expects no input named 'labels', as training adds one}}
cnn.network @n(%x: tensor<4x2xf32> {cnn.name = "labels"}) -> tensor<4x2xf32> attributes {loss = #cnn.loss<cross_entropy>} {
  cnn.return %x : tensor<4x2xf32>
}

// -----

// expected-error@+1 {{'cnn.network' op expects an output of f32 for a mean squared error, found 'tensor<4xi32>'}}
cnn.network @n(%x: tensor<4xi32>) -> tensor<4xi32> attributes {loss = #cnn.loss<mean_squared_error>} {
  cnn.return %x : tensor<4xi32>
}

// -----

cnn.parameter @training.seed : tensor<f32> = #cnn.constant<0.0>
cnn.network @n(%x: tensor<4x2xf32>) -> tensor<4x2xf32> attributes {loss = #cnn.loss<mean_squared_error>} {
  // expected-error@+1 {{expects @training.seed to be a state parameter of type 'tensor<i32>', as training keeps it there}}
  %0 = cnn.dropout %x : (tensor<4x2xf32>) -> tensor<4x2xf32>
  cnn.return %0 : tensor<4x2xf32>
}

// -----

cnn.parameter state @c : tensor<2xf32> = #cnn.constant<1.0>
cnn.network @n(%x: tensor<1x2xf32>) -> tensor<1x2xf32> attributes {loss = #cnn.loss<mean_squared_error>} {
  %c = cnn.read @c : tensor<2xf32>
  // expected-error@+1 {{'cnn.batch_norm' op expects more than one value a channel to estimate a variance from, found 'tensor<1x2xf32>'}}
  %0 = cnn.batch_norm %x, %c, %c, %c, %c : (tensor<1x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  cnn.return %0 : tensor<1x2xf32>
}

// -----

cnn.parameter @b : tensor<1x1x1xf32> = #cnn.constant<1.0>
cnn.network @n(%x: tensor<1x1x20x20xf32>) -> tensor<1x1x1x1xf32> attributes {loss = #cnn.loss<mean_squared_error>} {
  %b = cnn.read @b : tensor<1x1x1xf32>
  %0 = cnn.add %x, %b : (tensor<1x1x20x20xf32>, tensor<1x1x1xf32>) -> tensor<1x1x20x20xf32>
  // expected-error@+1 {{'cnn.max_pool' op expects a window of at most 256 elements to train, found 400}}
  %1 = cnn.max_pool %0 kernel = [20, 20] : (tensor<1x1x20x20xf32>) -> tensor<1x1x1x1xf32>
  cnn.return %1 : tensor<1x1x1x1xf32>
}

// -----

// Not wrong, but seldom meant.
cnn.parameter @mean : tensor<2xf32> = #cnn.constant<0.0>
cnn.parameter state @variance : tensor<2xf32> = #cnn.constant<1.0>
cnn.network @n(%x: tensor<4x2xf32>) -> tensor<4x2xf32> attributes {loss = #cnn.loss<mean_squared_error>} {
  %m = cnn.read @mean : tensor<2xf32>
  %v = cnn.read @variance : tensor<2xf32>
  // expected-warning@+1 {{trains @mean like a weight; running statistics are cnn.parameter state @mean}}
  %0 = cnn.batch_norm %x, %v, %v, %m, %v : (tensor<4x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<4x2xf32>
  cnn.return %0 : tensor<4x2xf32>
}
