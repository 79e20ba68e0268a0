//===- ScheduleTest.cpp - Schedules change speed and nothing else -------===//
//
// Every family on random shapes, on every target that runs here: the kernel with cnnc's schedule against the
// same kernel without one.
//
//===----------------------------------------------------------------------===//

#include "test/unit/Kernels/ScheduleTest.h"

#include "compiler/Kernels/ScheduleInterpreter.h"
#include <fstream>
#include <sstream>

using namespace mlir;
using namespace cnnc;
using namespace cnnc::test;

CNNC_FOR_EVERY_TARGET(ScheduleTest);

TEST_P(ScheduleTest, Convolution) {
  for (int trial = 0; trial < 10; ++trial) {
    Shape s = pickShape();
    std::string x = image(s.n, s.ci, s.h, s.w), w = weight(s.co, s.ci / s.groups, s.kernel), b = vector(s.co),
                y = image(s.n, s.co, s.oh, s.ow);
    check("halide.kernel @k(%x: " + x + ", %w: " + w + ", %b: " + b + ") -> " + y + " algorithm {\n%c = cnn.conv2d %x, %w, %b " +
              s.attributes() + " : (" + x + ", " + w + ", " + b + ") -> " + y + "\n%r = cnn.relu %c : (" + y + ") -> " + y +
              "\nhalide.yield %r : " + y + "\n}");
  }
}

TEST_P(ScheduleTest, ConvolutionPair) {
  for (int trial = 0; trial < 10; ++trial)
    check(makeConvolutionPair(pick({1, 3, 16, 20}), pick({9, 16, 24, 33, 48, 64, 72}), "direct"));
}

TEST_P(ScheduleTest, ConvolutionInputGradient) {
  for (int trial = 0; trial < 10; ++trial) {
    Shape s = pickShape();
    std::string x = image(s.n, s.ci, s.h, s.w), w = weight(s.co, s.ci / s.groups, s.kernel),
                y = image(s.n, s.co, s.oh, s.ow);
    check("halide.kernel @k(%d: " + y + ", %w: " + w + ") -> " + x + " algorithm {\n%c = cnn.conv2d_input_gradient %d, %w " +
          s.attributes() + " : (" + y + ", " + w + ") -> " + x + "\nhalide.yield %c : " + x + "\n}");
  }
}

/// Strides that no window reaches, that leave phases of different sizes, that make too many; and a residual behind.
TEST_P(ScheduleTest, StridedInputGradient) {
  struct Axis {
    int input, kernel, stride, dilation, pad, output;
  };
  for (auto [rows, columns] : {std::pair<Axis, Axis>{{8, 1, 2, 1, 0, 4}, {7, 1, 2, 1, 0, 4}},
                               {{8, 3, 2, 1, 1, 4}, {16, 3, 2, 1, 1, 8}},
                               {{7, 3, 1, 1, 1, 7}, {9, 3, 2, 1, 0, 4}},
                               {{9, 2, 3, 1, 0, 3}, {11, 5, 3, 2, 2, 3}},
                               {{10, 3, 2, 2, 1, 4}, {17, 2, 4, 2, 1, 5}},
                               {{19, 9, 9, 1, 0, 2}, {20, 1, 8, 1, 0, 3}}}) {
    std::string x = image(2, 40, rows.input, columns.input), y = image(2, 24, rows.output, columns.output);
    std::string w = "tensor<24x40x" + std::to_string(rows.kernel) + "x" + std::to_string(columns.kernel) +
                    "xf32, #cnn.layout<[2, 3, 1, 0]>>";
    auto both = [&](int Axis::*member) {
      return "[" + std::to_string(rows.*member) + ", " + std::to_string(columns.*member) + "]";
    };
    std::string pads = std::to_string(rows.pad) + ", " + std::to_string(columns.pad);
    check("halide.kernel @k(%d: " + y + ", %w: " + w + ", %s: " + x + ") -> " + x +
          " algorithm {\n%c = cnn.conv2d_input_gradient %d, %w strides = " + both(&Axis::stride) + " dilations = " +
          both(&Axis::dilation) + " pads = [" + pads + ", " + pads + "] : (" + y + ", " + w + ") -> " + x +
          "\n%a = cnn.add %c, %s : (" + x + ", " + x + ") -> " + x + "\nhalide.yield %a : " + x + "\n}");
  }
}

TEST_P(ScheduleTest, ConvolutionWeightGradient) {
  for (int trial = 0; trial < 10; ++trial) {
    Shape s = pickShape();
    std::string x = image(s.n, s.ci, s.h, s.w), w = weight(s.co, s.ci / s.groups, s.kernel),
                y = image(s.n, s.co, s.oh, s.ow);
    check("halide.kernel @k(%x: " + x + ", %d: " + y + ") -> " + w + " algorithm {\n%c = cnn.conv2d_weight_gradient %x, %d " +
          s.attributes() + " : (" + x + ", " + y + ") -> " + w + "\nhalide.yield %c : " + w + "\n}");
  }
}

