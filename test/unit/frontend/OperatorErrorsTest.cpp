//===- OperatorErrorsTest.cpp - What each operator refuses --------------===//

#include "ModelFile.h"

#include "gtest/gtest.h"

using namespace cnnc::test;

TEST(Operators, Unknown) {
  ModelFile resize;
  resize.addNode("Resize", {"x"}, {"y"}, "up");
  EXPECT_EQ(resize.importError(),
            "Resize node 'up': operator Resize is not supported: the cnn dialect has no operation for it");

  ModelFile shape;
  shape.addNode("Shape", {"x"}, {"y"}, "extents");
  EXPECT_EQ(shape.importError(), "Shape node 'extents': operator Shape is not supported: shapes are fixed when a "
                                 "network is compiled; export the model with static shapes (only the batch may stay "
                                 "open)");

  ModelFile domain;
  domain.addNode("Gelu", {"x"}, {"y"}, "act").set_domain("com.microsoft");
  EXPECT_EQ(domain.importError(), "Gelu node 'act': operator com.microsoft.Gelu is not supported: only the operators "
                                  "of ONNX itself are");
}

TEST(Operators, NumberOfInputs) {
  ModelFile relu;
  relu.addNode("Relu", {"x", "x"}, {"y"});
  EXPECT_EQ(relu.importError(), "Relu node 'layer': expects 1 inputs, found 2");
  ModelFile conv;
  conv.addNode("Conv", {"x"}, {"y"});
  EXPECT_EQ(conv.importError(), "Conv node 'layer': expects 2 to 3 inputs, found 1");
  ModelFile concat;
  concat.addNode("Concat", {}, {"y"});
  EXPECT_EQ(concat.importError(), "Concat node 'layer': expects at least 1 inputs, found 0");
  ModelFile left;
  left.addNode("Add", {"x", ""}, {"y"});
  EXPECT_EQ(left.importError(), "Add node 'layer': expects an input number 1");
}

TEST(Operators, Attributes) {
  ModelFile unknown;
  setInteger(unknown.addNode("Relu", {"x"}, {"y"}), "slope", 1);
  EXPECT_EQ(unknown.importError(), "Relu node 'layer': attribute 'slope' is not supported");

  ModelFile type;
  setInteger(type.addNode("MaxPool", {"x"}, {"y"}), "kernel_shape", 2);
  EXPECT_EQ(type.importError(), "MaxPool node 'layer': expects attribute 'kernel_shape' to be a list of integers");

  ModelFile large;
  setIntegers(large.addNode("MaxPool", {"x"}, {"y"}), "kernel_shape", {2, int64_t(1) << 40});
  EXPECT_EQ(large.importError(),
            "MaxPool node 'layer': expects values of 32 bits in attribute 'kernel_shape', found 1099511627776");
}

TEST(Operators, OneMessageForAWrongAttribute) {
  ModelFile mean;
  setIntegers(mean.addNode("ReduceMean", {"x"}, {"y"}, "mean"), "axes", {int64_t(1) << 40});
  EXPECT_EQ(mean.importError(),
            "ReduceMean node 'mean': expects values of 32 bits in attribute 'axes', found 1099511627776");
}

