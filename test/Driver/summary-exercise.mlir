// The table of the lectures' exercise: activation shapes and sizes, and parameters by
// (filter width * filter height * channels of the input + 1) * filters.
// RUN: cnnc %examples/exercise.mlir --summary --target=x86-64-v4 | FileCheck %s

// CHECK: {{^}}layer {{ *}}operation {{ *}}algorithm {{ *}}output {{ *}}elements {{ *}}parameters {{ *}}multiply-adds {{ *}}memory
// CHECK: conv1 {{ *}}conv2d {{ *}}direct {{ *}}1x8x28x28 {{ *}}6272 {{ *}}608 {{ *}}470400
// CHECK: pool1 {{ *}}max_pool {{ *}}1x8x14x14 {{ *}}1568 {{ *}}0 {{ *}}0
// CHECK: conv2 {{ *}}conv2d {{ *}}winograd_rows {{ *}}1x16x10x10 {{ *}}1600 {{ *}}3216 {{ *}}320000
// CHECK: pool2 {{ *}}max_pool {{ *}}1x16x5x5 {{ *}}400 {{ *}}0 {{ *}}0
// CHECK: fc3 {{ *}}dense {{ *}}direct {{ *}}1x120 {{ *}}120 {{ *}}48120 {{ *}}48000
// CHECK: fc4 {{ *}}dense {{ *}}direct {{ *}}1x84 {{ *}}84 {{ *}}10164 {{ *}}10080
// CHECK: fc5 {{ *}}dense {{ *}}direct {{ *}}1x10 {{ *}}10 {{ *}}850 {{ *}}840
// CHECK: parameters:    62958 (62958 trainable)
