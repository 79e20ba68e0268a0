//===- InterpreterTest.cpp - Networks, parameters and errors ------------===//

#include "Support.h"

using namespace mlir;
using namespace cnnc::test;
using cnnc::reference::Interpreter;
using testing::HasSubstr;

static const char *counter = R"(
  cnn.parameter state @total : tensor<2xf32> = dense<[1.0, 2.0]> : tensor<2xf32>
  cnn.parameter state @other : tensor<2xf32> = #cnn.constant<5.0>
  cnn.network @count(%x: tensor<2xf32>) -> tensor<2xf32> {
    %old = cnn.read @total : tensor<2xf32>
    %new = cnn.add %old, %x : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
    cnn.write @total, %new : tensor<2xf32>
    cnn.write @other, %old : tensor<2xf32>
    %again = cnn.read @total : tensor<2xf32>
    cnn.return %again : tensor<2xf32>
  })";

TEST(Interpreter, WritesTakeEffectWhenTheNetworkReturns) {
  Network network(counter);
  ASSERT_TRUE(network) << network.getErrors();
  auto interpreter = Interpreter::create(network.getModule());
  ASSERT_TRUE(succeeded(interpreter));
  Tensor x({2}, {10, 20});
  auto first = interpreter->run("count", x);
  ASSERT_TRUE(succeeded(first));
  EXPECT_THAT((*first)[0].getValues(), ElementsAre(1, 2));
  EXPECT_THAT(interpreter->getParameters().at("total").getValues(), ElementsAre(11, 22));
  EXPECT_THAT(interpreter->getParameters().at("other").getValues(), ElementsAre(1, 2));
  auto second = interpreter->run("count", x);
  ASSERT_TRUE(succeeded(second));
  EXPECT_THAT((*second)[0].getValues(), ElementsAre(11, 22));
  EXPECT_THAT(interpreter->getParameters().at("total").getValues(), ElementsAre(21, 42));
}

TEST(Interpreter, TakesParametersFromTheCaller) {
  Network network(counter);
  ASSERT_TRUE(network) << network.getErrors();
  auto interpreter = Interpreter::create(network.getModule());
  ASSERT_TRUE(succeeded(interpreter));
  interpreter->getParameters()["total"] = Tensor({2}, {100, 200});
  auto results = interpreter->run("count", Tensor({2}));
  ASSERT_TRUE(succeeded(results));
  EXPECT_THAT((*results)[0].getValues(), ElementsAre(100, 200));
}

TEST(Interpreter, RunsKernels) {
  Network network(R"(
    halide.kernel @add_relu(%x: tensor<2xf32>, %y: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) algorithm {
      %0 = cnn.add %x, %y : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
      %1 = cnn.relu %0 : (tensor<2xf32>) -> tensor<2xf32>
      halide.yield %0, %1 : tensor<2xf32>, tensor<2xf32>
    } schedule {
    }
    cnn.network @net(%x: tensor<2xf32>, %y: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
      %0:2 = halide.launch @add_relu(%x, %y) : (tensor<2xf32>, tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>)
      cnn.return %0#0, %0#1 : tensor<2xf32>, tensor<2xf32>
    })");
  auto results = network.run({Tensor({2}, {1, -3}), Tensor({2}, {1, 1})});
  ASSERT_EQ(results.size(), 2u);
  EXPECT_THAT(results[0].getValues(), ElementsAre(2, -2));
  EXPECT_THAT(results[1].getValues(), ElementsAre(2, 0));
}

/// The second operand is the same for each part.
TEST(Interpreter, RunsKernelsForParts) {
  Network network(R"(
    halide.kernel @add(%x: tensor<2xf32>, %y: tensor<2xf32>) -> tensor<2xf32> algorithm {
      %0 = cnn.add %x, %y : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
      halide.yield %0 : tensor<2xf32>
    } schedule {
    }
    cnn.network @net(%x: tensor<6xf32>, %y: tensor<2xf32>) -> tensor<6xf32> {
      %0 = halide.launch @add(%x, %y) parts = 3 : (tensor<6xf32>, tensor<2xf32>) -> tensor<6xf32>
      cnn.return %0 : tensor<6xf32>
    })");
  auto results = network.run({Tensor({6}, {1, 2, 3, 4, 5, 6}), Tensor({2}, {10, 20})});
  ASSERT_EQ(results.size(), 1u);
  EXPECT_THAT(results[0].getValues(), ElementsAre(11, 22, 13, 24, 15, 26));
}

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

