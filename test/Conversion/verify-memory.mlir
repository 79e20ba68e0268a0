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

// -----

// What the first part leaves, the second overwrites before it is read.
halide.program @next_part attributes {arena_bytes = 384 : i64, entry = #cnn.entry<infer>, input_names = ["x"], output_names = ["y"]} {
^bb0(%x: memref<2x32xf32>, %y: memref<2x32xf32>):
  %a = halide.slice 0 : memref<2x32xf32>
  %b = halide.slice 128 : memref<1x32xf32>
  halide.call @k2 ins(%x : memref<2x32xf32>) outs(%a : memref<2x32xf32>) {operations = 64 : i64, bytes = 512 : i64}
  halide.repeat 2 {
    %from = halide.part %a : memref<2x32xf32> -> memref<1x32xf32>
    %to = halide.part %y : memref<2x32xf32> -> memref<1x32xf32>
    // expected-error@+1 {{'halide.call' op expects inputs and outputs apart, found slices at 0 and 128 that overlap}}
    halide.call @k ins(%from : memref<1x32xf32>) outs(%b : memref<1x32xf32>) {operations = 64 : i64, bytes = 512 : i64}
    halide.call @k ins(%b : memref<1x32xf32>) outs(%to : memref<1x32xf32>) {operations = 64 : i64, bytes = 512 : i64}
  }
}

// -----

halide.program @after_the_last_reader attributes {arena_bytes = 512 : i64, entry = #cnn.entry<infer>, input_names = ["x"], output_names = ["y"]} {
^bb0(%x: memref<2x32xf32>, %y: memref<2x32xf32>):
  %a = halide.slice 0 : memref<2x32xf32>
  %b = halide.slice 256 : memref<1x32xf32>
  %c = halide.slice 128 : memref<1x32xf32>
  halide.call @k2 ins(%x : memref<2x32xf32>) outs(%a : memref<2x32xf32>) {operations = 64 : i64, bytes = 512 : i64}
  halide.repeat 2 {
    %from = halide.part %a : memref<2x32xf32> -> memref<1x32xf32>
    %to = halide.part %y : memref<2x32xf32> -> memref<1x32xf32>
    // expected-error@+1 {{'halide.call' op expects to read a value that is in memory, found the slice at 0 not written or overwritten}}
    halide.call @k ins(%from : memref<1x32xf32>) outs(%b : memref<1x32xf32>) {operations = 64 : i64, bytes = 512 : i64}
    halide.call @k ins(%b : memref<1x32xf32>) outs(%c : memref<1x32xf32>) {operations = 64 : i64, bytes = 512 : i64}
    halide.call @k ins(%c : memref<1x32xf32>) outs(%to : memref<1x32xf32>) {operations = 64 : i64, bytes = 512 : i64}
  }
}
