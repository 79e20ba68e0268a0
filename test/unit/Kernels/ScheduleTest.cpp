//===- ScheduleTest.cpp - Schedules change speed and nothing else -------===//
//
// Every family on random shapes, on every target that runs here: the kernel with cnnc's schedule against the
// same kernel without one.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/ScheduleInterpreter.h"
#include "compiler/Schedules/Schedule.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "test/unit/support/TargetTest.h"
#include "llvm/ADT/TypeSwitch.h"
#include <fstream>
#include <random>
#include <sstream>

using namespace mlir;
using namespace cnnc;

namespace {

/// A random convolution's shape.
struct Shape {
  int n, ci, co, kernel, stride, pad, dilation, groups, h, w, oh, ow;
  std::string attributes() const {
    std::string p = std::to_string(pad);
    return "strides = [" + std::to_string(stride) + ", " + std::to_string(stride) + "] pads = [" +
           p + ", " + p + ", " + p + ", " + p + "] dilations = [" + std::to_string(dilation) + ", " +
           std::to_string(dilation) + "] groups = " + std::to_string(groups);
  }
};

class ScheduleTest : public test::TargetTest {
protected:
  ScheduleTest() { context.loadDialect<cnn::CNNDialect, halide::HalideDialect>(); }

  void SetUp() override {
    TargetTest::SetUp();
    engine.seed(getSeed(7));
  }

  /// Runs the kernel of `text` both ways on the same random inputs and compares every element; without a
  /// schedule its convolutions are direct.
  void check(const std::string &text, double tolerance = 2e-5) {
    SCOPED_TRACE(text);
    OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(text, &context), direct = module.get().clone();
    ASSERT_TRUE(module);
    direct->walk([](Operation *op) {
      llvm::TypeSwitch<Operation *>(op)
          .Case<cnn::Conv2DOp, cnn::Conv2DInputGradientOp, cnn::Conv2DWeightGradientOp>(
              [](auto conv) { conv.setAlgorithm(cnn::Algorithm::Direct); });
    });
    auto host = Target::parse("host");
    ASSERT_TRUE(static_cast<bool>(host));
    auto plain = test::KernelRunner::create(*direct->getOps<halide::KernelOp>().begin(), *host);
    ASSERT_TRUE(succeeded(plain));
    auto kernel = *module->getOps<halide::KernelOp>().begin();
    scheduleKernel(kernel, target);
    ASSERT_TRUE(succeeded(verify(*module)));
    auto scheduled = test::KernelRunner::create(kernel, target);
    ASSERT_TRUE(succeeded(scheduled));

    std::vector<Halide::Buffer<>> inputs;
    for (Type type : kernel.getFunctionType().getInputs())
      inputs.push_back(makeRandom(cast<RankedTensorType>(type)));
    auto expected = (*plain)->run(inputs), found = (*scheduled)->run(inputs);
    for (size_t i = 0; i < expected.size(); ++i)
      compare(expected[i], found[i], tolerance);
  }

  Halide::Buffer<> makeRandom(RankedTensorType type) {
    Halide::Buffer<> buffer = test::makeBuffer(type);
    std::uniform_real_distribution<float> uniform(-1.0f, 1.0f);
    std::uniform_int_distribution<int> small(0, 3);
    for (size_t i = 0; i < buffer.number_of_elements(); ++i)
      if (buffer.type().is_float())
        static_cast<float *>(buffer.data())[i] = uniform(engine);
      else if (buffer.type().bits() == 8)
        static_cast<uint8_t *>(buffer.data())[i] = static_cast<uint8_t>(small(engine));
      else
        static_cast<int32_t *>(buffer.data())[i] = small(engine);
    return buffer;
  }

  static void compare(const Halide::Buffer<> &expected, const Halide::Buffer<> &found, double tolerance) {
    double largest = 0, difference = 0;
    for (size_t i = 0; i < expected.number_of_elements(); ++i) {
      double a, b;
      if (expected.type().is_float()) {
        a = static_cast<const float *>(expected.data())[i];
        b = static_cast<const float *>(found.data())[i];
      } else if (expected.type().bits() == 8) {
        a = static_cast<const uint8_t *>(expected.data())[i];
        b = static_cast<const uint8_t *>(found.data())[i];
      } else {
        a = static_cast<const int32_t *>(expected.data())[i];
        b = static_cast<const int32_t *>(found.data())[i];
      }
      largest = std::max(largest, std::abs(a));
      difference = std::max(difference, std::abs(a - b));
    }
    EXPECT_LE(difference, tolerance * std::max(largest, 1e-3));
    EXPECT_GT(largest, 0) << "nothing was computed";
  }

