//===- NormalizationOps.cpp - The meaning of batch norm and dropout -----===//

#include "compiler/Reference/Operations.h"
#include "runtime/Random.h"

using namespace mlir;
using namespace cnnc::cnn;

namespace cnnc::reference {

Results evaluate(BatchNormOp op, Operands operands) {
  const Tensor &x = operands[0], &scale = operands[1], &offset = operands[2], &mean = operands[3],
               &variance = operands[4];
  double epsilon = op.getEpsilon().convertToDouble();
  Tensor y(op.getOutput());
  forEachIndex(x.getShape(), [&](ArrayRef<int64_t> at) {
    int64_t c = at[1];
    y.at(at) = (x.at(at) - mean[c]) / std::sqrt(variance[c] + epsilon) * scale[c] + offset[c];
  });
  return results(std::move(y));
}

Results evaluate(BatchNormTrainingOp op, Operands operands) {
  const Tensor &x = operands[0], &scale = operands[1], &offset = operands[2], &mean = operands[3],
               &variance = operands[4];
  double epsilon = op.getEpsilon().convertToDouble(), momentum = op.getMomentum().convertToDouble();
  int64_t channels = x.getExtent(1);
  double count = static_cast<double>(x.getNumElements()) / channels;

  Tensor m(op.getBatchMean()), v(op.getBatchMean()), r(op.getReciprocalDeviation());
  forEachIndex(x.getShape(), [&](ArrayRef<int64_t> at) { m[at[1]] += x.at(at) / count; });
  forEachIndex(x.getShape(), [&](ArrayRef<int64_t> at) {
    double difference = x.at(at) - m[at[1]];
    v[at[1]] += difference * difference / count;
  });
  for (int64_t c = 0; c < channels; ++c)
    r[c] = 1.0 / std::sqrt(v[c] + epsilon);

  Tensor y(op.getOutput()), newMean(op.getNewMean()), newVariance(op.getNewVariance());
  forEachIndex(x.getShape(), [&](ArrayRef<int64_t> at) {
    int64_t c = at[1];
    y.at(at) = (x.at(at) - m[c]) * r[c] * scale[c] + offset[c];
  });
  // One value has no variance: its unbiased estimate is undefined, and the running one stays as
  // it would with a batch variance of 0.
  double unbiased = count > 1.0 ? count / (count - 1.0) : 1.0;
  for (int64_t c = 0; c < channels; ++c) {
    newMean[c] = (1.0 - momentum) * mean[c] + momentum * m[c];
    newVariance[c] = (1.0 - momentum) * variance[c] + momentum * v[c] * unbiased;
  }
  return results(std::move(y), std::move(m), std::move(r), std::move(newMean), std::move(newVariance));
}

Results evaluate(BatchNormGradientOp op, Operands operands) {
  const Tensor &dy = operands[0], &x = operands[1], &scale = operands[2], &m = operands[3], &r = operands[4];
  double count = static_cast<double>(x.getNumElements()) / x.getExtent(1);
  Tensor dx(op.getInputGradient()), dscale(op.getScaleGradient()), doffset(op.getOffsetGradient());
  auto normalised = [&](ArrayRef<int64_t> at) { return (x.at(at) - m[at[1]]) * r[at[1]]; };
  forEachIndex(x.getShape(), [&](ArrayRef<int64_t> at) {
    doffset[at[1]] += dy.at(at);
    dscale[at[1]] += dy.at(at) * normalised(at);
  });
  forEachIndex(x.getShape(), [&](ArrayRef<int64_t> at) {
    int64_t c = at[1];
    dx.at(at) = scale[c] * r[c] * (dy.at(at) - doffset[c] / count - normalised(at) * dscale[c] / count);
  });
  return results(std::move(dx), std::move(dscale), std::move(doffset));
}

/// The identity: the training step multiplies by a mask of its own.
Results evaluate(DropoutOp, Operands operands) { return results(operands[0]); }

Results evaluate(DropoutMaskOp op, Operands operands) {
  // Seed and step are 32-bit counts; a negative one is taken modulo 2^32.
  auto toWord = [](double value) { return static_cast<uint32_t>(static_cast<int64_t>(value)); };
  uint32_t seed = toWord(operands[0][0]), step = toWord(operands[1][0]), stream = op.getStream();
  double rate = op.getRate().convertToDouble();
  Tensor mask(op.getMask());
  for (int64_t index = 0; index < mask.getNumElements(); ++index) {
    uint32_t word = ::cnn::runtime::philox({static_cast<uint32_t>(index), step, 0, 0}, {seed, stream})[0];
    mask[index] = word < rate * 0x1p32 ? 0.0 : 1.0 / (1.0 - rate);
  }
  return results(std::move(mask));
}

} // namespace cnnc::reference