TEST_P(ScheduleTest, ConvolutionReluPool) {
  for (int trial = 0; trial < 18; ++trial) {
    int n = pick({1, 2, 3, 4, 5}), ci = pick({1, 3, 16}), co = pick({6, 16, 40, 64}), size = pick({7, 8, 11, 14, 18}), window = pick({2, 2, 3, 4});
    std::string algorithm = trial < 6 ? "direct" : trial < 12 ? "winograd" : "winograd_rows";
    std::string x = image(n, ci, size, size), w = weight(co, ci, 3), b = vector(co), y = image(n, co, size, size),
                p = image(n, co, size / window, size / window);
    std::string codes = p;
    codes.replace(codes.find("xf32"), 4, "xi8");
    bool argmax = trial % 2;
    std::string text = "halide.kernel @k(%x: " + x + ", %w: " + w + ", %b: " + b + ") -> " +
                       (argmax ? "(" + p + ", " + codes + ")" : p) + " algorithm {\n%c = cnn.conv2d %x, %w, %b pads = [1, 1, 1, 1] algorithm = " +
                       algorithm + " : (" + x + ", " + w + ", " + b + ") -> " + y + "\n%r = cnn.relu %c : (" + y + ") -> " + y + "\n";
    std::string sizes = "[" + std::to_string(window) + ", " + std::to_string(window) + "]";
    std::string attributes = " kernel = " + sizes + " strides = " + sizes + " : (" + y + ") -> ";
    if (argmax)
      text += "%p, %a = cnn.max_pool_argmax %r" + attributes + "(" + p + ", " + codes + ")\nhalide.yield %p, %a : " + p + ", " + codes;
    else
      text += "%p = cnn.max_pool %r" + attributes + p + "\nhalide.yield %p : " + p;
    check(text + "\n}");
  }
}

TEST_P(ScheduleTest, MatrixProducts) {
  for (int trial = 0; trial < 8; ++trial) {
    int n = pick({1, 2, 3, 4, 5, 16, 64}), k = pick({5, 84, 128}), c = pick({1, 10, 16, 33, 64, 120});
    auto matrix = [](int a, int b) { return "tensor<" + std::to_string(a) + "x" + std::to_string(b) + "xf32"; };
    std::string plain = ">", transposed = ", #cnn.layout<[1, 0]>>";
    std::string x = matrix(n, k) + plain, w = matrix(c, k) + transposed, b = vector(c), y = matrix(n, c) + plain;
    check("halide.kernel @k(%x: " + x + ", %w: " + w + ", %b: " + b + ") -> " + y + " algorithm {\n%d = cnn.dense %x, %w, %b : (" + x +
          ", " + w + ", " + b + ") -> " + y + "\n%t = cnn.tanh %d : (" + y + ") -> " + y + "\nhalide.yield %t : " + y + "\n}");
    // The gradients of the dense layer.
    check("halide.kernel @k(%d: " + y + ", %w: " + w + ") -> " + x + " algorithm {\n%g = cnn.matmul %d, %w : (" + y + ", " + w + ") -> " +
          x + "\nhalide.yield %g : " + x + "\n}");
    check("halide.kernel @k(%d: " + y + ", %x: " + x + ") -> " + w + " algorithm {\n%g = cnn.matmul %d, %x transpose_a : (" + y +
          ", " + x + ") -> " + w + "\nhalide.yield %g : " + w + "\n}");
  }
}

TEST_P(ScheduleTest, Reductions) {
  for (int trial = 0; trial < 4; ++trial) {
    int n = pick({1, 2, 3, 4, 5}), c = pick({1, 5, 10, 16, 33, 40}), h = pick({1, 7, 8}), w = pick({3, 9, 16});
    std::string x = image(n, c, h, w), v = vector(c);
    check("halide.kernel @k(%x: " + x + ") -> " + v + " algorithm {\n%s = cnn.sum %x axes = [0, 2, 3] : (" + x + ") -> " +
          v + "\nhalide.yield %s : " + v + "\n}");
    std::string m = "tensor<" + std::to_string(n) + "x" + std::to_string(c) + "xf32>";
    check("halide.kernel @k(%x: " + x + ") -> " + m + " algorithm {\n%s = cnn.mean %x axes = [2, 3] : (" + x + ") -> " +
          m + "\nhalide.yield %s : " + m + "\n}");
    check("halide.kernel @k(%x: " + m + ") -> " + m + " algorithm {\n%s = cnn.softmax %x : (" + m + ") -> " + m +
          "\nhalide.yield %s : " + m + "\n}");
    std::string vs = v + ", " + v;
    check("halide.kernel @k(%x: " + x + ", %s: " + v + ", %o: " + v + ", %m: " + v + ", %v: " + v + ") -> (" + x + ", " + vs + ", " + vs +
          ") algorithm {\n%r:5 = cnn.batch_norm_training %x, %s, %o, %m, %v : (" + x + ", " + vs + ", " + vs + ") -> (" + x + ", " +
          vs + ", " + vs + ")\nhalide.yield %r#0, %r#1, %r#2, %r#3, %r#4 : " + x + ", " + vs + ", " + vs + "\n}");
    check("halide.kernel @k(%x: " + x + ", %s: " + v + ", %o: " + v + ", %m: " + v + ", %v: " + v + ", %b: " + x + ") -> (" + vs +
          ", " + vs + ", " + x + ") algorithm {\n%r:5 = cnn.batch_norm_training %x, %s, %o, %m, %v : (" + x + ", " + vs + ", " + vs +
          ") -> (" + x + ", " + vs + ", " + vs + ")\n%a = cnn.add %r#0, %b : (" + x + ", " + x + ") -> " + x +
          "\n%p = cnn.relu %a : (" + x + ") -> " + x + "\nhalide.yield %r#1, %r#2, %r#3, %r#4, %p : " + vs + ", " + vs + ", " + x +
          "\n}");
    check("halide.kernel @k(%d: " + x + ", %x: " + x + ", %s: " + v + ", %m: " + v + ", %r: " + v + ") -> (" + x + ", " + vs +
          ") algorithm {\n%g:3 = cnn.batch_norm_gradient %d, %x, %s, %m, %r : (" + x + ", " + x + ", " + v + ", " + vs + ") -> (" + x +
          ", " + vs + ")\nhalide.yield %g#0, %g#1, %g#2 : " + x + ", " + vs + "\n}");
  }
}