  int pick(std::initializer_list<int> values) {
    return *(values.begin() + std::uniform_int_distribution<size_t>(0, values.size() - 1)(engine));
  }

  /// Channels that fill vectors and others, in one group, in some, or each in its own.
  Shape pickShape() {
    Shape shape{};
    shape.n = pick({1, 2, 3, 4, 5});
    bool depthwise = pick({0, 0, 0, 1});
    shape.groups = depthwise ? pick({5, 16, 24, 33}) : pick({1, 1, 1, 2, 4});
    shape.ci = shape.groups * (depthwise ? 1 : pick({1, 2, 3, 16}));
    shape.co = shape.groups * (depthwise ? pick({1, 1, 2}) : pick({1, 3, 6, 10, 16, 24, 40, 64}));
    do {
      shape.kernel = pick({1, 2, 3, 3, 5, 7});
      shape.stride = pick({1, 1, 2, 3});
      shape.pad = pick({0, 1, 2, 3});
      shape.dilation = pick({1, 1, 1, 2});
      shape.h = pick({5, 7, 9, 14});
      shape.w = pick({5, 7, 9, 14, 17});
      int extent = (shape.kernel - 1) * shape.dilation + 1;
      shape.oh = shape.h + 2 * shape.pad < extent ? 0 : (shape.h + 2 * shape.pad - extent) / shape.stride + 1;
      shape.ow = shape.w + 2 * shape.pad < extent ? 0 : (shape.w + 2 * shape.pad - extent) / shape.stride + 1;
    } while (shape.oh < 1 || shape.ow < 1);
    return shape;
  }

  MLIRContext context;
  std::mt19937 engine;
};

std::string image(int n, int c, int h, int w) {
  return "tensor<" + std::to_string(n) + "x" + std::to_string(c) + "x" + std::to_string(h) + "x" + std::to_string(w) +
         "xf32, #cnn.layout<[0, 2, 3, 1]>>";
}
std::string weight(int o, int i, int k) {
  return "tensor<" + std::to_string(o) + "x" + std::to_string(i) + "x" + std::to_string(k) + "x" + std::to_string(k) +
         "xf32, #cnn.layout<[2, 3, 1, 0]>>";
}
std::string vector(int c) { return "tensor<" + std::to_string(c) + "xf32>"; }

} // namespace

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

