// The full text of every message of cnn-prepare-parameters.
// RUN: cnn-opt %s --cnn-prepare-parameters --verify-diagnostics

// expected-error@+1 {{'cnn.parameter' op expects a network that writes it, for it has no initial values}}
cnn.parameter state @p : tensor<2xf32> = #cnn.derived
cnn.network @n() -> tensor<2xf32> {
  %0 = cnn.read @p : tensor<2xf32>
  cnn.return %0 : tensor<2xf32>
}
