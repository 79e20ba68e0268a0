// The full text of every message about the numbers of initialisers and optimisers.
// RUN: cnn-opt %s --verify-diagnostics --split-input-file

// expected-error@+1 {{expects a finite number for 'value', found 1e+300}}
cnn.parameter @p : tensor<2xf32> = #cnn.constant<1.0e300>

// -----

// expected-error@+1 {{expects a number above low = 0.5 for 'high', found -0.5}}
cnn.parameter @p : tensor<2xf32> = #cnn.uniform<low = 0.5, high = -0.5>

// -----

// expected-error@+1 {{expects a number above low = 0.5 for 'high', found 0.5}}
cnn.parameter @p : tensor<2xf32> = #cnn.uniform<low = 0.5, high = 0.5>

// -----

// expected-error@+1 {{expects a finite number for 'low', found -1e+300}}
cnn.parameter @p : tensor<2xf32> = #cnn.uniform<low = -1.0e300, high = 0.5>

// -----

// expected-error@+1 {{expects a finite number for 'high', found 1e+300}}
cnn.parameter @p : tensor<2xf32> = #cnn.uniform<low = 0.5, high = 1.0e300>

// -----

// expected-error@+1 {{expects a number of at least 0 for 'stddev', found -0.1}}
cnn.parameter @p : tensor<2xf32> = #cnn.normal<stddev = -0.1>

// -----

// expected-error@+1 {{expects a finite number for 'mean', found -1e+300}}
cnn.parameter @p : tensor<2xf32> = #cnn.normal<mean = -1.0e300, stddev = 0.1>

// -----

// expected-error@+1 {{expects a positive number for 'learning_rate', found -1}}
cnn.network @n() attributes {optimizer = #cnn.sgd<learning_rate = -1.0>} {}

// -----

// expected-error@+1 {{expects a positive number for 'learning_rate', found 0}}
cnn.network @n() attributes {optimizer = #cnn.sgd<learning_rate = 0.0>} {}

// -----

// expected-error@+1 {{expects a number from 0 to below 1 for 'momentum', found 1}}
cnn.network @n() attributes {optimizer = #cnn.sgd<learning_rate = 0.1, momentum = 1.0>} {}

// -----

// expected-error@+1 {{expects a number of at least 0 for 'weight_decay', found -0.1}}
cnn.network @n() attributes {optimizer = #cnn.sgd<learning_rate = 0.1, weight_decay = -0.1>} {}

// -----

// expected-error@+1 {{expects a positive number for 'learning_rate', found -0.1}}
cnn.network @n() attributes {optimizer = #cnn.adam<learning_rate = -0.1>} {}

// -----

// expected-error@+1 {{expects a number from 0 to below 1 for 'beta1', found -0.1}}
cnn.network @n() attributes {optimizer = #cnn.adam<learning_rate = 0.1, beta1 = -0.1>} {}

// -----

// expected-error@+1 {{expects a number from 0 to below 1 for 'beta2', found 1}}
cnn.network @n() attributes {optimizer = #cnn.adam<learning_rate = 0.1, beta2 = 1.0>} {}

// -----

// expected-error@+1 {{expects a positive number for 'epsilon', found 0}}
cnn.network @n() attributes {optimizer = #cnn.adam<learning_rate = 0.1, epsilon = 0.0>} {}

// -----

// expected-error@+1 {{expects a number of at least 0 for 'weight_decay', found -1}}
cnn.network @n() attributes {optimizer = #cnn.adam<learning_rate = 0.1, weight_decay = -1.0>} {}
