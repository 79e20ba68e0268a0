// RUN: not cnnc %s --emit=import 2>&1 | FileCheck %s

// One message, at its place, with the source line.
// CHECK: errors.mlir:[[# @LINE + 5]]:12: error: 'cnn.relu' op
// CHECK-NEXT: {{^}}  %first = cnn.relu %image
// CHECK-NEXT: {{^}}           ^
// CHECK-NOT: {{error|note}}
cnn.network @errors(%image: tensor<?x3x8x8xf32>) -> tensor<?x3x4x4xf32> {
  %first = cnn.relu %image : (tensor<?x3x8x8xf32>) -> tensor<?x3x4x4xf32>
  cnn.return %first : tensor<?x3x4x4xf32>
}
