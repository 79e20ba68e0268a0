//===- NarrowNetworks.cpp - Networks of few channels ----------------------===//

#include "compiler/Transforms/NarrowNetworks.h"

#include "dialects/CNN/Layout.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cnnc::cnn;

bool cnnc::cnn::isNarrow(NetworkOp network) {
  bool hasConvolution = false;
  for (Operation &op : network.getBody().front()) {
    bool isNarrow = llvm::TypeSwitch<Operation *, bool>(&op)
                        .Case<Conv2DOp>([&](auto conv) {
                          hasConvolution = true;
                          return conv.getAlgorithm() == Algorithm::Direct && conv.getGroups() == 1 &&
                                 cnn::isNarrowBatch(conv.getInput().getType()) &&
                                 cnn::isNarrowBatch(conv.getOutput().getType());
                        })
                        .Case<Conv2DInputGradientOp>([&](auto conv) {
                          Window window = conv.getWindow();
                          return conv.getAlgorithm() == Algorithm::Direct && window.y.stride * window.x.stride == 1;
                        })
                        .Case<Conv2DWeightGradientOp>(
                            [&](auto conv) { return conv.getAlgorithm() == Algorithm::Direct; })
                        .Default(true);
    if (!isNarrow)
      return false;
  }
  return hasConvolution;
}
