//===- Passes.td - The passes from the network dialect to itself --------===//

#ifndef CNNC_COMPILER_TRANSFORMS_PASSES_TD
#define CNNC_COMPILER_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def FixBatch : Pass<"cnn-fix-batch", "::mlir::ModuleOp"> {
  let summary = "Replaces the open batch extent by a number";
  let description = [{
    The leading `?` of every network argument becomes `batch`, and the types of all layers are inferred
    again. Operations that state their type (reshape, broadcast, gradients) have its leading `?` replaced.
    Networks without an open extent stay as they are. Each of `variants` adds a copy of every open network
    of entry `infer` for another number of images, behind it and with that number behind its name; all read
    the same parameters. Copies are private: no training step is made of them.
  }];
  let options = [Option<"batch", "batch", "int64_t", /*default=*/"1", "Images in one call">,
                 ListOption<"variants", "variants", "int64_t", "Other numbers of images in one call">];
}

def ConvolutionsToDense : Pass<"cnn-convolutions-to-dense", "NetworkOp"> {
  let summary = "Turns convolutions with a window as large as their image into dense layers";
  let description = [{
    Such a convolution has one result of each channel, as has the third of LeNet-5: it is a matrix product, and
    its input gradient, which as a convolution would pad one element on all sides, is one too. Activations behind
    it move to the matrix.
  }];
}

def SetTraining : Pass<"cnn-set-training", "::mlir::ModuleOp"> {
  let summary = "Says how inference networks are to be trained";
  let description = [{
    Sets the `loss` and `optimizer` of every inference network from options, for models whose format has no
    place for them (ONNX). An option that is given replaces what the network says; `learning-rate` alone
    keeps the network's optimiser and changes its rate. `sgd` is plain, `momentum` and `nesterov` are SGD
    with momentum 0.9.
  }];
  let options = [
    Option<"loss", "loss", "std::string", /*default=*/"\"\"", "cross_entropy or mean_squared_error">,
    Option<"optimizer", "optimizer", "std::string", /*default=*/"\"\"", "sgd, momentum, nesterov or adam">,
    Option<"learningRate", "learning-rate", "double", /*default=*/"0.0",
           "Learning rate; 0 keeps the network's, or takes 0.01 (SGD) or 0.001 (Adam)">];
}

def PrepareTraining : Pass<"cnn-prepare-training", "::mlir::ModuleOp"> {
  let summary = "Writes the forward pass and the loss of each network's training step";
  let description = [{
    Adds, beside each inference network `@n`, a network `@n_train_step` that computes what training makes
    small. In it

    - `cnn.dropout` is a product with `cnn.dropout_mask` of `@training.seed` and `@training.step`;
    - `cnn.batch_norm` whose statistics are read from `state` parameters is `cnn.batch_norm_training`, and
      the new statistics are written back;
    - `cnn.max_pool` is `cnn.max_pool_argmax` where a trainable parameter lies before it;
    - the output goes into the loss. Cross-entropy takes the logits before the last softmax (or the output
      itself if there is none) and an argument `labels`, and a second result counts the correct rows; mean
      squared error takes an argument `target`.

    The loss is the first result and marked `cnn.loss`. This pass must come before canonicalisation, which
    folds dropout away.
  }];
}

def Differentiate : Pass<"cnn-differentiate", "::mlir::ModuleOp"> {
  let summary = "Writes the backward pass of a network";
  let description = [{
    For a network with a scalar result marked `cnn.loss`, appends the gradient of that result with respect
    to each leaf: the trainable parameters it reads, and the arguments marked `cnn.leaf`. Gradients are
    built from the rule that each operation gives (`DifferentiableOpInterface`), in reverse order, only
    along paths from a leaf to the loss; where paths meet they are added. A new result is named
    `<leaf>.gradient` and, for a parameter, refers to it as `cnn.gradient_of`. Other networks are not
    touched.
  }];
}

def AddOptimizer : Pass<"cnn-add-optimizer", "::mlir::ModuleOp"> {
  let summary = "Turns a network's gradients into updates of its parameters";
  let description = [{
    Replaces the results that `--cnn-differentiate` appended to a network with an `optimizer` by the
    optimiser's update and a `cnn.write` of each parameter. The optimiser's memory is state parameters
    `<name>.velocity` (SGD with momentum) or `<name>.first_moment` and `<name>.second_moment` (Adam);
    `@training.learning_rate` may be changed between steps; `@training.step` counts them.
  }];
}

def FoldBatchNorm : Pass<"cnn-fold-batch-norm", "::mlir::ModuleOp"> {
  let summary = "Folds batch normalisation into the layer before it";
  let description = [{
    A `cnn.batch_norm` that alone uses a `cnn.conv2d` or `cnn.dense` disappears in inference networks, if
    the values of all its parameters and of the layer's are known at compile time:

      weight'[k] = weight[k] * s[k], bias'[k] = (bias[k] - mean[k]) * s[k] + offset[k],
      s[k] = scale[k] / sqrt(variance[k] + epsilon)

    in new parameters `<weight>.folded` and `<bias>.folded`. Meant for a compilation without training, as
    the folded parameters no longer follow from the author's.
  }];
}

