// Every example becomes a training step.
// RUN: cnn-opt %examples/lenet5.mlir --cnn-fix-batch=batch=8 --cnn-prepare-training --cnn-differentiate --cnn-add-optimizer --canonicalize --cse | FileCheck %s --check-prefixes=CHECK,LENET
// RUN: cnn-opt %examples/fashion_mnist_cnn.mlir --cnn-fix-batch=batch=8 --cnn-prepare-training --cnn-differentiate --cnn-add-optimizer --canonicalize --cse | FileCheck %s --check-prefixes=CHECK,FASHION
// RUN: cnn-opt %examples/mlp.mlir --cnn-fix-batch=batch=8 --cnn-prepare-training --cnn-differentiate --cnn-add-optimizer --canonicalize --cse | FileCheck %s --check-prefixes=CHECK,MLP
// RUN: cnn-opt %examples/residual.mlir --cnn-fix-batch=batch=8 --cnn-prepare-training --cnn-differentiate --cnn-add-optimizer --canonicalize --cse | FileCheck %s --check-prefixes=CHECK,RESIDUAL
// RUN: cnn-opt %examples/exercise.mlir --cnn-fix-batch=batch=8 --cnn-prepare-training --cnn-differentiate --cnn-add-optimizer --canonicalize --cse | FileCheck %s --check-prefixes=CHECK,EXERCISE

// CHECK: _train_step
// LENET-COUNT-3: cnn.conv2d_weight_gradient
// LENET-COUNT-10: cnn.adam
// FASHION-COUNT-2: cnn.dropout_mask
// FASHION-COUNT-5: cnn.conv2d_weight_gradient
// FASHION-COUNT-16: cnn.adam
// MLP-COUNT-4: cnn.adam
// RESIDUAL-COUNT-5: cnn.batch_norm_training
// RESIDUAL-COUNT-5: cnn.batch_norm_gradient
// RESIDUAL-COUNT-18: cnn.sgd
// EXERCISE-COUNT-10: cnn.adam
// CHECK: cnn.write @training.step