/// A depthwise convolution of an image that the kernel computes, with an addition to it.
TEST_P(ScheduleTest, ConvolutionPair) {
  for (int trial = 0; trial < 10; ++trial) {
    Shape s = pickShape();
    s.groups = s.co = s.ci = pick({9, 16, 24, 33, 48, 64, 72});
    int ci = pick({1, 3, 16, 20}), kernel = pick({1, 1, 1, 3});
    std::string x = image(s.n, ci, s.h, s.w), w = weight(s.ci, ci, kernel), b = vector(s.ci),
                m = image(s.n, s.ci, s.h, s.w), v = weight(s.ci, 1, s.kernel), y = image(s.n, s.co, s.oh, s.ow);
    check("halide.kernel @k(%x: " + x + ", %w: " + w + ", %b: " + b + ", %s: " + m + ", %v: " + v + ") -> " + y +
          " algorithm {\n%c = cnn.conv2d %x, %w, %b auto_pad = same_upper : (" + x + ", " + w + ", " + b + ") -> " + m +
          "\n%a = cnn.add %c, %s : (" + m + ", " + m + ") -> " + m + "\n%d = cnn.conv2d %a, %v " + s.attributes() +
          " : (" + m + ", " + v + ") -> " + y + "\n%r = cnn.relu %d : (" + y + ") -> " + y + "\nhalide.yield %r : " + y +
          "\n}");
  }
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

#ifndef CNNC_TEST_OPENCL
/// On matrix tiles, some convolutions with each algorithm.
class TileScheduleTest : public ScheduleTest {
protected:
  struct Convolution {
    std::string x, w, y, attributes;
    Shape shape;
    double tolerance;
  };
  template <typename Function> void forEachConvolution(Function visit) {
    for (auto [algorithm, tolerance] : {std::pair{"bf16", 2e-2}, {"bf16_x3", 2e-5}, {"bf16_x6", 2e-6}})
      for (int trial = 0; trial < 3; ++trial) {
        Shape s = pickShape();
        s.groups = 1;
        visit(Convolution{image(s.n, s.ci, s.h, s.w), weight(s.co, s.ci, s.kernel), image(s.n, s.co, s.oh, s.ow),
                          s.attributes() + " algorithm = " + algorithm, s, tolerance});
      }
  }
};

/// With a pooling behind.
TEST_P(TileScheduleTest, Convolution) {
  forEachConvolution([&](const Convolution &conv) {
    const auto &[x, w, y, attributes, s, tolerance] = conv;
    std::string b = vector(s.co), behind = "%p = cnn.relu %c : (" + y + ") -> " + y, p = y;
    if (s.oh >= 2 && s.ow >= 2) {
      p = image(s.n, s.co, s.oh / 2, s.ow / 2);
      behind = "%p = cnn.max_pool %c kernel = [2, 2] strides = [2, 2] : (" + y + ") -> " + p;
    }
    check("halide.kernel @k(%x: " + x + ", %w: " + w + ", %b: " + b + ") -> " + p +
              " algorithm {\n%c = cnn.conv2d %x, %w, %b " + attributes + " : (" + x + ", " + w + ", " + b + ") -> " +
              y + "\n" + behind + "\nhalide.yield %p : " + p + "\n}",
          tolerance);
  });
}

TEST_P(TileScheduleTest, InputGradient) {
  forEachConvolution([&](const Convolution &conv) {
    const auto &[x, w, y, attributes, s, tolerance] = conv;
    check("halide.kernel @k(%d: " + y + ", %w: " + w + ", %a: " + x + ") -> " + x +
              " algorithm {\n%c = cnn.conv2d_input_gradient %d, %w " + attributes + " : (" + y + ", " + w + ") -> " +
              x + "\n%g = cnn.add %c, %a : (" + x + ", " + x + ") -> " + x + "\nhalide.yield %g : " + x + "\n}",
          tolerance);
  });
}

TEST_P(TileScheduleTest, WeightGradient) {
  forEachConvolution([&](const Convolution &conv) {
    const auto &[_, w, y_, attributes, s, tolerance] = conv;
    // Of more images those of several pairs lie side by side.
    int n = pick({s.n, 24});
    std::string x = image(n, s.ci, s.h, s.w), y = image(n, s.co, s.oh, s.ow);
    check("halide.kernel @k(%x: " + x + ", %d: " + y + ") -> " + w +
              " algorithm {\n%c = cnn.conv2d_weight_gradient %x, %d " + attributes + " : (" + x + ", " + y + ") -> " + w + "\nhalide.yield %c : " + w + "\n}",
          tolerance);
  });
}

/// Of a large image, whose rows come in chunks that do not divide them.
TEST_P(TileScheduleTest, WeightGradientInChunks) {
  std::string x = image(3, 16, 56, 57), w = weight(40, 16, 3), y = image(3, 40, 56, 57);
  check("halide.kernel @k(%x: " + x + ", %d: " + y + ") -> " + w +
        " algorithm {\n%c = cnn.conv2d_weight_gradient %x, %d pads = [1, 1, 1, 1] algorithm = bf16_x3 : (" + x + ", " +
        y + ") -> " + w + "\nhalide.yield %c : " + w + "\n}");
}

/// From the words of one layer to those of the next, with a pooling between.
TEST_P(TileScheduleTest, SplitImages) {
  for (auto [algorithm, tolerance] : {std::pair{"bf16", 2e-2}, {"bf16_x3", 4e-5}, {"bf16_x6", 4e-6}}) {
    int n = pick({1, 3}), c = pick({24, 40}), size = pick({14, 17});
    auto split = [&, algorithm = algorithm](int size, int halo) {
      std::string h = std::to_string(halo), type = image(n, c, size, size);
      return type.substr(0, type.find(", #")) + ", #cnn.layout<[0, 1, 2, 3, 1], block = 32, algorithm = " + algorithm +
             ", halo = [" + h + ", " + h + ", " + h + ", " + h + "]>>";
    };
    std::string x = image(n, c, size, size), s = split(size, 1), y = image(n, c, size, size), w = weight(c, c, 3),
                p = image(n, c, size / 2, size / 2), q = split(size / 2, 0), v = weight(c, c, 1);
    std::string first = "%a = cnn.conv2d %x, %w pads = [1, 1, 1, 1] algorithm = " + std::string(algorithm) + " : (";
    std::string behind = "%b = cnn.max_pool %a kernel = [2, 2] strides = [2, 2] : (" + y + ") -> " + p + "\n";
    std::string second = "%c = cnn.conv2d %s, %v algorithm = " + std::string(algorithm) + " : (";
    // In one kernel, which does not split what it keeps, and in two.
    OwningOpRef<ModuleOp> whole = parseSourceString<ModuleOp>(
        "halide.kernel @k(%x: " + x + ", %w: " + w + ", %v: " + v + ") -> " + p + " algorithm {\n" + first + x + ", " +
            w + ") -> " + y + "\n" + behind + "%c = cnn.conv2d %b, %v : (" + p + ", " + v + ") -> " + p +
            "\nhalide.yield %c : " + p + "\n}",
        &context);
    OwningOpRef<ModuleOp> parts = parseSourceString<ModuleOp>(
        "halide.kernel @k(%x: " + x + ", %w: " + w + ") -> " + q + " algorithm {\n" + first + x + ", " + w + ") -> " +
            y + "\n" + behind + "%s = cnn.repack %b : (" + p + ") -> " + q + "\nhalide.yield %s : " + q +
            "\n}\nhalide.kernel @l(%s: " + q + ", %v: " + v + ") -> " + p + " algorithm {\n" + second + q + ", " + v +
            ") -> " + p + "\nhalide.yield %c : " + p + "\n}",
        &context);
    ASSERT_TRUE(whole && parts);
    whole->walk([](cnn::Conv2DOp conv) { conv.setAlgorithm(cnn::Algorithm::Direct); });
    auto direct = *whole->getOps<halide::KernelOp>().begin();
    auto plain = test::KernelRunner::create(direct, llvm::cantFail(Target::parse("host")));
    ASSERT_TRUE(succeeded(plain));
    std::vector<Halide::Buffer<>> inputs;
    for (Type type : direct.getFunctionType().getInputs())
      inputs.push_back(makeRandom(cast<RankedTensorType>(type)));
    std::vector<Halide::Buffer<>> found{inputs[0], inputs[1]};
    for (auto kernel : parts->getOps<halide::KernelOp>()) {
      scheduleKernel(kernel, target);
      auto runner = test::KernelRunner::create(kernel, target);
      ASSERT_TRUE(succeeded(runner));
      found = (*runner)->run(found);
      found.push_back(inputs[2]);
    }
    compare((*plain)->run(inputs).front(), found.front(), tolerance);
  }
}

/// What docs/precision.md says of them: an infinity's second part is no number, and denormals are zero.
TEST_P(TileScheduleTest, NumbersAtTheEdge) {
  std::string x = image(1, 32, 6, 7), w = weight(32, 32, 3), y = image(1, 32, 4, 5);
  for (auto [algorithm, isInfinite] : {std::pair{"bf16", true}, {"bf16_x3", false}}) {
    std::string text = "halide.kernel @k(%x: " + x + ", %w: " + w + ") -> " + y +
                       " algorithm {\n%c = cnn.conv2d %x, %w algorithm = " + algorithm + " : (" + x + ", " + w +
                       ") -> " + y + "\nhalide.yield %c : " + y + "\n}";
    OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(text, &context);
    ASSERT_TRUE(module);
    auto kernel = *module->getOps<halide::KernelOp>().begin();
    scheduleKernel(kernel, target);
    auto runner = test::KernelRunner::create(kernel, target);
    ASSERT_TRUE(succeeded(runner));
    auto imageType = cast<RankedTensorType>(kernel.getFunctionType().getInput(0));
    auto weightType = cast<RankedTensorType>(kernel.getFunctionType().getInput(1));
    auto resultType = cast<RankedTensorType>(kernel.getFunctionType().getResult(0));
    // Ones, and at (0, 0), which only the first result reads, the number.
    auto run = [&](float number) {
      Halide::Buffer<float> image(test::makeBuffer(imageType)), weight(test::makeBuffer(weightType));
      image.fill(1.0f);
      weight.fill(1.0f);
      Halide::Buffer<> whole(image);
      test::setElement(whole, imageType, {0, 5, 0, 0}, number);
      Halide::Buffer<> result = (*runner)->run({whole, Halide::Buffer<>(weight)}).front();
      EXPECT_EQ(test::getElement(result, resultType, {0, 3, 0, 1}), 288.0);
      EXPECT_EQ(test::getElement(result, resultType, {0, 3, 1, 0}), 288.0);
      return test::getElement(result, resultType, {0, 3, 0, 0});
    };
    const float infinity = std::numeric_limits<float>::infinity();
    EXPECT_EQ(run(1.0f), 288.0);
    EXPECT_TRUE(std::isnan(run(std::numeric_limits<float>::quiet_NaN())));
    EXPECT_TRUE(isInfinite ? run(infinity) == infinity : std::isnan(run(infinity)));
    EXPECT_EQ(run(1e-40f), 287.0);
  }
}

INSTANTIATE_TEST_SUITE_P(Tiles, TileScheduleTest, testing::Values("x86-64-v4+amx"));
#endif

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