TEST(Operators, Convolution) {
  ModelFile rank;
  rank.graph.clear_input();
  rank.addInput("x", {1, 2, 8, 8, 8});
  rank.addWeights("w", {3, 2, 3, 3, 3});
  rank.addNode("Conv", {"x", "w"}, {"y"}, "conv");
  EXPECT_EQ(rank.importError(), "Conv node 'conv': a 3-D Conv is not supported: expects an image (n, c, y, x) as input "
                                "'x', found shape 1x2x8x8x8");

  ModelFile signal;
  signal.addWeights("w", {3, 2, 3});
  signal.addNode("Conv", {"x", "w"}, {"y"}, "conv");
  EXPECT_EQ(signal.importError(), "Conv node 'conv': expects weights (out, in, y, x), found shape 3x2x3");

  ModelFile strides;
  strides.graph.clear_input();
  strides.addInput("x", {1, 2, 8});
  strides.addWeights("w", {3, 2, 3});
  setIntegers(strides.addNode("Conv", {"x", "w"}, {"y"}, "conv"), "strides", {2, 2});
  EXPECT_EQ(strides.importError().find("Conv node 'conv': 'cnn.conv2d' op expects"), 0u) << strides.importError();

  ModelFile channels;
  channels.addWeights("w", {3, 5, 1, 1});
  channels.addNode("Conv", {"x", "w"}, {"y"}, "conv");
  EXPECT_EQ(channels.importError().find("Conv node 'conv': 'cnn.conv2d' op expects"), 0u) << channels.importError();

  ModelFile kernel;
  kernel.addWeights("w", {3, 2, 1, 1});
  setIntegers(kernel.addNode("Conv", {"x", "w"}, {"y"}, "conv"), "kernel_shape", {3, 3});
  EXPECT_EQ(kernel.importError(), "Conv node 'conv': expects 'kernel_shape' to be that of the weights, 1x1, found 3x3");

  ModelFile padding;
  padding.addWeights("w", {3, 2, 1, 1});
  setString(padding.addNode("Conv", {"x", "w"}, {"y"}, "conv"), "auto_pad", "SAME");
  EXPECT_EQ(padding.importError(),
            "Conv node 'conv': expects NOTSET, SAME_UPPER, SAME_LOWER or VALID as 'auto_pad', found 'SAME'");
}

TEST(Operators, Pooling) {
  ModelFile kernel;
  kernel.addNode("MaxPool", {"x"}, {"y"}, "pool");
  EXPECT_EQ(kernel.importError(), "MaxPool node 'pool': expects attribute 'kernel_shape'");

  ModelFile indices;
  setIntegers(indices.addNode("MaxPool", {"x"}, {"p", "where"}, "pool"), "kernel_shape", {2, 2});
  indices.addNode("Relu", {"where"}, {"y"}, "relu");
  EXPECT_EQ(indices.importError(),
            "Relu node 'relu': its input 'where' is an optional output of another node, which is not supported");

  ModelFile output;
  output.graph.add_output()->set_name("where");
  setIntegers(output.addNode("MaxPool", {"x"}, {"y", "where"}, "pool"), "kernel_shape", {2, 2});
  EXPECT_EQ(output.importError(),
            "output 'where': is an optional output of MaxPool node 'pool', which is not supported");
}

TEST(Operators, TrainingMode) {
  ModelFile norm(14);
  for (const char *name : {"s", "o", "m", "v"})
    norm.addWeights(name, {2});
  setInteger(norm.addNode("BatchNormalization", {"x", "s", "o", "m", "v"}, {"y"}, "bn"), "training_mode", 1);
  EXPECT_EQ(norm.importError(), "BatchNormalization node 'bn': is in training mode, which is for cnnc --train; "
                                "export the model in evaluation mode for inference");

  ModelFile outputs(9);
  for (const char *name : {"s", "o", "m", "v"})
    outputs.addWeights(name, {2});
  outputs.addNode("BatchNormalization", {"x", "s", "o", "m", "v"}, {"y", "m2", "v2"}, "bn");
  EXPECT_EQ(outputs.importError(), norm.importError());

  ModelFile dropout;
  onnx::TensorProto &training = dropout.addWeights("t", {});
  training.set_data_type(onnx::TensorProto::BOOL);
  training.set_raw_data(std::string(1, '\1'));
  dropout.addNode("Dropout", {"x", "", "t"}, {"y"}, "drop");
  EXPECT_EQ(dropout.importError(), "Dropout node 'drop': is in training mode, which is for cnnc --train; export the "
                                   "model in evaluation mode for inference");
}

