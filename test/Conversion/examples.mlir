// How many launches each example's networks become, and of how many distinct kernels.
// DEFINE: %{name} =
// DEFINE: %{prefix} =
// DEFINE: %{run} = cnn-opt %examples/%{name}.mlir --cnn-fix-batch=batch=64 --cnn-prepare-training \
// DEFINE:   --cnn-differentiate --cnn-add-optimizer --canonicalize --cse --cnn-simplify-gradients --canonicalize \
// DEFINE:   --cnn-remove-unused-parameters --cnn-assign-layouts --halide-fuse -o %t \
// DEFINE:   && FileCheck %s --check-prefix=%{prefix} --input-file %t \
// DEFINE:   && cnn-opt %t --halide-plan-memory --halide-verify-memory -o /dev/null

// REDEFINE: %{name} = lenet5
// REDEFINE: %{prefix} = LENET5
// RUN: %{run}
// LENET5: cnn.network @lenet5(
// LENET5-COUNT-7: halide.launch
// LENET5-NOT: halide.launch
// LENET5: cnn.network @lenet5_train_step(
// LENET5-COUNT-37: halide.launch
// LENET5-NOT: halide.launch
// LENET5-COUNT-40: halide.kernel
// LENET5-NOT: halide.kernel

// REDEFINE: %{name} = fashion_mnist_cnn
// REDEFINE: %{prefix} = FASHION
// RUN: %{run}
// FASHION: cnn.network @fashion_mnist_cnn(
// FASHION-COUNT-10: halide.launch
// FASHION-NOT: halide.launch
// FASHION: cnn.network @fashion_mnist_cnn_train_step(
// FASHION-COUNT-55: halide.launch
// FASHION-NOT: halide.launch
// FASHION-COUNT-53: halide.kernel
// FASHION-NOT: halide.kernel

// REDEFINE: %{name} = mlp
// REDEFINE: %{prefix} = MLP
// RUN: %{run}
// MLP: cnn.network @mlp(
// MLP-COUNT-4: halide.launch
// MLP-NOT: halide.launch
// MLP: cnn.network @mlp_train_step(
// MLP-COUNT-14: halide.launch
// MLP-NOT: halide.launch
// MLP-COUNT-15: halide.kernel
// MLP-NOT: halide.kernel

// REDEFINE: %{name} = residual
// REDEFINE: %{prefix} = RESIDUAL
// RUN: %{run}
// RESIDUAL: cnn.network @residual(
// RESIDUAL-COUNT-9: halide.launch
// RESIDUAL-NOT: halide.launch
// RESIDUAL: cnn.network @residual_train_step(
// RESIDUAL-COUNT-54: halide.launch
// RESIDUAL-NOT: halide.launch
// RESIDUAL-COUNT-45: halide.kernel
// RESIDUAL-NOT: halide.kernel

// REDEFINE: %{name} = exercise
// REDEFINE: %{prefix} = EXERCISE
// RUN: %{run}
// EXERCISE: cnn.network @exercise(
// EXERCISE-COUNT-8: halide.launch
// EXERCISE-NOT: halide.launch
// EXERCISE: cnn.network @exercise_train_step(
// EXERCISE-COUNT-36: halide.launch
// EXERCISE-NOT: halide.launch
// EXERCISE-COUNT-38: halide.kernel
// EXERCISE-NOT: halide.kernel
