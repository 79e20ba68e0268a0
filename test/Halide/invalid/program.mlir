// What the verifiers say of programs.
// RUN: cnn-opt %s --verify-diagnostics --split-input-file

// expected-error@+1 {{'halide.program' op expects 2 arguments, one for each name, found 1}}
halide.program @p attributes {arena_bytes = 0 : i64, entry = #cnn.entry<infer>, input_names = ["x"], output_names = ["y"]} {
^bb0(%x: memref<4xf32>):
}

// -----

// expected-error@+1 {{'halide.program' op expects memrefs of fixed shape as arguments, found 'tensor<4xf32>'}}
halide.program @p attributes {arena_bytes = 0 : i64, entry = #cnn.entry<infer>, input_names = ["x"], output_names = []} {
^bb0(%x: tensor<4xf32>):
}

// -----

halide.program @p attributes {arena_bytes = 0 : i64, entry = #cnn.entry<infer>, input_names = [], output_names = []} {
^bb0:
  // expected-error@+1 {{'cnn.fill' op expects a program of slices, parameters and calls}}
  %zero = cnn.fill 0.0 : tensor<4xf32>
}
