//===- TileStageTest.cpp - Sums on matrix tiles -------------------------===//
//
// What the kernels compute is judged as a stage of a Halide pipeline; what instructions they are made of, in their
// assembly.
//
//===----------------------------------------------------------------------===//

#include "compiler/Codegen/ObjectEmitter.h"
#include "compiler/Kernels/Definitions/FloatParts.h"
#include "compiler/Tiles/ConvolutionTiles.h"
#include "compiler/Tiles/TileStage.h"
#include "compiler/Tiles/WeightGradientTiles.h"
#include "runtime/embedded/Processor.h"
#include "test/unit/support/Tensors.h"
#include "test/unit/support/TileStageCompiler.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::test;

namespace {

/// A convolution without padding.
struct Convolution {
  int images, inputs, outputs, rows, columns, kernelY, kernelX, stride, dilation;

  explicit Convolution(Dice &dice) {
    auto roll = [&](int low, int high) { return static_cast<int>(dice.roll(low, high)); };
    images = roll(1, 2), inputs = roll(1, 70), outputs = 32 * roll(1, 2);
    rows = roll(1, 5), columns = roll(1, 33);
    kernelY = roll(1, 3), kernelX = roll(1, 3), stride = roll(1, 2), dilation = roll(1, 2);
  }
  int height() const { return (rows - 1) * stride + (kernelY - 1) * dilation + 1; }
  int width() const { return (columns - 1) * stride + (kernelX - 1) * dilation + 1; }
  int blocks() const { return (inputs + 31) / 32; }

  ConvolutionTiles getTiles(int parts) const {
    using enum cnnc::cnn::Algorithm;
    auto algorithm = parts == 1 ? BF16 : parts == 2 ? BF16x3 : BF16x6;
    auto getAxis = [&](int64_t taps) -> ConvolutionTilesAxis { return {taps, stride, dilation, 0, 0, 1}; };
    return {algorithm, inputs, getAxis(kernelY), getAxis(kernelX), rows, columns};
  }
};

/// Numbers of 24 bits.
Halide::Buffer<float> makeRandom(Dice &dice, const std::vector<int> &extents) {
  Halide::Buffer<float> buffer(extents);
  buffer.for_each_value(
      [&](float &value) { value = static_cast<float>(dice.roll(-(1 << 23), 1 << 23)) / (1 << 23); });
  return buffer;
}

/// The largest difference from float64, over the largest element.
double getError(const Halide::Buffer<float> &result, const Halide::Buffer<float> &image,
                const Halide::Buffer<float> &weight, const Convolution &conv) {
  double difference = 0, largest = 0;
  result.for_each_element([&](const int *at) {
    int x = at[0], y = at[1], output = at[2], n = at[3];
    double sum = 0;
    for (int c = 0; c < conv.inputs; ++c)
      for (int r = 0; r < conv.kernelY; ++r)
        for (int s = 0; s < conv.kernelX; ++s)
          sum += double(image(x * conv.stride + s * conv.dilation, y * conv.stride + r * conv.dilation, c, n)) *
                 double(weight(s, r, c, output));
    largest = std::max(largest, std::abs(sum));
    difference = std::max(difference, std::abs(sum - double(result(at))));
  });
  return difference / largest;
}

using TileStageTest = testing::TestWithParam<int>;

} // namespace

