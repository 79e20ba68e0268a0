// Memory that was planned wrongly is found.
// RUN: cnn-opt %s --split-input-file --halide-verify-memory --verify-diagnostics

halide.program @outside attributes {arena_bytes = 256 : i64, entry = #cnn.entry<infer>, input_names = [], output_names = []} {
^bb0:
  // expected-error@+1 {{'halide.slice' op expects to lie in the arena of 256 bytes, found bytes 128 to 264}}
  %slice = halide.slice 128 : memref<34xf32>
}

// -----

halide.program @overwritten attributes {arena_bytes = 256 : i64, entry = #cnn.entry<infer>, input_names = ["x"], output_names = ["y"]} {
^bb0(%x: memref<32xf32>, %y: memref<32xf32>):
  %a = halide.slice 0 : memref<32xf32>
  %b = halide.slice 64 : memref<32xf32>
  halide.call @k ins(%x : memref<32xf32>) outs(%a : memref<32xf32>) {operations = 32 : i64, bytes = 256 : i64}
  halide.call @k ins(%x : memref<32xf32>) outs(%b : memref<32xf32>) {operations = 32 : i64, bytes = 256 : i64}
  // expected-error@+1 {{'halide.call' op expects to read a value that is in memory, found the slice at 0 not written or overwritten}}
  halide.call @k ins(%a : memref<32xf32>) outs(%y : memref<32xf32>) {operations = 32 : i64, bytes = 256 : i64}
}

// -----

halide.program @overlap attributes {arena_bytes = 256 : i64, entry = #cnn.entry<infer>, input_names = ["x"], output_names = ["y"]} {
^bb0(%x: memref<32xf32>, %y: memref<32xf32>):
  %a = halide.slice 0 : memref<32xf32>
  %b = halide.slice 64 : memref<32xf32>
  halide.call @k ins(%x : memref<32xf32>) outs(%a : memref<32xf32>) {operations = 32 : i64, bytes = 256 : i64}
  // expected-error@+1 {{'halide.call' op expects inputs and outputs apart, found slices at 0 and 64 that overlap}}
  halide.call @k ins(%a : memref<32xf32>) outs(%b : memref<32xf32>) {operations = 32 : i64, bytes = 256 : i64}
}
