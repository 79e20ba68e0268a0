//===- TileScheduleTest.cpp - Schedules of sums on matrix tiles -----------===//

#include "test/unit/Kernels/ScheduleTest.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::test;

namespace {

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
        s.ci = pick({s.ci, s.ci, 32, 64});
        visit(Convolution{image(s.n, s.ci, s.h, s.w), weight(s.co, s.ci, s.kernel), image(s.n, s.co, s.oh, s.ow),
                          s.attributes() + " algorithm = " + algorithm, s, tolerance});
      }
  }

  struct Window {
    int channels, height, width, kernelY, kernelX;
    std::string attributes;
    int rows, columns;
  };
  std::string makeFewChannels(const Window &window, int n, int outputs, StringRef algorithm) {
    auto makeType = [](std::initializer_list<int> extents, StringRef layout) {
      std::string type = "tensor<";
      for (int extent : extents)
        type += std::to_string(extent) + "x";
      return type + "f32" + layout.str() + ">";
    };
    std::string x = makeType({n, window.channels, window.height, window.width}, ""),
                w = makeType({outputs, window.channels, window.kernelY, window.kernelX}, ", #cnn.layout<[2, 3, 1, 0]>"),
                y = image(n, outputs, window.rows, window.columns);
    return "halide.kernel @k(%x: " + x + ", %w: " + w + ") -> " + y + " algorithm {\n%c = cnn.conv2d %x, %w " +
           window.attributes + " algorithm = " + algorithm.str() + " : (" + x + ", " + w + ") -> " + y +
           "\nhalide.yield %c : " + y + "\n}";
  }
};

} // namespace

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

/// With a depthwise layer behind, in groups of channels and pieces of rows and without; of small images, whose rows are
/// one, too.
TEST_P(TileScheduleTest, ConvolutionPair) {
  for (auto [algorithm, tolerance] : {std::pair{"bf16", 2e-2}, {"bf16_x3", 2e-5}, {"bf16_x6", 2e-6}})
    for (int trial = 0; trial < 4; ++trial)
      check(makeConvolutionPair(pick({3, 16, 20, 64}), pick({9, 24, 32, 72, 96, 192}), algorithm), tolerance);
}

/// Of a small image, whose rows are one and whose output channels threads share, in groups that do not divide them.
TEST_P(TileScheduleTest, SmallImage) {
  std::string x = image(1, 32, 7, 7), w = weight(288, 32, 3), y = image(1, 288, 7, 7);
  check("halide.kernel @k(%x: " + x + ", %w: " + w + ") -> " + y +
        " algorithm {\n%c = cnn.conv2d %x, %w pads = [1, 1, 1, 1] algorithm = bf16_x3 : (" + x + ", " + w + ") -> " +
        y + "\nhalide.yield %c : " + y + "\n}");
}

/// Few channels, whose taps are joined: the last step of a window is not full, and reads on into other windows.
TEST_P(TileScheduleTest, FewChannels) {
  for (const Window &window : {Window{1, 28, 28, 7, 7, "pads = [3, 3, 3, 3]", 28, 28},
                               {3, 61, 63, 7, 7, "strides = [2, 2] pads = [3, 3, 3, 3]", 31, 32},
                               {3, 19, 40, 3, 3, "", 17, 38},
                               {5, 21, 17, 3, 5, "strides = [1, 3] pads = [2, 0, 1, 4] dilations = [2, 1]", 20, 6}})
    for (auto [algorithm, tolerance] : {std::pair{"bf16", 2e-2}, {"bf16_x3", 2e-5}, {"bf16_x6", 2e-6}})
      check(makeFewChannels(window, pick({1, 3}), pick({40, 64}), algorithm), tolerance);
}

/// Groups of output channels read one split image, whose rows threads share.
TEST_P(TileScheduleTest, FewChannelsInGroups) {
  check(makeFewChannels({7, 40, 60, 11, 11, "pads = [5, 5, 5, 5]", 40, 60}, 1, 320, "bf16_x3"));
}