TEST_P(TileStageTest, SumsConvolutions) {
  if (!::cnn::runtime::embedded::processorRuns("x86-64-v4+amx"))
    GTEST_SKIP() << "this processor has neither matrix tiles nor AVX-512, by which they are imitated";
  Dice dice(20 + GetParam());
  const int parts = GetParam();
  static const double bounds[] = {2e-2, 2e-5, 2e-6};
  for (int trial = 0; trial < 4; ++trial) {
    Convolution conv(dice);
    Halide::Buffer<float> image = makeRandom(dice, {conv.width(), conv.height(), conv.inputs, conv.images});
    Halide::Buffer<float> weight = makeRandom(dice, {conv.kernelX, conv.kernelY, conv.inputs, conv.outputs});
    std::vector<std::unique_ptr<TileKernel>> kernels;
    kernels.push_back(std::make_unique<ConvolutionTiles>(conv.getTiles(parts)));

    Halide::Var word, x, y, block, n, k, c;
    Halide::Func split("split"), packed("packed"), sums("sums"), result("result");
    split(word, x, y, block, n) =
        packChannels(word, block, parts, conv.inputs, [&](Halide::Expr c) { return image(x, y, c, n); });
    packed(k, c, x, y, block) =
        packChannels(c % (16 * parts), c / (16 * parts), parts, conv.inputs,
                     [&](Halide::Expr c) { return weight(x, y, c, block * 32 + k); });
    Halide::Buffer<float> weights =
        packed.realize({32, conv.blocks() * 16 * parts, conv.kernelX, conv.kernelY, conv.outputs / 32});
    sums.define_extern(kernels.front()->getSymbol(), {split, weights}, Halide::Float(32), 5);
    result(x, y, k, n) = sums(k % 32, x, y, k / 32, n);
    Halide::Var rows, row;
    result.split(y, rows, row, 2, Halide::TailStrategy::GuardWithIf).reorder(x, k, row, rows, n);
    split.compute_at(result, n);
    sums.compute_at(result, rows);

    Halide::Pipeline pipeline(result);
    TileStageCompiler stages;
    pipeline.set_jit_externs(stages.compile(kernels));
    Halide::Buffer<float> found = pipeline.realize({conv.columns, conv.rows, conv.outputs, conv.images});
    EXPECT_LE(getError(found, image, weight, conv), bounds[parts - 1]);
  }
}

/// Every step is as many multiplications as it must be, nothing is spilled, and the tiles are configured once.
static void checkInstructions(const TileKernel &kernel, int parts, size_t sumLoads) {
  MLIRContext context;
  auto stage = writeTileStage(&context, kernel);
  ASSERT_TRUE(succeeded(stage));
  llvm::LLVMContext llvmContext;
  auto code = translateToLLVMIR(std::move(*stage), llvmContext, llvm::cantFail(Target::parse("x86-64-v4+amx")));
  ASSERT_TRUE(code);
  SmallString<0> assembly;
  llvm::raw_svector_ostream stream(assembly);
  ASSERT_FALSE(emitMachineCode(*code, MachineCode::Assembly, stream));
  static const size_t multiplications[] = {4, 12, 24}, loads[] = {4, 8, 16};
  EXPECT_EQ(assembly.str().count("tdpbf16ps"), multiplications[parts - 1]);
  EXPECT_EQ(assembly.str().count("tileloadd"), loads[parts - 1] + sumLoads);
  EXPECT_EQ(assembly.str().count("tilestored"), 4u);
  EXPECT_EQ(assembly.str().count("ldtilecfg"), 1u);
  EXPECT_EQ(assembly.str().count("tilerelease"), 1u);
}

TEST_P(TileStageTest, UsesTiles) {
  Dice dice(19);
  Convolution conv(dice);
  conv.kernelY = conv.kernelX = 3;
  checkInstructions(conv.getTiles(GetParam()), GetParam(), 0);
  WeightGradientTiles gradient{};
  gradient.parts = GetParam();
  gradient.groups = 2, gradient.rows = 9, gradient.tapColumns = 3, gradient.pixels = 14, gradient.tiles = 2;
  gradient.chunkRows = 5, gradient.phaseColumns = 30, gradient.imageRows = 11;
  gradient.strideY = gradient.strideX = gradient.dilationY = gradient.dilationX = 1;
  checkInstructions(gradient, GetParam(), 4);
}

INSTANTIATE_TEST_SUITE_P(Parts, TileStageTest, testing::Values(1, 2, 3));
