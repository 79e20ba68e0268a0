//===- Kernels.h - Small kernels with something to choose ---------------===//

#ifndef CNNC_TEST_UNIT_TUNING_KERNELS_H
#define CNNC_TEST_UNIT_TUNING_KERNELS_H

#include "compiler/Tuning/LoadedModel.h"
#include "dialects/Halide/HalideDialect.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

namespace cnnc::test {

inline constexpr llvm::StringLiteral convolution = R"(
halide.kernel @k(%x: tensor<4x16x14x14xf32, #cnn.layout<[0, 2, 3, 1]>>,
                 %w: tensor<32x16x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>, %b: tensor<32xf32>)
    -> tensor<4x32x14x14xf32, #cnn.layout<[0, 2, 3, 1]>> algorithm {
  %c = cnn.conv2d %x, %w, %b pads = [1, 1, 1, 1]
      : (tensor<4x16x14x14xf32, #cnn.layout<[0, 2, 3, 1]>>, tensor<32x16x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>,
         tensor<32xf32>) -> tensor<4x32x14x14xf32, #cnn.layout<[0, 2, 3, 1]>>
  halide.yield %c : tensor<4x32x14x14xf32, #cnn.layout<[0, 2, 3, 1]>>
})";

/// Several blocks of channels, and a residual.
inline constexpr llvm::StringLiteral wide = R"(
halide.kernel @k(%x: tensor<2x32x7x7xf32, #cnn.layout<[0, 2, 3, 1]>>,
                 %w: tensor<256x32x1x1xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 32>>,
                 %r: tensor<2x256x7x7xf32, #cnn.layout<[0, 2, 3, 1]>>)
    -> tensor<2x256x7x7xf32, #cnn.layout<[0, 2, 3, 1]>> algorithm {
  %c = cnn.conv2d %x, %w
      : (tensor<2x32x7x7xf32, #cnn.layout<[0, 2, 3, 1]>>,
         tensor<256x32x1x1xf32, #cnn.layout<[0, 2, 3, 1, 0], block = 32>>)
      -> tensor<2x256x7x7xf32, #cnn.layout<[0, 2, 3, 1]>>
  %s = cnn.add %c, %r
      : (tensor<2x256x7x7xf32, #cnn.layout<[0, 2, 3, 1]>>, tensor<2x256x7x7xf32, #cnn.layout<[0, 2, 3, 1]>>)
      -> tensor<2x256x7x7xf32, #cnn.layout<[0, 2, 3, 1]>>
  halide.yield %s : tensor<2x256x7x7xf32, #cnn.layout<[0, 2, 3, 1]>>
})";

inline constexpr llvm::StringLiteral pooled = R"(
halide.kernel @k(%x: tensor<3x16x12x12xf32, #cnn.layout<[0, 2, 3, 1]>>,
                 %w: tensor<40x16x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>, %b: tensor<40xf32>)
    -> tensor<3x40x6x6xf32, #cnn.layout<[0, 2, 3, 1]>> algorithm {
  %c = cnn.conv2d %x, %w, %b pads = [1, 1, 1, 1]
      : (tensor<3x16x12x12xf32, #cnn.layout<[0, 2, 3, 1]>>, tensor<40x16x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>,
         tensor<40xf32>) -> tensor<3x40x12x12xf32, #cnn.layout<[0, 2, 3, 1]>>
  %p = cnn.max_pool %c kernel = [2, 2] strides = [2, 2]
      : (tensor<3x40x12x12xf32, #cnn.layout<[0, 2, 3, 1]>>) -> tensor<3x40x6x6xf32, #cnn.layout<[0, 2, 3, 1]>>
  halide.yield %p : tensor<3x40x6x6xf32, #cnn.layout<[0, 2, 3, 1]>>
})";

/// A convolution by `algorithm`, which is not direct.
inline std::string getWinograd(llvm::StringRef algorithm) {
  return (R"(
halide.kernel @k(%x: tensor<4x16x16x16xf32, #cnn.layout<[0, 2, 3, 1]>>,
                 %w: tensor<32x16x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>, %b: tensor<32xf32>)
    -> tensor<4x32x16x16xf32, #cnn.layout<[0, 2, 3, 1]>> algorithm {
  %c = cnn.conv2d %x, %w, %b pads = [1, 1, 1, 1] algorithm = )" +
          algorithm + R"(
      : (tensor<4x16x16x16xf32, #cnn.layout<[0, 2, 3, 1]>>, tensor<32x16x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>,
         tensor<32xf32>) -> tensor<4x32x16x16xf32, #cnn.layout<[0, 2, 3, 1]>>
  halide.yield %c : tensor<4x32x16x16xf32, #cnn.layout<[0, 2, 3, 1]>>
})")
      .str();
}

/// The weight gradient, by `algorithm`.
inline std::string getWeightGradient(llvm::StringRef algorithm) {
  return (R"(
halide.kernel @k(%x: tensor<4x16x8x8xf32, #cnn.layout<[0, 2, 3, 1]>>,
                 %d: tensor<4x32x8x8xf32, #cnn.layout<[0, 2, 3, 1]>>)
    -> tensor<32x16x3x3xf32, #cnn.layout<[2, 3, 1, 0]>> algorithm {
  %c = cnn.conv2d_weight_gradient %x, %d pads = [1, 1, 1, 1] algorithm = )" +
          algorithm + R"(
      : (tensor<4x16x8x8xf32, #cnn.layout<[0, 2, 3, 1]>>, tensor<4x32x8x8xf32, #cnn.layout<[0, 2, 3, 1]>>)
      -> tensor<32x16x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>
  halide.yield %c : tensor<32x16x3x3xf32, #cnn.layout<[2, 3, 1, 0]>>
})")
      .str();
}

inline constexpr llvm::StringLiteral dense = R"(
halide.kernel @k(%x: tensor<20x64xf32>, %w: tensor<80x64xf32, #cnn.layout<[1, 0]>>, %b: tensor<80xf32>)
    -> tensor<20x80xf32> algorithm {
  %d = cnn.dense %x, %w, %b : (tensor<20x64xf32>, tensor<80x64xf32, #cnn.layout<[1, 0]>>, tensor<80xf32>)
      -> tensor<20x80xf32>
  halide.yield %d : tensor<20x80xf32>
})";

inline constexpr llvm::StringLiteral elementwise = R"(
halide.kernel @k(%x: tensor<33x1000xf32>) -> tensor<33x1000xf32> algorithm {
  %r = cnn.relu %x : (tensor<33x1000xf32>) -> tensor<33x1000xf32>
  halide.yield %r : tensor<33x1000xf32>
})";

/// A test with a context and the machine's own target.
class TuningTest : public testing::Test {
protected:
  TuningTest() { context.loadDialect<cnn::CNNDialect, halide::HalideDialect>(); }

  void SetUp() override {
    auto host = Target::parse("host");
    ASSERT_TRUE(static_cast<bool>(host));
    settings = {*host, 1, CNNC_EMBEDDED};
  }

  halide::KernelOp parse(llvm::StringRef text) {
    module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
    EXPECT_TRUE(module);
    return *module->getOps<halide::KernelOp>().begin();
  }

  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  RunSettings settings;
};

} // namespace cnnc::test

#endif