/// The errors of running the network @net of `text`.
static std::string getErrors(StringRef text, ArrayRef<Tensor> inputs) {
  Network network(text);
  EXPECT_TRUE(network) << network.getErrors();
  if (!network)
    return "";
  auto interpreter = Interpreter::create(network.getModule());
  if (succeeded(interpreter))
    EXPECT_TRUE(failed(interpreter->run("net", inputs)));
  return network.getErrors();
}

static const char *relu = "cnn.network @net(%x: tensor<2x3xf32> {cnn.name = \"image\"}) -> tensor<2x3xf32> {\n"
                          "  %0 = cnn.relu %x : (tensor<2x3xf32>) -> tensor<2x3xf32>\n"
                          "  cnn.return %0 : tensor<2x3xf32>\n"
                          "}\n";

TEST(InterpreterErrors, InputsMustFit) {
  EXPECT_THAT(getErrors(relu, Tensor({3, 2})),
              HasSubstr("1:1: 'cnn.network' op expects input 'image' of shape 2x3, found 3x2"));
  EXPECT_THAT(getErrors(relu, {}), HasSubstr("1:1: 'cnn.network' op expects 1 inputs, found 0"));
}

TEST(InterpreterErrors, NetworkMustExist) {
  EXPECT_THAT(getErrors("cnn.network @other() {\n  cnn.return\n}\n", {}),
              HasSubstr("expects a network @net, found none"));
}

TEST(InterpreterErrors, BatchMustBeFixed) {
  EXPECT_THAT(getErrors("cnn.network @net(%x: tensor<?xf32>) -> tensor<?xf32> {\n"
                        "  %0 = cnn.relu %x : (tensor<?xf32>) -> tensor<?xf32>\n"
                        "  cnn.return %0 : tensor<?xf32>\n"
                        "}\n",
                        Tensor({2})),
              HasSubstr("1:1: 'cnn.network' op expects input 'input' with all extents fixed, found ?"));
}

TEST(InterpreterErrors, OperationMustBeKnown) {
  EXPECT_THAT(getErrors("halide.kernel @kernel(%x: tensor<2xf32>) -> tensor<2xf32> algorithm {\n"
                        "  %0 = cnn.relu %x : (tensor<2xf32>) -> tensor<2xf32>\n"
                        "  halide.yield %0 : tensor<2xf32>\n"
                        "} schedule {\n"
                        "}\n"
                        "cnn.network @net(%x: tensor<2xf32>) -> tensor<2xf32> {\n"
                        "  %0 = halide.slice 64 : memref<2xf32>\n"
                        "  cnn.return %x : tensor<2xf32>\n"
                        "}\n",
                        Tensor({2})),
              HasSubstr("7:8: 'halide.slice' op has no meaning to the reference interpreter"));
}

TEST(InterpreterErrors, LabelsMustBeInRange) {
  EXPECT_THAT(getErrors("cnn.network @net(%x: tensor<2x3xf32>, %l: tensor<2xi32>) -> tensor<f32> {\n"
                        "  %0 = cnn.cross_entropy %x, %l : (tensor<2x3xf32>, tensor<2xi32>) -> tensor<f32>\n"
                        "  cnn.return %0 : tensor<f32>\n"
                        "}\n",
                        {Tensor({2, 3}), Tensor({2}, {2, 3})}),
              HasSubstr("2:8: 'cnn.cross_entropy' op expects labels in [0, 3), found 3 in row 1"));
}

TEST(InterpreterErrors, InitialValuesMustBePresent) {
  EXPECT_THAT(getErrors("cnn.parameter @w : tensor<2xf32> = dense_resource<missing> : tensor<2xf32>\n"
                        "cnn.network @net() {\n  cnn.return\n}\n",
                        {}),
              HasSubstr("1:1: 'cnn.parameter' op expects initial values that can be read"));
}

TEST(InterpreterErrors, AFailedRunWritesNothing) {
  Network network("cnn.parameter state @s : tensor<2xi32> = #cnn.constant<0.0>\n"
                  "cnn.network @net(%x: tensor<2x3xf32>, %l: tensor<2xi32>) -> tensor<f32> {\n"
                  "  cnn.write @s, %l : tensor<2xi32>\n"
                  "  %0 = cnn.cross_entropy %x, %l : (tensor<2x3xf32>, tensor<2xi32>) -> tensor<f32>\n"
                  "  cnn.return %0 : tensor<f32>\n"
                  "}\n");
  ASSERT_TRUE(network) << network.getErrors();
  auto interpreter = Interpreter::create(network.getModule());
  ASSERT_TRUE(succeeded(interpreter));
  EXPECT_TRUE(failed(interpreter->run("net", {Tensor({2, 3}), Tensor({2}, {9, 9})})));
  EXPECT_THAT(interpreter->getParameters().at("s").getValues(), ElementsAre(0, 0));
}
