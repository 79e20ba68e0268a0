//===- WeightRead.cpp - The parameter that a weight is --------------------===//

#include "compiler/Transforms/WeightRead.h"

using namespace cnnc::cnn;

ReadOp cnnc::cnn::getRead(mlir::Value weight) {
  if (auto reshape = weight.getDefiningOp<ReshapeOp>())
    weight = reshape.getInput();
  return weight.getDefiningOp<ReadOp>();
}
