//===- ScheduleTest.h - A kernel with and without its schedule --*- C++ -*-===//

#ifndef CNNC_TEST_UNIT_KERNELS_SCHEDULETEST_H
#define CNNC_TEST_UNIT_KERNELS_SCHEDULETEST_H

#include "compiler/Schedules/Schedule.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "test/unit/support/TargetTest.h"
#include "llvm/ADT/TypeSwitch.h"
#include <random>

namespace cnnc::test {

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

inline std::string image(int n, int c, int h, int w) {
  return "tensor<" + std::to_string(n) + "x" + std::to_string(c) + "x" + std::to_string(h) + "x" + std::to_string(w) +
         "xf32, #cnn.layout<[0, 2, 3, 1]>>";
}
inline std::string weight(int o, int i, int k) {
  return "tensor<" + std::to_string(o) + "x" + std::to_string(i) + "x" + std::to_string(k) + "x" + std::to_string(k) +
         "xf32, #cnn.layout<[2, 3, 1, 0]>>";
}
inline std::string vector(int c) { return "tensor<" + std::to_string(c) + "xf32>"; }

class ScheduleTest : public TargetTest {
protected:
  ScheduleTest() { context.loadDialect<cnn::CNNDialect, halide::HalideDialect>(); }

  void SetUp() override {
    TargetTest::SetUp();
    engine.seed(getSeed(7));
  }

  /// Runs the kernel of `text` both ways on the same random inputs and compares every element; without a
  /// schedule its sums are direct.
  void check(const std::string &text, double tolerance = 2e-5) {
    SCOPED_TRACE(text);
    auto module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
    ASSERT_TRUE(module);
    mlir::OwningOpRef<mlir::ModuleOp> direct = module.get().clone();
    direct->walk([](mlir::Operation *op) {
      llvm::TypeSwitch<mlir::Operation *>(op)
          .Case<cnn::Conv2DOp, cnn::Conv2DInputGradientOp, cnn::Conv2DWeightGradientOp, cnn::DenseOp, cnn::MatMulOp>(
              [](auto sums) { sums.setAlgorithm(cnn::Algorithm::Direct); });
    });
    auto host = Target::parse("host");
    ASSERT_TRUE(static_cast<bool>(host));
    auto plain = KernelRunner::create(*direct->getOps<halide::KernelOp>().begin(), *host);
    ASSERT_TRUE(succeeded(plain));
    auto kernel = *module->getOps<halide::KernelOp>().begin();
    scheduleKernel(kernel, target);
    ASSERT_TRUE(succeeded(mlir::verify(*module)));
    auto scheduled = KernelRunner::create(kernel, target);
    ASSERT_TRUE(succeeded(scheduled));

    std::vector<Halide::Buffer<>> inputs;
    for (mlir::Type type : kernel.getFunctionType().getInputs())
      inputs.push_back(makeRandom(llvm::cast<mlir::RankedTensorType>(type)));
    auto expected = (*plain)->run(inputs), found = (*scheduled)->run(inputs);
    for (size_t i = 0; i < expected.size(); ++i)
      compare(expected[i], found[i], tolerance);
  }

  Halide::Buffer<> makeRandom(mlir::RankedTensorType type) {
    Halide::Buffer<> buffer = makeBuffer(type);
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

  /// A depthwise convolution of an image that the kernel computes, with an addition to it.
  std::string makeConvolutionPair(int inputs, int channels, const std::string &algorithm) {
    Shape s = pickShape();
    s.groups = s.co = s.ci = channels;
    std::string x = image(s.n, inputs, s.h, s.w), w = weight(channels, inputs, pick({1, 1, 1, 3})),
                b = vector(channels), m = image(s.n, channels, s.h, s.w), v = weight(channels, 1, s.kernel),
                y = image(s.n, channels, s.oh, s.ow);
    return "halide.kernel @k(%x: " + x + ", %w: " + w + ", %b: " + b + ", %s: " + m + ", %v: " + v + ") -> " + y +
           " algorithm {\n%c = cnn.conv2d %x, %w, %b auto_pad = same_upper algorithm = " + algorithm + " : (" + x +
           ", " + w + ", " + b + ") -> " + m + "\n%a = cnn.add %c, %s : (" + m + ", " + m + ") -> " + m +
           "\n%d = cnn.conv2d %a, %v " + s.attributes() + " : (" + m + ", " + v + ") -> " + y +
           "\n%r = cnn.relu %d : (" + y + ") -> " + y + "\nhalide.yield %r : " + y + "\n}";
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

  mlir::MLIRContext context;
  std::mt19937 engine;
};

} // namespace cnnc::test

#endif