/// Parts that end at vectors' ends and between them, in memory and inside a mean.
TEST_P(ScheduleTest, Concatenations) {
  for (auto [a, b, c] : {std::array{16, 32, 16}, std::array{5, 40, 3}, std::array{64, 1, 30}})
    for (int size : {1, pick({8, 9}), pick({33, 40})}) {
      std::string x = image(2, a, size, size), y = image(2, b, size, size), z = image(2, c, size, size);
      std::string all = image(2, a + b + c, size, size);
      std::string mean = "tensor<2x" + std::to_string(a + b + c) + "xf32>";
      std::string arguments = "halide.kernel @k(%x: " + x + ", %y: " + y + ", %z: " + z + ") -> ";
      std::string concat = " algorithm {\n%c = cnn.concat %x, %y, %z axis = 1 : (" + x + ", " + y + ", " + z + ") -> " + all +
                           "\n%r = cnn.relu %c : (" + all + ") -> " + all + "\n";
      check(arguments + all + concat + "halide.yield %r : " + all + "\n}");
      check(arguments + mean + concat + "%m = cnn.mean %r axes = [2, 3] : (" + all + ") -> " + mean +
            "\nhalide.yield %m : " + mean + "\n}");
    }
}

TEST_P(ScheduleTest, Updates) {
  for (int c : {1, 10, 40}) {
    std::string w = weight(c, 16, 3), s = "tensor<f32>", i = "tensor<i32>";
    check("halide.kernel @k(%w: " + w + ", %g: " + w + ", %l: " + s + ", %m: " + w + ", %v: " + w + ", %t: " + i + ") -> (" + w + ", " + w +
          ", " + w + ") algorithm {\n%m1 = cnn.multiply %v, %v : (" + w + ", " + w + ") -> " + w +
          "\n%r:3 = cnn.adam %w, %g, %l, %m, %m1, %t : (" + w + ", " + w + ", " + s + ", " + w + ", " + w + ", " + i + ") -> (" + w + ", " +
          w + ", " + w + ")\nhalide.yield %r#0, %r#1, %r#2 : " + w + ", " + w + ", " + w + "\n}");
  }
}

/// fused = outer * extent(inner) + inner: rows of a dense matrix then need no division.
TEST(FuseTest, InnerLoopRunsFirst) {
  MLIRContext context;
  context.loadDialect<cnn::CNNDialect, halide::HalideDialect>();
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(R"(
halide.kernel @k(%x: tensor<3x5xf32>) -> tensor<3x5xf32> algorithm {
  %y = cnn.relu %x : (tensor<3x5xf32>) -> tensor<3x5xf32>
  halide.yield %y : tensor<3x5xf32>
} schedule {
  %relu = halide.stage "relu"
  %n = halide.loop %relu "n"
  %c = halide.loop %relu "c"
  %nc = halide.fuse %n, %c
})", &context);
  ASSERT_TRUE(module);
  auto kernel = *module->getOps<halide::KernelOp>().begin();
  auto definition = Definition::create(kernel);
  ASSERT_TRUE(succeeded(definition) && succeeded(applySchedule(kernel, **definition)));
  std::string file = testing::TempDir() + "/fuse.stmt";
  (*definition)->getPipeline().compile_to_lowered_stmt(file, (*definition)->getArguments());
  std::stringstream statement;
  statement << std::ifstream(file).rdbuf();
  std::remove(file.c_str());
  EXPECT_NE(statement.str().find("input0[cnn_relu.s0.c.n_c]\n"), std::string::npos) << statement.str();
}