def RemoveUnusedParameters : Pass<"cnn-remove-unused-parameters", "::mlir::ModuleOp"> {
  let summary = "Removes dead reads, and parameters that no network reads or writes";
  let description = [{
    After folding, the author's weight has given way to a folded one and has no reader left. Parameters of a
    model that is trained are all read or written, so they stay.
  }];
}

def SimplifyGradients : Pass<"cnn-simplify-gradients", "NetworkOp"> {
  let summary = "Moves activation gradients from a pooling's input to its output";
  let description = [{
    For z, a = max_pool_argmax(y) and f one of relu_gradient, sigmoid_gradient and tanh_gradient:

      f(max_pool_gradient(dz, a), y)  becomes  max_pool_gradient(f(dz, z), a)

    f is linear in the gradient and looks at y only, and a window's gradient goes to the element that gave
    its maximum, where y = z. So the unpooled y is not needed in the backward pass, and convolution,
    activation and pooling can be one kernel in training too; f also has fewer elements to work on.
  }];
}

def AssignAlgorithms : Pass<"cnn-assign-algorithms", "::mlir::ModuleOp"> {
  let summary = "Chooses how each convolution and matrix product forms its sums";
  let description = [{
    Sets `algorithm = winograd` on convolutions of 3x3 and 5x5 with stride 1, and on their gradients, where it is
    faster than direct sums: with enough channels to pay for the transforms of inputs and results, and enough
    tiles to pay for that of the weight, or for reading it where it is transformed once, since no network writes
    it. Where that does not pay, as with LeNet-5's 6 channels, `winograd_rows` may.

    For a target with matrix tiles, whose float32 are so many bf16 (1, 2 or 3), convolutions without groups, dense
    layers and matrix products become `bf16`, `bf16_x3` or `bf16_x6` where that is faster, but not in networks
    `without_tiles`.

    The results differ from direct sums in rounding. Each pass of a layer chooses for itself; one that has another
    algorithm than `direct` already, by its author, keeps it whatever was allowed.
  }];
  let options = [Option<"winograd", "winograd", "bool", /*default=*/"true", "Winograd's algorithm too">,
                 Option<"tileParts", "tile-parts", "int64_t", /*default=*/"0",
                        "Parts of a float32 on matrix tiles; 0: no tiles">,
                 Option<"remarks", "remarks", "bool", /*default=*/"false",
                        "Say for each layer which was chosen, and what the others are reckoned to take">];
}

def CopyWithoutTiles : Pass<"cnn-copy-without-tiles", "::mlir::ModuleOp"> {
  let summary = "Adds to each network a copy for processors that lack the target's matrix tiles";
  let description = [{
    Where a layer's algorithm is one on tiles, every network of the module gets a copy, `without_tiles`, whose layers
    form their sums directly until cnn-assign-algorithms chooses anew. A model decides when it is loaded which of the
    two it runs; both read and write the same parameters.
  }];
}

def AssignLayouts : Pass<"cnn-assign-layouts", "::mlir::ModuleOp"> {
  let summary = "Chooses how each tensor lies in memory";
  let description = [{
    - Images (n, c, y, x) are stored with channels innermost, so that the inner loops of convolution and
      pooling run along contiguous channels, whatever the size of the map. Images of fewer than 8 channels and
      at least 8 columns are row-major, and those loops run along their rows.
    - A convolution's weight (out, in, rows, columns) has its output channels innermost: one vector of
      weights meets one broadcast input element. A dense layer's weight (out, in) likewise.
    - What an optimiser combines with a parameter (its gradient, moments, velocity, the new value) lies like
      the parameter, so that updates are element by element in memory too.
    - Vectors, scalars and other matrices are row-major, as are a network's arguments and results, which are
      the caller's.
    - Where no convolution of a network has more than 16 channels and the batch is a multiple of 16, all its images
      and the rows of its matrices lie innermost instead, side by side. The weight of a convolution over its whole
      image, which is computed as a dense layer, then has its output channels innermost as that wants.

    Operations read and write any layout, so `cnn.repack` is inserted only where the same value must lie in
    two ways: a parameter that is returned, an argument or a result that a parameter takes; in front of a
    convolution or dense layer whose weight no network writes, which reads it in blocks of output channels,
    transformed for Winograd's algorithm; and behind an image that a convolution on matrix tiles computes and others
    read, which is stored split into bf16 parts, with the padding around it. A residual addition that reads it too
    has the sum of these parts, 8 bits of a float32 or 17.
  }];
}

def PrepareParameters : Pass<"cnn-prepare-parameters", "::mlir::ModuleOp"> {
  let summary = "Computes once what follows from parameters alone";
  let description = [{
    - A parameter that is read through one `cnn.repack` only, to a layout that reorders its elements, is stored
      so in the first place.
    - Any other operation whose operands all follow from parameters that no network writes moves to a network of
      entry `prepare`, which writes its value to a parameter with `#cnn.derived`: a weight's transform for
      Winograd's algorithm, for instance. The compiler runs that network where the weights are known, and a
      loaded model does so again where they change.
  }];
}

#endif
