//===- CopyWithoutTiles.cpp - For processors that lack matrix tiles -----===//

#include "compiler/Transforms/Passes.h"
#include "dialects/CNN/Layout.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace cnnc::cnn {
#define GEN_PASS_DEF_COPYWITHOUTTILES
#include "compiler/Transforms/Passes.h.inc"

namespace {

/// Calls `visit` with each convolution on tiles inside of `op`.
template <typename Visitor>
void forEachOnTiles(Operation *op, Visitor visit) {
  op->walk([&](Operation *inner) {
    llvm::TypeSwitch<Operation *>(inner).Case<Conv2DOp, Conv2DInputGradientOp, Conv2DWeightGradientOp>([&](auto conv) {
      if (getParts(conv.getAlgorithm()))
        visit(conv);
    });
  });
}

struct CopyWithoutTiles : impl::CopyWithoutTilesBase<CopyWithoutTiles> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    bool usesTiles = false;
    forEachOnTiles(module, [&](auto) { usesTiles = true; });
    if (!usesTiles)
      return;
    SymbolTable symbols(module);
    for (NetworkOp network : SmallVector<NetworkOp>(module.getOps<NetworkOp>())) {
      auto copy = cast<NetworkOp>(network->clone());
      copy.setWithoutTiles(true);
      copy.setSymName((network.getSymName() + "_without_tiles").str());
      forEachOnTiles(copy, [](auto conv) { conv.setAlgorithm(Algorithm::Direct); });
      symbols.insert(copy, module.getBody()->end()); // renames it if the name is taken
    }
  }
};

} // namespace
} // namespace cnnc::cnn
