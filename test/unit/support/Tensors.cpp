//===- Tensors.cpp - Random tensors and their comparison ----------------===//

#include "Tensors.h"

#include "runtime/Random.h"

using cnnc::reference::Tensor;

namespace cnnc::test {

Tensor makeRandom(llvm::ArrayRef<int64_t> shape, uint64_t seed, double low, double high) {
  Tensor tensor(shape);
  for (int64_t i = 0; i < tensor.getNumElements(); ++i)
    tensor[i] = ::cnn::runtime::uniformValue(seed, i, low, high);
  return tensor;
}

Tensor makeRandomLabels(llvm::ArrayRef<int64_t> shape, uint64_t seed, int64_t count) {
  Tensor tensor(shape);
  for (int64_t i = 0; i < tensor.getNumElements(); ++i)
    tensor[i] = ::cnn::runtime::randomWords(seed, i)[0] % count;
  return tensor;
}

int64_t Dice::roll(int64_t low, int64_t high) {
  return low + ::cnn::runtime::randomWords(seed, rolled++)[0] % (high - low + 1);
}

double getRelativeError(const Tensor &found, const Tensor &expected) {
  if (found.getShape() != expected.getShape())
    return std::numeric_limits<double>::infinity();
  double error = 0.0, largest = 0.0;
  for (int64_t i = 0; i < expected.getNumElements(); ++i) {
    if (std::isnan(found[i]) && std::isnan(expected[i]))
      continue;
    double difference = std::abs(found[i] - expected[i]);
    if (!(difference <= std::numeric_limits<double>::max()))
      return std::numeric_limits<double>::infinity();
    error = std::max(error, difference);
    largest = std::max(largest, std::abs(expected[i]));
  }
  return largest == 0.0 ? error : error / largest;
}

testing::AssertionResult areClose(const Tensor &found, const Tensor &expected, double tolerance) {
  if (found.getShape() != expected.getShape())
    return testing::AssertionFailure() << "shapes differ: found " << testing::PrintToString(found.getShape().vec())
                                       << ", expected " << testing::PrintToString(expected.getShape().vec());
  double error = getRelativeError(found, expected);
  if (error <= tolerance)
    return testing::AssertionSuccess();
  int64_t worst = 0;
  for (int64_t i = 0; i < expected.getNumElements(); ++i)
    if (std::isnan(found[i]) != std::isnan(expected[i]) ||
        std::abs(found[i] - expected[i]) > std::abs(found[worst] - expected[worst]))
      worst = i;
  return testing::AssertionFailure() << "relative error " << error << " > " << tolerance << "; element " << worst
                                     << " is " << found[worst] << ", expected " << expected[worst];
}

} // namespace cnnc::test