TEST(Operators, Reshape) {
  auto importError = [](std::vector<int64_t> shape) {
    ModelFile file;
    file.addIntegers("s", std::move(shape));
    file.addNode("Reshape", {"x", "s"}, {"y"}, "view");
    return file.importError();
  };
  EXPECT_EQ(importError({1, 32}), "Reshape node 'view': expects a shape that keeps the open batch first (0 or -1), "
                                  "found 1x32");
  EXPECT_EQ(importError({0, 31}), "Reshape node 'view': expects a shape of as many elements as ?x2x4x4, found ?x31");
  EXPECT_EQ(importError({0, 5, -1}), "Reshape node 'view': expects a shape of as many elements as ?x2x4x4, found "
                                     "?x5x-1");
  EXPECT_EQ(importError({-1, -1}), "Reshape node 'view': expects at most one -1 in the shape, found [-1, -1]");
  EXPECT_EQ(importError({0, -2}), "Reshape node 'view': expects a shape of positive extents, 0 (as the input's) or -1, "
                                  "found [0, -2]");
  EXPECT_EQ(importError({-1, 32}), "no error");

  ModelFile computed;
  computed.addInput("s", {2});
  computed.addNode("Reshape", {"x", "s"}, {"y"}, "view");
  EXPECT_EQ(computed.importError(),
            "Reshape node 'view': expects 's' to be a constant, found a value computed by the network");
}

TEST(Operators, Axes) {
  ModelFile concat;
  setInteger(concat.addNode("Concat", {"x", "x"}, {"y"}, "cat"), "axis", 4);
  EXPECT_EQ(concat.importError(), "Concat node 'cat': expects an axis in [-4, 4), found 4");

  ModelFile mean;
  setIntegers(mean.addNode("ReduceMean", {"x"}, {"y"}, "mean"), "axes", {0, 1});
  EXPECT_EQ(mean.importError(), "ReduceMean node 'mean': a mean over the batch (axis 0) is not supported, only over the "
                                "other axes");

  ModelFile flatten;
  setInteger(flatten.addNode("Flatten", {"x"}, {"y"}, "flat"), "axis", 2);
  EXPECT_EQ(flatten.importError(), "Flatten node 'flat': expects the open batch to stay a dimension of its own: axis 2 "
                                   "joins it with another");

  ModelFile transpose;
  setIntegers(transpose.addNode("Transpose", {"x"}, {"y"}, "t"), "perm", {0, 1, 1, 3});
  EXPECT_EQ(transpose.importError(),
            "Transpose node 't': expects a permutation of 4 dimensions as 'perm', found [0, 1, 1, 3]");
}

TEST(Operators, Matrices) {
  ModelFile gemm;
  gemm.addWeights("w", {3, 2});
  gemm.addNode("Gemm", {"x", "w"}, {"y"}, "fc");
  EXPECT_EQ(gemm.importError(), "Gemm node 'fc': expects a matrix as input 'x', found shape ?x2x4x4");

  ModelFile stack;
  stack.addWeights("w", {2, 4, 4});
  stack.addNode("MatMul", {"x", "w"}, {"y"}, "product");
  EXPECT_EQ(stack.importError(), "MatMul node 'product': a stack of matrices on the right is not supported: expects a "
                                 "matrix as input 'w', found shape 2x4x4");

  ModelFile scalar;
  scalar.addWeights("w", {});
  scalar.addNode("MatMul", {"x", "w"}, {"y"}, "product");
  EXPECT_EQ(scalar.importError(), "MatMul node 'product': expects at least vectors, found 'w' without dimensions");

  ModelFile broadcast;
  broadcast.addWeights("b", {3, 1, 1});
  broadcast.addNode("Add", {"x", "b"}, {"y"}, "sum");
  EXPECT_EQ(broadcast.importError().find("Add node 'sum': 'cnn.add' op "), 0u) << broadcast.importError();
}
