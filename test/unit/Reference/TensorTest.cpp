//===- TensorTest.cpp - Values, attributes and initialisers -------------===//

#include "Support.h"

#include "dialects/CNN/CNNOps.h"
#include "mlir/AsmParser/AsmParser.h"
#include "runtime/Random.h"

using namespace mlir;
using namespace cnnc::test;
namespace reference = cnnc::reference;

namespace {
class TensorTest : public testing::Test {
protected:
  TensorTest() { context.loadDialect<cnnc::cnn::CNNDialect>(); }

  /// The values that a parameter of `type` begins with.
  Tensor initialize(StringRef initializer, StringRef type) {
    auto values = reference::getInitialValues(parseAttribute(initializer, &context),
                                              cast<RankedTensorType>(parseType(type, &context)));
    EXPECT_TRUE(succeeded(values)) << initializer.str();
    return succeeded(values) ? *values : Tensor();
  }
  static double getMean(const Tensor &tensor) {
    return std::accumulate(tensor.getValues().begin(), tensor.getValues().end(), 0.0) / tensor.getNumElements();
  }
  static double getVariance(const Tensor &tensor) {
    double mean = getMean(tensor), sum = 0.0;
    for (double value : tensor.getValues())
      sum += (value - mean) * (value - mean);
    return sum / tensor.getNumElements();
  }
  static double getLargest(const Tensor &tensor) {
    double largest = 0.0;
    for (double value : tensor.getValues())
      largest = std::max(largest, std::abs(value));
    return largest;
  }

  MLIRContext context;
};
} // namespace

TEST_F(TensorTest, RoundsToFloat) {
  Tensor tensor({2}, {0.1, 0.5});
  tensor.roundToFloat();
  EXPECT_THAT(tensor.getValues(), ElementsAre(static_cast<double>(0.1f), 0.5));
}

TEST_F(TensorTest, VisitsIndicesInRowMajorOrder) {
  std::vector<std::vector<int64_t>> visited;
  reference::forEachIndex({2, 1, 2}, [&](ArrayRef<int64_t> at) { visited.push_back(at.vec()); });
  EXPECT_THAT(visited, ElementsAre(ElementsAre(0, 0, 0), ElementsAre(0, 0, 1), ElementsAre(1, 0, 0),
                                   ElementsAre(1, 0, 1)));
}

TEST_F(TensorTest, ReadsAttributesOfEveryKind) {
  EXPECT_THAT(initialize("dense<[[1.0, 2.5]]> : tensor<1x2xf32>", "tensor<1x2xf32>").getValues(),
              ElementsAre(1, 2.5));
  EXPECT_THAT(initialize("dense<3.0> : tensor<3xf32>", "tensor<3xf32>").getValues(), ElementsAre(3, 3, 3));
  EXPECT_THAT(initialize("dense<[-1, 7]> : tensor<2xi32>", "tensor<2xi32>").getValues(), ElementsAre(-1, 7));
  EXPECT_THAT(initialize("dense<[200, 7]> : tensor<2xui8>", "tensor<2xui8>").getValues(), ElementsAre(200, 7));
}

TEST_F(TensorTest, ReadsResources) {
  auto type = cast<RankedTensorType>(parseType("tensor<3xf32>", &context));
  auto attribute = DenseF32ResourceElementsAttr::get(
      type, "values", HeapAsmResourceBlob::allocateAndCopyInferAlign(ArrayRef<float>{1.0f, 2.0f, 0.5f}));
  auto tensor = reference::getTensor(cast<ElementsAttr>(attribute));
  ASSERT_TRUE(succeeded(tensor));
  EXPECT_THAT(tensor->getValues(), ElementsAre(1, 2, 0.5));
}

TEST_F(TensorTest, BecomesAnAttributeAgain) {
  auto type = cast<RankedTensorType>(parseType("tensor<2x2xf32>", &context));
  Tensor tensor = makeRandom({2, 2}, 1);
  auto again = reference::getTensor(reference::getElements(tensor, type));
  ASSERT_TRUE(succeeded(again));
  EXPECT_TRUE(areClose(*again, tensor, 0.0));
  auto codes = cast<RankedTensorType>(parseType("tensor<2xi8>", &context));
  auto bytes = reference::getTensor(reference::getElements(Tensor({2}, {255, 1}), codes));
  ASSERT_TRUE(succeeded(bytes));
  EXPECT_THAT(bytes->getValues(), ElementsAre(255, 1));
}

TEST_F(TensorTest, DrawsAsTheRuntimeDoes) {
  Tensor uniform = initialize("#cnn.uniform<low = -0.5, high = 2.0, seed = 9>", "tensor<4x5xf32>");
  Tensor normal = initialize("#cnn.normal<mean = 1.0, stddev = 0.5, seed = 9>", "tensor<4x5xf32>");
  for (int64_t i = 0; i < 20; ++i) {
    EXPECT_EQ(uniform[i], ::cnn::runtime::uniformValue(9, i, -0.5f, 2.0f));
    EXPECT_EQ(normal[i], ::cnn::runtime::normalValue(9, i, 1.0, 0.5));
  }
  EXPECT_THAT(initialize("#cnn.constant<0.1>", "tensor<1xf32>").getValues(),
              ElementsAre(static_cast<double>(0.1f)));
}

/// A weight of 20 inputs, 50 outputs and 5x5 kernels: fan_in = 500, fan_out = 1250.
TEST_F(TensorTest, FanInitializersHaveTheirVariance) {
  StringRef type = "tensor<50x20x5x5xf32>";
  Tensor xavierUniform = initialize("#cnn.xavier_uniform<seed = 1>", type);
  Tensor xavierNormal = initialize("#cnn.xavier_normal<seed = 1>", type);
  Tensor heUniform = initialize("#cnn.he_uniform<seed = 1>", type);
  Tensor heNormal = initialize("#cnn.he_normal<seed = 1>", type);
  // 25,000 values: the variance is known to about 1 %, the mean to 1/158 of the deviation.
  EXPECT_NEAR(getVariance(xavierUniform) / (2.0 / 1750.0), 1.0, 0.04);
  EXPECT_NEAR(getVariance(xavierNormal) / (2.0 / 1750.0), 1.0, 0.04);
  EXPECT_NEAR(getVariance(heUniform) / (2.0 / 500.0), 1.0, 0.04);
  EXPECT_NEAR(getVariance(heNormal) / (2.0 / 500.0), 1.0, 0.04);
  EXPECT_NEAR(getMean(heNormal), 0.0, 4.0 / 158.0 * std::sqrt(2.0 / 500.0));
  EXPECT_LE(getLargest(xavierUniform), std::sqrt(6.0 / 1750.0));
  EXPECT_LE(getLargest(heUniform), std::sqrt(6.0 / 500.0));
  EXPECT_GT(getLargest(heNormal), std::sqrt(6.0 / 500.0));
}
