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
  // expected-error@+1 {{'cnn.fill' op expects a program of slices, parameters, calls and repeats of calls}}
  %zero = cnn.fill 0.0 : tensor<4xf32>
}

// -----

halide.program @p attributes {arena_bytes = 0 : i64, entry = #cnn.entry<infer>, input_names = [], output_names = []} {
^bb0:
  // expected-error@+1 {{'halide.repeat' op attribute 'count' failed to satisfy constraint: 64-bit signless integer attribute whose value is positive}}
  halide.repeat 0 {
  }
}

// -----

halide.program @p attributes {arena_bytes = 64 : i64, entry = #cnn.entry<infer>, input_names = [], output_names = []} {
^bb0:
  halide.repeat 2 {
    // expected-error@+1 {{'halide.slice' op expects a body of parts and calls}}
    %slice = halide.slice 0 : memref<4xf32>
  }
}

// -----

halide.program @p attributes {arena_bytes = 0 : i64, entry = #cnn.entry<infer>, input_names = ["x"], output_names = []} {
^bb0(%x: memref<12x2xf32>):
  halide.repeat 3 {
    // expected-error@+1 {{'halide.part' op expects one of 3 equal parts of the first dimension of 'memref<12x2xf32>', found 'memref<3x2xf32>'}}
    %part = halide.part %x : memref<12x2xf32> -> memref<3x2xf32>
  }
}