TEST_P(TileScheduleTest, InputGradient) {
  forEachConvolution([&](const Convolution &conv) {
    auto [x, w, y, attributes, s, tolerance] = conv;
    // Where output channels are not innermost, the weight's words are not transposed.
    if (pick({0, 1}))
      w = w.substr(0, w.find(", #cnn.layout")) + ">";
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
              " algorithm {\n%c = cnn.conv2d_weight_gradient %x, %d " + attributes + " : (" + x + ", " + y + ") -> " +
              w + "\nhalide.yield %c : " + w + "\n}",
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

/// A tap that meets every second row and every third column, which alone are split; some lie in the padding.
TEST_P(TileScheduleTest, WeightGradientOfOneTap) {
  std::string x = image(5, 40, 13, 17), w = weight(70, 40, 1), y = image(5, 70, 7, 6);
  check("halide.kernel @k(%x: " + x + ", %d: " + y + ") -> " + w +
        " algorithm {\n%c = cnn.conv2d_weight_gradient %x, %d strides = [2, 3] pads = [1, 0, 0, 1]"
        " algorithm = bf16_x3 : (" +
        x + ", " + y + ") -> " + w + "\nhalide.yield %c : " + w + "\n}");
}

/// From the words of one layer to those of the next, with a pooling between and an addition that reads them too.
TEST_P(TileScheduleTest, SplitImages) {
  for (auto [algorithm, tolerance] : {std::pair{"bf16", 2e-2}, {"bf16_x3", 4e-5}, {"bf16_x6", 4e-6}}) {
    int n = pick({1, 3}), c = pick({24, 40}), size = pick({14, 17}), kernel = pick({1, 3});
    auto split = [&, algorithm = algorithm](int size) {
      std::string h = std::to_string(kernel / 2), type = image(n, c, size, size);
      return type.substr(0, type.find(", #")) + ", #cnn.layout<[0, 1, 2, 3, 1], block = 32, algorithm = " + algorithm +
             ", halo = [" + h + ", " + h + ", " + h + ", " + h + "]>>";
    };
    std::string x = image(n, c, size, size), y = image(n, c, size, size), w = weight(c, c, 3),
                p = image(n, c, size / 2, size / 2), q = split(size / 2), v = weight(c, c, kernel),
                same = "auto_pad = same_upper";
    std::string first = "%a = cnn.conv2d %x, %w pads = [1, 1, 1, 1] algorithm = " + std::string(algorithm) + " : (";
    std::string behind = "%b = cnn.max_pool %a kernel = [2, 2] strides = [2, 2] : (" + y + ") -> " + p + "\n";
    std::string second = "%c = cnn.conv2d %s, %v " + same + " algorithm = " + std::string(algorithm) + " : (";
    // In one kernel, which does not split what it keeps, and in two.
    OwningOpRef<ModuleOp> whole = parseSourceString<ModuleOp>(
        "halide.kernel @k(%x: " + x + ", %w: " + w + ", %v: " + v + ") -> " + p + " algorithm {\n" + first + x + ", " +
            w + ") -> " + y + "\n" + behind + "%c = cnn.conv2d %b, %v " + same + " : (" + p + ", " + v + ") -> " + p +
            "\n%d = cnn.add %c, %b : (" + p + ", " + p + ") -> " + p + "\nhalide.yield %d : " + p + "\n}",
        &context);
    OwningOpRef<ModuleOp> parts = parseSourceString<ModuleOp>(
        "halide.kernel @k(%x: " + x + ", %w: " + w + ") -> " + q + " algorithm {\n" + first + x + ", " + w + ") -> " +
            y + "\n" + behind + "%s = cnn.repack %b : (" + p + ") -> " + q + "\nhalide.yield %s : " + q +
            "\n}\nhalide.kernel @l(%s: " + q + ", %v: " + v + ") -> " + p + " algorithm {\n" + second + q + ", " + v +
            ") -> " + p + "\n%f = cnn.repack %s : (" + q + ") -> " + p + "\n%d = cnn.add %c, %f : (" + p + ", " + p +
            ") -> " + p + "\nhalide.yield %d : " + p + "\n}",
        &context);
    ASSERT_TRUE(whole && parts);
    whole->walk([](cnn::Conv2DOp conv) { conv.setAlgorithm(cnn::Algorithm::Direct); });
    auto direct = *whole->getOps<halide::KernelOp>().begin();
    auto plain = KernelRunner::create(direct, llvm::cantFail(Target::parse("host")));
    ASSERT_TRUE(succeeded(plain));
    std::vector<Halide::Buffer<>> inputs;
    for (Type type : direct.getFunctionType().getInputs())
      inputs.push_back(makeRandom(cast<RankedTensorType>(type)));
    std::vector<Halide::Buffer<>> found{inputs[0], inputs[1]};
    for (auto kernel : parts->getOps<halide::KernelOp>()) {
      scheduleKernel(kernel, target);
      auto runner = KernelRunner::create(kernel, target);
      ASSERT_TRUE(succeeded(runner));
      found = (*runner)->run(found);
      found.push_back(inputs[2]);
    }
    compare((*plain)->run(inputs).front(), found.front(), tolerance);
  }
}

/// A dense layer and the products of its gradients, whose result may lie in either order.
TEST_P(TileScheduleTest, Products) {
  for (auto [algorithm, tolerance] : {std::pair{"bf16", 2e-2}, {"bf16_x3", 2e-5}, {"bf16_x6", 2e-6}})
    for (int trial = 0; trial < 2; ++trial) {
      int n = pick({1, 5, 24, 64}), c = pick({8, 33, 64, 70}), k = pick({10, 32, 64, 72});
      auto matrix = [&](int rows, int columns, bool turned) {
        std::string layout = turned ? ", #cnn.layout<[1, 0]>>" : ">";
        return "tensor<" + std::to_string(rows) + "x" + std::to_string(columns) + "xf32" + layout;
      };
      bool turned = pick({0, 1}) == 1;
      std::string x = matrix(n, c, false), w = matrix(k, c, turned), b = vector(k), y = matrix(n, k, false),
                  by = std::string(" algorithm = ") + algorithm;
      check("halide.kernel @k(%x: " + x + ", %w: " + w + ", %b: " + b + ") -> " + y +
                " algorithm {\n%d = cnn.dense %x, %w, %b" + by + " : (" + x + ", " + w + ", " + b + ") -> " + y +
                "\n%r = cnn.relu %d : (" + y + ") -> " + y + "\nhalide.yield %r : " + y + "\n}",
            tolerance);
      check("halide.kernel @k(%d: " + y + ", %w: " + w + ") -> " + x + " algorithm {\n%g = cnn.matmul %d, %w" + by +
                " : (" + y + ", " + w + ") -> " + x + "\nhalide.yield %g : " + x + "\n}",
            tolerance);
      check("halide.kernel @k(%d: " + y + ", %x: " + x + ") -> " + w +
                " algorithm {\n%g = cnn.matmul %d, %x transpose_a" + by + " : (" + y + ", " + x + ") -> " + w +
                "\nhalide.yield %g : " + w + "\n}",
            tolerance);
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
    auto runner = KernelRunner::create(kernel, target);
    ASSERT_TRUE(succeeded(runner));
    auto imageType = cast<RankedTensorType>(kernel.getFunctionType().getInput(0));
    auto weightType = cast<RankedTensorType>(kernel.getFunctionType().getInput(1));
    auto resultType = cast<RankedTensorType>(kernel.getFunctionType().getResult(0));
    // Ones, and at (0, 0), which only the first result reads, the number.
    auto run = [&](float number) {
      Halide::Buffer<float> image(makeBuffer(imageType)), weight(makeBuffer(weightType));
      image.fill(1.0f);
      weight.fill(1.0f);
      Halide::Buffer<> whole(image);
      setElement(whole, imageType, {0, 5, 0, 0}, number);
      Halide::Buffer<> result = (*runner)->run({whole, Halide::Buffer<>(weight)}).front();
      EXPECT_EQ(getElement(result, resultType, {0, 3, 0, 1}), 288.0);
      EXPECT_EQ(getElement(result, resultType, {0, 3, 1, 0}), 288.0);
      return getElement(result, resultType, {0, 3, 0, 0});
    };
    const float infinity = std::numeric_limits<float>::infinity();
    EXPECT_EQ(run(1.0f), 288.0);
    EXPECT_TRUE(std::isnan(run(std::numeric_limits<float>::quiet_NaN())));
    EXPECT_TRUE(isInfinite ? run(infinity) == infinity : std::isnan(run(infinity)));
    EXPECT_EQ(run(1e-40f), 287.0);
    EXPECT_FALSE(std::isnan(run(5e33f)));
    EXPECT_EQ(std::isnan(run(6e33f)), !isInfinite);
  }
}

INSTANTIATE_TEST_SUITE_P(Tiles, TileScheduleTest, testing::Values("x86-64-v4+amx"));
