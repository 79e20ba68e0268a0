//===- PoolingGradients.cpp - Gradient rules of pooling -----------------===//

#include "dialects/CNN/Gradients.h"

using namespace mlir;
using namespace cnnc::cnn;

template <typename Op>
static Value scatterToArgmax(OpBuilder &builder, Op op, Value outputGradient, Value argmax) {
  return MaxPoolGradientOp::create(builder, op.getLoc(), getPlainType(op.getInput()), outputGradient, argmax,
                                   op.getKernelAttr(), op.getStridesAttr(), op.getPadsAttr(),
                                   op.getDilationsAttr(), op.getAutoPadAttr(), op.getCeilModeAttr());
}

/// Searches for the maxima again; `--cnn-prepare-training` replaces the operation with
/// cnn.max_pool_argmax, which keeps where they were.
Value MaxPoolOp::buildGradient(OpBuilder &builder, unsigned, ValueRange resultGradients) {
  auto pool = MaxPoolArgmaxOp::create(builder, getLoc(), getInput(), getKernelAttr(), getStridesAttr(),
                                      getPadsAttr(), getDilationsAttr(), getAutoPadAttr(), getCeilModeAttr());
  return scatterToArgmax(builder, *this, resultGradients.front(), pool.getArgmax());
}

Value MaxPoolArgmaxOp::buildGradient(OpBuilder &builder, unsigned, ValueRange resultGradients) {
  return scatterToArgmax(builder, *this, resultGradients.front(), getArgmax());
}

Value AveragePoolOp::buildGradient(OpBuilder &builder, unsigned, ValueRange resultGradients) {
  return AveragePoolGradientOp::create(builder, getLoc(), getPlainType(getInput()), resultGradients.front(),
                                       getKernelAttr(), getStridesAttr(), getPadsAttr(), getDilationsAttr(),
                                       getAutoPadAttr(), getCeilModeAttr(), getCountIncludePadAttr());
}
