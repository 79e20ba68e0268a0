// The times of a file's kernels, by Google Benchmark; what a filter leaves out is not even compiled.
// RUN: kernel-bench %s --threads=1 --benchmark_filter='^(dense|scheduled)' --benchmark_min_time=0.001 2>/dev/null | FileCheck %s
// CHECK: Benchmark {{.*}} UserCounters
// CHECK: {{^}}dense/process_time/real_time {{.*}} ms {{.*}}GFLOP/core-s={{[0-9.]*[1-9].*}}GFLOP/s={{[0-9.]*[1-9].*}}seconds={{[0-9.]+[um]}}
// CHECK: {{^}}scheduled/process_time/real_time {{.*}}{{$}}
// CHECK-NOT: {{.}}

// RUN: kernel-bench %s --benchmark_filter='^dense' --benchmark_min_time=0.001 --benchmark_format=json 2>/dev/null > %t.json
// RUN: %python -c "import json; (row,) = json.load(open('%t.json'))['benchmarks']; print(row['name'], row['time_unit'], 0.9999 < 2e-9 * 1024 * 4 * 8 / row['seconds'] / row['GFLOP/s'] < 1.0001)" | FileCheck %s --check-prefix=JSON
// JSON: dense/process_time/real_time ms True

// One thread takes no more of processors than of the clock.
// RUN: kernel-bench %s --threads=1 --benchmark_filter=images --benchmark_min_time=0.05 --benchmark_format=json 2>/dev/null > %t.one.json
// RUN: %python -c "import json; (row,) = json.load(open('%t.one.json'))['benchmarks']; print(row['cpu_time'] < 1.2 * row['real_time'])" | FileCheck %s --check-prefix=ONE
// ONE: True

// RUN: kernel-bench --help | FileCheck %s --check-prefix=HELP --implicit-check-not=mlir-
// HELP: kernel-bench kernels.mlir --threads=1 --benchmark_filter='^conv2d'
// HELP: GFLOP/core-s
// HELP: --threads=<n>
// HELP: --benchmark_list_tests

// RUN: not kernel-bench %s --benchmark_filter=unfit 2>&1 | FileCheck %s --check-prefix=UNFIT
// UNFIT-DAG: kernel-bench.mlir:[[#@LINE+40]]:1: error: cannot be compiled: {{.*}}Schedule for Func cnn_relu requires
// UNFIT-DAG: ERROR OCCURRED: 'see the error above'
// RUN: not kernel-bench %s --benchmark_filter=conv 2>&1 | FileCheck %s --check-prefix=NOTHING
// NOTHING: Failed to match any benchmarks against regex: conv
// RUN: not kernel-bench %s --target=cuda 2>&1 | FileCheck %s --check-prefix=GPU
// GPU: kernel-bench: error: expected a processor as the target, found cuda
// RUN: not kernel-bench %s --target=aarch64 2>&1 | FileCheck %s --check-prefix=EMULATED
// EMULATED: kernel-bench: error: code for aarch64 would run in an emulator, whose times mean nothing
// RUN: not kernel-bench %s --target=z80 2>&1 | FileCheck %s --check-prefix=TARGET
// TARGET: kernel-bench: error: {{.*}}z80
// RUN: not kernel-bench %s --threads=0 2>&1 | FileCheck %s --check-prefix=THREADS
// THREADS: kernel-bench: error: expected at least one thread, found 0
// RUN: not kernel-bench %s --benchmark_fliter=x 2>&1 | FileCheck %s --check-prefix=OPTION
// OPTION: unrecognized command-line flag: --benchmark_fliter=x
// RUN: not kernel-bench %t.none.mlir 2>&1 | FileCheck %s --check-prefix=FILE
// FILE: kernel-bench: error: cannot open input file '{{.*}}none.mlir': No such file or directory

halide.kernel @dense(%x: tensor<4x1024xf32>, %w: tensor<8x1024xf32>) -> tensor<4x8xf32> algorithm {
  %y = cnn.dense %x, %w : (tensor<4x1024xf32>, tensor<8x1024xf32>) -> tensor<4x8xf32>
  halide.yield %y : tensor<4x8xf32>
}

halide.kernel @scheduled(%x: tensor<4x64xf32>) -> tensor<4x64xf32> algorithm {
  %y = cnn.relu %x : (tensor<4x64xf32>) -> tensor<4x64xf32>
  halide.yield %y : tensor<4x64xf32>
} schedule {
  %relu = halide.stage "relu"
  %c = halide.loop %relu "c"
  halide.vectorize %c
}

halide.kernel @images(%x: tensor<8x65536xf32>) -> tensor<8x65536xf32> algorithm {
  %y = cnn.tanh %x : (tensor<8x65536xf32>) -> tensor<8x65536xf32>
  halide.yield %y : tensor<8x65536xf32>
} schedule {
  %tanh = halide.stage "tanh"
  %n = halide.loop %tanh "n"
  halide.parallel %n
}

halide.kernel @unfit(%x: tensor<4x64xf32>) -> tensor<4x64xf32> algorithm {
  %y = cnn.relu %x : (tensor<4x64xf32>) -> tensor<4x64xf32>
  halide.yield %y : tensor<4x64xf32>
} schedule {
  %relu = halide.stage "relu"
  %n = halide.loop %relu "n"
  %c = halide.loop %relu "c"
  halide.gpu_blocks %n
  halide.gpu_threads %c
}
